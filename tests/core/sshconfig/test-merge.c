/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/merge.h"

#include <string.h>
#include <gio/gio.h>

#include "testlib-config.h"

static void
check_picked (const char *base,
              const char *ours,
              const char *theirs,
              LkConfigPick pick,
              const char *expected)
{
  g_autoptr (GBytes) a = g_bytes_new_static (base, strlen (base));
  g_autoptr (GBytes) b = g_bytes_new_static (ours, strlen (ours));
  g_autoptr (GBytes) c = g_bytes_new_static (theirs, strlen (theirs));
  g_autoptr (GBytes) merged = lk_merge (a, b, c, pick);

  if (expected == NULL)
    g_assert_null (merged);
  else
    g_assert_cmpmem (g_bytes_get_data (merged, NULL), g_bytes_get_size (merged), expected,
                     strlen (expected));
}

static void
check (const char *base, const char *ours, const char *theirs, const char *expected)
{
  check_picked (base, ours, theirs, LK_CONFIG_PICK_NONE, expected);
}

/* Of a conflict the one side's lines, whoever's picked; everything else of both. */
static void
check_pick (const char *base,
            const char *ours,
            const char *theirs,
            const char *mine,
            const char *their)
{
  check (base, ours, theirs, NULL);
  check_picked (base, ours, theirs, LK_CONFIG_PICK_OURS, mine);
  check_picked (base, ours, theirs, LK_CONFIG_PICK_THEIRS, their);
  check_picked (base, theirs, ours, LK_CONFIG_PICK_THEIRS, mine);
}

static void
test_pick (void)
{
  check_pick ("a\n", "b\n", "c\n", "b\n", "c\n");
  check_pick ("a\nb\nc\nd\ne\n", "x\nb\nc\nd\nm\n", "a\nb\ny\nd\nt\n", "x\nb\ny\nd\nm\n",
              "x\nb\ny\nd\nt\n");
  check_pick ("a\nb\nc\n", "a\nc\n", "a\nB\nB\nc\nd\n", "a\nc\nd\n", "a\nB\nB\nc\nd\n");
  /* One hunk meets two, which do not meet each other. */
  check_pick ("a\nb\nc\nd\n", "1\n", "A\nb\nc\nD\n", "1\n", "A\nb\nc\nD\n");
  check_pick ("a\nb\n", "x\nb\n", "a\ny\n", "x\nb\n", "a\ny\n");
  check_pick ("", "a\n", "b\n", "a\n", "b\n");
}

static void
test_cases (void)
{
  check ("", "", "", "");
  check ("a\n", "a\n", "b\n", "b\n");
  check ("a\n", "b\n", "a\n", "b\n");
  check ("a\n", "b\n", "b\n", "b\n");
  check ("a\n", "b\n", "c\n", NULL);
  check ("a\nb\nc\n", "x\nb\nc\n", "a\nb\ny\n", "x\nb\ny\n");
  check ("a\nb\nc\n", "a\nb\nx\n", "y\na\nb\nc\n", "y\na\nb\nx\n");
  check ("a\nb\n", "x\nb\n", "a\ny\n", NULL);
  check ("a\n", "a\nx\n", "a\ny\n", NULL);
  check ("a\nb\nc", "b\nc", "a\nb\nc\n", "b\nc\n");
  check ("", "a\n", "", "a\n");
  check ("a\nb\nc\nd\ne\n", "a\nc\nd\ne\n", "a\nb\nc\ne\n", "a\nc\ne\n");
}

/* A few changes of a text whose lines are all different; @side tells them from the other's. */
static GBytes *
change (int side)
{
  g_autofree gboolean *changed = g_new0 (gboolean, 40);
  GString *text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 3); n > 0; n--)
    changed[g_test_rand_int_range (0, 40)] = TRUE;
  for (int i = 0; i < 40; i++) {
    int kind = changed[i] ? g_test_rand_int_range (0, 3) : 3;

    if (kind != 0)
      g_string_append_printf (text, kind == 1 ? "changed %d by %d\n" : "line %d\n", i, side);
    if (kind == 2)
      g_string_append_printf (text, "new after %d by %d\n", i, side);
  }
  return g_string_free_to_bytes (text);
}

static GBytes *
unchanged (void)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < 40; i++)
    g_string_append_printf (text, "line %d\n", i);
  return g_string_free_to_bytes (text);
}

static char *
put (const char *folder, const char *name, GBytes *bytes)
{
  lk_test_put (folder, name, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  return g_build_filename (folder, name, NULL);
}

/* What is merged, git merges the same way; it may merge more. */
static void
test_git (void)
{
  char *folder = lk_test_folder ();
  g_autoptr (GBytes) base = unchanged ();
  g_autofree char *base_path = put (folder, "base", base);
  int merges = 0, conflicts = 0;

  for (int i = 0; i < 200; i++) {
    g_autoptr (GBytes) ours = change (1);
    g_autoptr (GBytes) theirs = change (2);
    g_autoptr (GBytes) merged = lk_merge (base, ours, theirs, LK_CONFIG_PICK_NONE);
    g_autofree char *ours_path = put (folder, "ours", ours);
    g_autofree char *theirs_path = put (folder, "theirs", theirs);
    g_autoptr (GBytes) expected = NULL;
    g_autoptr (GSubprocess) git =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                          "git", "merge-file", "-p", ours_path, base_path, theirs_path, NULL);

    g_assert_true (g_subprocess_communicate (git, NULL, NULL, &expected, NULL, NULL));
    if (merged == NULL) {
      conflicts++;
      continue;
    }
    merges++;
    g_assert_cmpint (g_subprocess_get_exit_status (git), ==, 0);
    g_assert_true (g_bytes_equal (merged, expected));
  }
  g_assert_cmpint (merges, >, 100);
  g_assert_cmpint (conflicts, >, 0);
  lk_test_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/cases", test_cases);
  g_test_add_func ("/merge/pick", test_pick);
  g_test_add_func ("/merge/git", test_git);
  return g_test_run ();
}
