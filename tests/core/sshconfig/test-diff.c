/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/diff.h"

#include <string.h>
#include <gio/gio.h>

#include "testlib-config.h"

static char *
hunks_of (const char *old, const char *new)
{
  g_autoptr (GBytes) old_bytes = g_bytes_new_static (old, strlen (old));
  g_autoptr (GBytes) new_bytes = g_bytes_new_static (new, strlen (new));
  g_autoptr (LkText) a = lk_text_new (old_bytes);
  g_autoptr (LkText) b = lk_text_new (new_bytes);
  g_autoptr (GArray) hunks = lk_diff (a, b);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hunks->len; i++) {
    const LkHunk *hunk = &g_array_index (hunks, LkHunk, i);

    g_string_append_printf (text, "%u,%u>%u,%u ", hunk->old, hunk->n_old, hunk->new, hunk->n_new);
  }
  return g_string_free (text, FALSE);
}

static void
check (const char *old, const char *new, const char *expected)
{
  g_autofree char *hunks = hunks_of (old, new);

  g_assert_cmpstr (hunks, ==, expected);
}

static void
test_hunks (void)
{
  check ("", "", "");
  check ("a\nb\n", "a\nb\n", "");
  check ("", "a\n", "0,0>0,1 ");
  check ("a\nb\nc\n", "a\nc\n", "1,1>1,0 ");
  check ("a\nb\nc\n", "a\nx\ny\nc\n", "1,1>1,2 ");
  check ("a\nb\nc\nd\n", "x\nb\nc\ny\n", "0,1>0,1 3,1>3,1 ");
  check ("a\n", "a", "0,1>0,1 ");
  check ("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", "0,2>0,0 3,0>1,1 5,1>4,0 7,0>5,1 ");
}

/* More changes than are compared finely are one large one. */
static void
test_large (void)
{
  g_autoptr (GString) old = g_string_new ("head\n");
  g_autoptr (GString) new = g_string_new ("head\n");
  g_autofree char *hunks = NULL;

  for (int i = 0; i < 3000; i++) {
    g_string_append_printf (old, "old %d\n", i);
    g_string_append_printf (new, "new %d\n", i);
  }
  hunks = hunks_of (old->str, new->str);
  g_assert_cmpstr (hunks, ==, "1,3000>1,3000 ");
}

/* Random lines from few, so that many are equal; the last one may have no ending. */
static GBytes *
random_text (void)
{
  GString *text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 40); n > 0; n--)
    g_string_append_printf (text, "line %d\n", g_test_rand_int_range (0, 8));
  if (text->len > 0 && g_test_rand_bit ())
    g_string_truncate (text, text->len - 1);
  return g_string_free_to_bytes (text);
}

static void
put (const char *folder, const char *name, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  lk_test_put (folder, name, data == NULL ? "" : data, (gssize) length);
}

/* patch(1) understands it, and makes the new text of the old one. */
static void
test_patch (void)
{
  char *folder = lk_test_folder ();
  g_autofree char *patched = g_build_filename (folder, "text", NULL);

  for (int i = 0; i < 300; i++) {
    g_autoptr (GBytes) old = random_text ();
    g_autoptr (GBytes) new = random_text ();
    g_autoptr (GBytes) diff = lk_diff_unified (old, new, "text");
    g_autoptr (GSubprocess) patch = NULL;
    g_autofree char *text = NULL;
    gsize length;

    put (folder, "text", old);
    patch = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                              NULL, "patch", "-s", "-f", "-E", patched, NULL);
    g_assert_true (g_subprocess_communicate (patch, diff, NULL, NULL, NULL, NULL));
    g_assert_cmpint (g_subprocess_get_exit_status (patch), ==, 0);
    if (g_file_get_contents (patched, &text, &length, NULL))
      g_assert_cmpmem (text, length, g_bytes_get_data (new, NULL), g_bytes_get_size (new));
    else
      g_assert_cmpuint (g_bytes_get_size (new), ==, 0);
  }
  lk_test_remove (folder);
}

static void
test_names (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("a\r\n", 3);
  g_autoptr (GBytes) made = lk_diff_unified (NULL, text, "/x/y");
  g_autoptr (GBytes) removed = lk_diff_unified (text, NULL, "y");
  g_autoptr (GBytes) strange = lk_diff_unified (NULL, text, "a \n\033[31m");
  const char *expected[] = {"--- /dev/null\n+++ b/x/y\n@@ -0,0 +1 @@\n+a\r\n",
                            "--- a/y\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\r\n",
                            "--- /dev/null\n+++ b/a ??[31m\t\n@@ -0,0 +1 @@\n+a\r\n"};

  g_assert_cmpmem (g_bytes_get_data (made, NULL), g_bytes_get_size (made), expected[0],
                   strlen (expected[0]));
  g_assert_cmpmem (g_bytes_get_data (removed, NULL), g_bytes_get_size (removed), expected[1],
                   strlen (expected[1]));
  g_assert_cmpmem (g_bytes_get_data (strange, NULL), g_bytes_get_size (strange), expected[2],
                   strlen (expected[2]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff/hunks", test_hunks);
  g_test_add_func ("/diff/large", test_large);
  g_test_add_func ("/diff/names", test_names);
  g_test_add_func ("/diff/patch", test_patch);
  return g_test_run ();
}
