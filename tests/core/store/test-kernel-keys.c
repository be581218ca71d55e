/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/kernel-keys.h"

#include <errno.h>
#include <keyutils.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "testlib-keyring.h"

#define NOW 1000000000
#define RING KEY_SPEC_USER_KEYRING

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

/* Another login session of the same user neither possesses these keys nor made them. */
static void
test_another_session (void)
{
  int status;
  pid_t child;

  g_assert_true (save ("latchkey:app:session", 10, 'a', NOW + 100, NULL));
  child = fork ();
  if (child == 0) {
    gboolean ok = keyctl_join_session_keyring (NULL) > 0 && has ("latchkey:app:session") &&
                  save ("latchkey:app:session", 20, 'b', NOW + 100, NULL) &&
                  save ("latchkey:app:theirs", 20, 'b', NOW + 100, NULL);

    _exit (ok ? 0 : 1);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);

  g_autoptr (LkSecret) value = lk_kernel_key_lookup ("latchkey:app:session", NOW, NULL);
  g_assert_cmpuint (lk_secret_length (value), ==, 20);
  g_assert_true (has ("latchkey:app:theirs"));
  g_assert_true (lk_kernel_key_forget ("latchkey:app:theirs"));
}

static _Noreturn void
write_for_ever (const char *name)
{
  for (int i = 0;; i++)
    (void) save (name, 1000 + (gsize) (i % 2), (char) ('a' + i % 2), NOW + 100, NULL);
}

/* Somebody who reads while another one saves finds the old value or the new one, whole. */
static void
test_concurrent (void)
{
  const char *name = "latchkey:app:concurrent";
  guint seen[2] = {0};
  pid_t child;

  g_assert_true (save (name, 1000, 'a', NOW + 100, NULL));
  child = fork ();
  if (child == 0)
    write_for_ever (name);
  for (int i = 0; i < 200000 && (i < 5000 || seen[0] == 0 || seen[1] == 0); i++) {
    g_autoptr (LkSecret) value = lk_kernel_key_lookup (name, NOW, NULL);
    const char *text;

    g_assert_nonnull (value);
    text = lk_secret_text (value);
    g_assert_true (*text == 'a' || *text == 'b');
    g_assert_cmpuint (lk_secret_length (value), ==, *text == 'a' ? 1000 : 1001);
    g_assert_cmpuint (strspn (text, *text == 'a' ? "a" : "b"), ==, lk_secret_length (value));
    seen[*text - 'a']++;
  }
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  g_assert_cmpuint (seen[0], >, 0);
  g_assert_cmpuint (seen[1], >, 0);
}

static void
test_forbidden (void)
{
  const int errors[] = {EPERM, ENOSYS};

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++) {
    pid_t child = fork ();
    int status;

    if (child == 0) {
      g_autoptr (GError) error = NULL;

      test_forbid_keyring (errors[i]);
      _exit (!lk_kernel_keys_available () && !has ("latchkey:app:x") &&
                     !save ("latchkey:app:x", 10, 'x', NOW + 100, &error) &&
                     g_error_matches (error, LK_ERROR, LK_ERROR_STORAGE)
                 ? 0
                 : 1);
    }
    g_assert_cmpint (waitpid (child, &status, 0), ==, child);
    g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  }
  g_assert_true (lk_kernel_keys_available ());
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (save ("latchkey:app:large", LK_KERNEL_KEY_MAX, 'x', NOW + 100, NULL));
  g_assert_false (save ("latchkey:app:large", LK_KERNEL_KEY_MAX + 1, 'x', NOW + 100, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_STORAGE);
  g_assert_false (has ("latchkey:app:large"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_own_keyring_or_exit (-1);
  g_test_add_func ("/kernel-keys/another-session", test_another_session);
  g_test_add_func ("/kernel-keys/concurrent", test_concurrent);
  g_test_add_func ("/kernel-keys/forbidden", test_forbidden);
  g_test_add_func ("/kernel-keys/too-large", test_too_large);
  return g_test_run ();
}
