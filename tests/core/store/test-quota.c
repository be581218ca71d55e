/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/kernel-keys.h"

#include <errno.h>
#include <keyutils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "testlib-keyring.h"

#define NOW 1000000000
#define RING KEY_SPEC_USER_KEYRING

/* A user whom nobody is, for a quota that nobody needs. */
#define QUOTA_UID 64123

static gboolean
save (const char *name, gsize length, char fill, gint64 expires_at, GError **error)
{
  g_autofree char *text = g_strnfill (length, fill);
  g_autoptr (LkSecret) value = lk_secret_new (text, -1);

  return lk_kernel_key_save (name, value, expires_at, NOW, error);
}

static gboolean
has (const char *name)
{
  g_autoptr (LkSecret) value = lk_kernel_key_lookup (name, NOW, NULL);

  return value != NULL;
}

/* How many bytes count against this user's quota (proc_keys(5)). */
static gsize
used (void)
{
  g_autofree char *text = NULL;
  guint uid, bytes = 0;

  g_assert_true (g_file_get_contents ("/proc/key-users", &text, NULL, NULL));
  for (char *line = text; line != NULL;
       line = strchr (line, '\n') == NULL ? NULL : strchr (line, '\n') + 1) {
    if (sscanf (line, "%u: %*d %*d/%*d %*d/%*d %u/", &uid, &bytes) == 2 && uid == 0)
      return bytes;
  }
  return 0;
}

/* The kernel frees what it has forgotten a little later, and what an earlier run left too. */
static void
begin (void)
{
  g_assert_no_errno ((int) keyctl_clear (RING));
  for (int i = 0; i < 1000 && used () > 500; i++)
    g_usleep (10000);
  g_assert_cmpuint (used (), <=, 500);
}

static void
occupy (const char *name, gsize length)
{
  g_autofree char *text = g_strnfill (length, 'x');

  g_assert_cmpint (add_key ("user", name, text, length, RING), >, 0);
}

/* Names that sort in the order in which the entries end. */
static char *
nth (int i)
{
  return g_strdup_printf ("latchkey:app:quota%02d", i);
}

/* A quota that is used up costs the entry that ends soonest, and no other. */
static void
test_quota (void)
{
  int n;

  begin ();
  g_assert_true (save ("latchkey:org:without-end", 1000, 'x', 0, NULL));
  for (n = 0; n < 100; n++) {
    g_autofree char *name = nth (n);
    g_autofree char *first = nth (0);

    g_assert_true (save (name, 1500, 'x', NOW + 1000 + n, NULL));
    if (!has (first))
      break;
  }
  g_assert_cmpint (n, >, 5);
  if (n == 100) {
    g_test_skip ("this kernel's big_key counts too little to use the quota up");
    return;
  }
  for (int i = 1; i <= n; i++) {
    g_autofree char *name = nth (i);

    g_assert_true (has (name));
  }
  g_assert_true (has ("latchkey:org:without-end"));
}

/* Keys whose time is over go first, though they have no name any more. */
static void
test_quota_expired (void)
{
  g_autofree char *text = g_strnfill (6000, 'x');
  long key;

  begin ();
  key = add_key ("user", "latchkey:app:dead", text, 6000, RING);
  g_assert_cmpint (keyctl_set_timeout ((key_serial_t) key, 1), ==, 0);
  for (int i = 0; i < 100 && keyctl_read ((key_serial_t) key, NULL, 0) >= 0; i++)
    g_usleep (100000);
  g_assert_true (save ("latchkey:app:soonest", 1000, 'x', NOW + 1, NULL));
  occupy ("somebody else's", 6000);
  occupy ("somebody else's too", 6000);
  g_assert_cmpint (add_key ("user", "latchkey:app:new", text, 6000, RING), ==, -1);
  g_assert_cmpint (errno, ==, EDQUOT);
  g_assert_true (save ("latchkey:app:new", 5900, 'y', NOW + 100, NULL));
  g_assert_true (has ("latchkey:app:soonest"));
}

/* A quota that others have used up is an error, and an older value does not pass for the newer one. */
static void
test_quota_of_others (void)
{
  g_autoptr (GError) error = NULL;

  begin ();
  g_assert_true (save ("latchkey:app:old", 10, 'x', NOW + 100, NULL));
  occupy ("somebody else's", 9000);
  occupy ("somebody else's too", 9000);
  g_assert_true (has ("latchkey:app:old"));
  if (save ("latchkey:app:old", 9000, 'y', NOW + 100, &error)) {
    g_test_skip ("this kernel's big_key counts too little to use the quota up");
    return;
  }
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "full"));
  g_assert_false (has ("latchkey:app:old"));
  g_assert_cmpint (keyctl_search (RING, "user", "somebody else's", 0), >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_own_keyring_or_exit (QUOTA_UID);
  g_test_add_func ("/quota/soonest", test_quota);
  g_test_add_func ("/quota/expired", test_quota_expired);
  g_test_add_func ("/quota/of-others", test_quota_of_others);
  return g_test_run ();
}
