/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/kernel-keys.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <keyutils.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/warm-format.h"

#define RING KEY_SPEC_USER_KEYRING
#define PREFIX "latchkey:"

/*
 * A key that was made in one login session is not in the possession of another one of the same user
 * (keyrings(7), "Possession"): the user's own bits have to allow what the possessor may do.
 */
#define PERMISSIONS (KEY_POS_ALL | KEY_USR_ALL)

/* How long the kernel may take to stop counting what was dropped; it was seen to take 20 ms. */
#define RECLAIM_MS 100
#define RECLAIM_STEP_MS 5

/* The order in which a type is tried. */
static const char *const types[] = {"big_key", "user"};

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
read_key (key_serial_t key, gint64 *expires_at)
{
  char buffer[LK_ENTRY_HEAD_MAX + LK_KERNEL_KEY_MAX];
  long length = keyctl_read (key, buffer, sizeof buffer);
  const char *text = NULL;
  LkSecret *value = NULL;

  if (length > 0 && (gsize) length <= sizeof buffer)
    text = lk_entry_parse (buffer, (gsize) length, expires_at);
  if (text != NULL)
    value = lk_secret_new (text, (gssize) length - (text - buffer));
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

/* The keys in the user's keyring, everybody's. Returns how many; @keys is to be given to free(). */
static gsize
read_ring (key_serial_t **keys)
{
  void *data = NULL;
  int size = keyctl_read_alloc (RING, &data);

  *keys = data;
  return size < 0 ? 0 : (gsize) size / sizeof (key_serial_t);
}

static char *
read_name (key_serial_t key)
{
  char *description = NULL;
  const char *name = NULL;
  char *copy;

  /* "type;uid;gid;permissions;name" */
  if (keyctl_describe_alloc (key, &description) < 0)
    return NULL;
  name = description;
  for (int i = 0; i < 4 && name != NULL; i++) {
    name = strchr (name, ';');
    name = name == NULL ? NULL : name + 1;
  }
  copy = g_strdup (name);
  free (description);
  return copy;
}

GStrv
lk_kernel_key_names (const char *prefix)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  key_serial_t *keys;
  gsize n = read_ring (&keys);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *name = read_name (keys[i]);

    if (name != NULL && g_str_has_prefix (name, prefix))
      g_ptr_array_add (names, g_steal_pointer (&name));
  }
  free (keys);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/*
 * When @key may go to make room: 0 for at once, G_MAXINT64 for never. A key whose time is over has no
 * readable name any more and counts until the kernel collects it, minutes later: it is of no use to
 * anybody, whoever made it.
 */
static gint64
dispensable_at (key_serial_t key, const char *except)
{
  g_autofree char *name = read_name (key);
  g_autoptr (LkSecret) value = NULL;
  gint64 ends = 0;

  if (name == NULL)
    return errno == EKEYEXPIRED ? 0 : G_MAXINT64;
  if (!g_str_has_prefix (name, PREFIX) || strcmp (name, except) == 0)
    return G_MAXINT64;
  value = read_key (key, &ends);
  if (value == NULL)
    return 0;
  return ends == 0 ? G_MAXINT64 : ends;
}

/* Forgets the entry that ends soonest, other than @except. Entries without an end stay. */
static gboolean
make_room (const char *except)
{
  key_serial_t *keys;
  gsize n = read_ring (&keys);
  key_serial_t victim = -1;
  gint64 soonest = G_MAXINT64;

  for (gsize i = 0; i < n; i++) {
    gint64 at = dispensable_at (keys[i], except);

    if (at < soonest) {
      victim = keys[i];
      soonest = at;
    }
  }
  free (keys);
  if (victim > 0 && keyctl_unlink (victim, RING) == 0)
    return TRUE;
  errno = EDQUOT;
  return FALSE;
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
add_making_room (const char *name, const char *data, gsize length)
{
  key_serial_t key = add (name, data, length);

  while (key < 0 && errno == EDQUOT && make_room (name)) {
    key = add (name, data, length);
    for (int ms = 0; key < 0 && errno == EDQUOT && ms < RECLAIM_MS; ms += RECLAIM_STEP_MS) {
      g_usleep (RECLAIM_STEP_MS * 1000);
      key = add (name, data, length);
    }
  }
  return key;
}

static key_serial_t
add_entry (const char *name, LkSecret *value, gint64 expires_at)
{
  g_autofree char *head = lk_entry_head (expires_at);
  gsize head_length = strlen (head);
  gsize length = head_length + lk_secret_length (value);
  g_autofree char *data = g_malloc (length);
  key_serial_t key;

  memcpy (data, head, head_length);
  memcpy (data + head_length, lk_secret_text (value), lk_secret_length (value));
  key = add_making_room (name, data, length);
  lk_wipe (data, length);
  return key;
}

/* Without these the key would be of less use, or live too long. */
static gboolean
set_up (key_serial_t key, gint64 expires_at, gint64 now)
{
  return keyctl_setperm (key, PERMISSIONS) == 0 &&
         (expires_at == 0 ||
          keyctl_set_timeout (key, (unsigned) CLAMP (expires_at - now, 1, G_MAXINT)) == 0);
}

gboolean
lk_kernel_key_save (const char *name,
                    LkSecret *value,
                    gint64 expires_at,
                    gint64 now,
                    GError **error)
{
  key_serial_t key = -1;

  errno = EMSGSIZE;
  if (lk_secret_length (value) <= LK_KERNEL_KEY_MAX) {
    /* Only a possessor may set up a new key, and a session's keyring need not lead to the user's. */
    (void) keyctl_link (RING, KEY_SPEC_PROCESS_KEYRING);
    key = add_entry (name, value, expires_at);
  }
  if (key > 0 && set_up (key, expires_at, now))
    return TRUE;
  if (errno == EDQUOT)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_STORAGE,
                         _ ("the kernel's keyring is full; 'keyctl show @u' lists what is in it"));
  else
    g_set_error (error, LK_ERROR, LK_ERROR_STORAGE, _ ("the kernel's keyring cannot keep this: %s"),
                 g_strerror (errno));
  /* An older value must not be found in the place of this one. */
  lk_kernel_key_forget (name);
  return FALSE;
}

gboolean
lk_kernel_keys_available (void)
{
  return keyctl_get_keyring_ID (RING, 1) > 0;
}
