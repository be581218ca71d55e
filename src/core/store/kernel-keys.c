/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/kernel-keys.h"

#include <errno.h>
#include <keyutils.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define RING KEY_SPEC_USER_KEYRING

/*
 * A key that was made in one login session is not in the possession of another one of the same user
 * (keyrings(7), "Possession"): the user's own bits have to allow what the possessor may do.
 */
#define PERMISSIONS (KEY_POS_ALL | KEY_USR_ALL)

/* The order in which a type is tried. */
static const char *const types[] = {"big_key", "user"};

/* A value begins with the time of its end, "1 SECONDS\n", so that the soonest can be found. */
#define HEAD_MAX 32

static key_serial_t
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    key_serial_t key = (key_serial_t) keyctl_search (RING, types[i], name, 0);

    if (key > 0)
      return key;
  }
  return -1;
}

static LkSecret *
parse (const char *data, gsize length, gint64 *expires_at)
{
  const char *end = memchr (data, '\n', MIN (length, HEAD_MAX));
  g_autofree char *head = end == NULL ? NULL : g_strndup (data, (gsize) (end - data));

  if (head == NULL || !g_str_has_prefix (head, "1 ") ||
      !g_ascii_string_to_signed (head + 2, 10, 0, G_MAXINT64, expires_at, NULL) ||
      memchr (end, '\0', length - (gsize) (end - data)) != NULL)
    return NULL;
  return lk_secret_new (end + 1, (gssize) (length - (gsize) (end + 1 - data)));
}

static LkSecret *
read_key (key_serial_t key, gint64 *expires_at)
{
  char buffer[LK_KERNEL_KEY_MAX + HEAD_MAX];
  long length = keyctl_read (key, buffer, sizeof buffer);
  LkSecret *value = NULL;

  if (length > 0 && (gsize) length <= sizeof buffer)
    value = parse (buffer, (gsize) length, expires_at);
  if (length > 0)
    lk_wipe (buffer, MIN ((gsize) length, sizeof buffer));
  return value;
}

LkSecret *
lk_kernel_key_lookup (const char *name, gint64 now, gint64 *expires_at)
{
  key_serial_t key = find (name);
  gint64 ends = 0;
  g_autoptr (LkSecret) value = key < 0 ? NULL : read_key (key, &ends);

  if (value == NULL || (ends != 0 && ends <= now))
    return NULL;
  if (expires_at != NULL)
    *expires_at = ends;
  return g_steal_pointer (&value);
}

gboolean
lk_kernel_key_forget (const char *name)
{
  gboolean found = FALSE;

  for (key_serial_t key; (key = find (name)) > 0; found = TRUE) {
    if (keyctl_unlink (key, RING) != 0)
      return found;
  }
  return found;
}

GStrv
lk_kernel_key_names (const char *prefix)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  void *data = NULL;
  int size = keyctl_read_alloc (RING, &data);

  for (gsize i = 0; size > 0 && i < (gsize) size / sizeof (key_serial_t); i++) {
    char *description = NULL;
    const char *name;

    /* "type;uid;gid;permissions;description" */
    if (keyctl_describe_alloc (((key_serial_t *) data)[i], &description) < 0)
      continue;
    name = strrchr (description, ';');
    if (name != NULL && g_str_has_prefix (name + 1, prefix))
      g_ptr_array_add (names, g_strdup (name + 1));
    free (description);
  }
  free (data);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* Forgets the entry that ends soonest, other than @name itself. Entries without an end go last. */
static gboolean
make_room (const char *name, gint64 now)
{
  g_auto (GStrv) names = lk_kernel_key_names ("latchkey:");
  const char *victim = NULL;
  gint64 soonest = G_MAXINT64;

  for (char **other = names; *other != NULL; other++) {
    gint64 ends = 0;
    g_autoptr (LkSecret) value = lk_kernel_key_lookup (*other, now, &ends);

    if (strcmp (*other, name) == 0 || ends == 0)
      continue;
    if (victim == NULL || value == NULL || ends < soonest) {
      victim = *other;
      soonest = value == NULL ? 0 : ends;
    }
  }
  return victim != NULL && lk_kernel_key_forget (victim);
}

static key_serial_t
add (const char *name, const char *data, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    key_serial_t key = add_key (types[i], name, data, length, RING);

    /* ENODEV: this kernel has no such type. */
    if (key > 0 || errno != ENODEV)
      return key;
  }
  return -1;
}

static key_serial_t
add_making_room (const char *name, LkSecret *value, gint64 expires_at, gint64 now)
{
  g_autofree char *head = g_strdup_printf ("1 %" G_GINT64_FORMAT "\n", expires_at);
  gsize length = strlen (head) + lk_secret_length (value);
  g_autofree char *data = g_malloc (length);
  key_serial_t key;

  memcpy (data, head, strlen (head));
  memcpy (data + strlen (head), lk_secret_text (value), lk_secret_length (value));
  do
    key = add (name, data, length);
  while (key < 0 && errno == EDQUOT && make_room (name, now));
  lk_wipe (data, length);
  return key;
}

gboolean
lk_kernel_key_save (const char *name,
                    LkSecret *value,
                    gint64 expires_at,
                    gint64 now,
                    GError **error)
{
  key_serial_t key;

  if (lk_secret_length (value) > LK_KERNEL_KEY_MAX) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_STORAGE,
                         "the token is too large for the kernel's keyring");
    return FALSE;
  }
  key = add_making_room (name, value, expires_at, now);
  if (key < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_STORAGE,
                 "the kernel's keyring cannot be used here: %s; every connection will ask the "
                 "desktop keyring",
                 g_strerror (errno));
    return FALSE;
  }
  /* Without these two the key would be of less use, or live too long; then it is better gone. */
  if (keyctl_setperm (key, PERMISSIONS) != 0 ||
      (expires_at != 0 &&
       keyctl_set_timeout (key, (unsigned) CLAMP (expires_at - now, 1, G_MAXINT)) != 0)) {
    g_set_error (error, LK_ERROR, LK_ERROR_STORAGE, "the kernel's keyring cannot be used here: %s",
                 g_strerror (errno));
    keyctl_unlink (key, RING);
    return FALSE;
  }
  return TRUE;
}

gboolean
lk_kernel_keys_available (void)
{
  return keyctl_get_keyring_ID (RING, 1) > 0;
}
