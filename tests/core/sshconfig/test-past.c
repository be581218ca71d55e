/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a change back, and going back to a version, in a tree that is then saved. */
#include "sshconfig/past.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "sshconfig/save.h"
#include "testlib-config.h"

#define FIRST "Include more\n\nHost a\n  User a\n\nHost b\n  User b\n"
#define MORE "Host c\n  User c\n"

typedef struct {
  char *folder;
  char *history;
  char *root;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = lk_test_folder ();
  f->history = g_build_filename (f->folder, "history", NULL);
  f->root = g_build_filename (f->folder, "config", NULL);
  lk_test_put (f->folder, "config", FIRST, -1);
  lk_test_put (f->folder, "more", MORE, -1);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->history);
  g_free (f->root);
  lk_test_remove (f->folder);
}

static void
save (Fixture *f, LkConfigTree *tree, guint undoes)
{
  g_auto (LkConfigSave)
      save = {.history = f->history, .reason = "test", .now = 1, .undoes = undoes};

  g_assert_true (lk_config_save (tree, &save, NULL));
}

static void
set_user (Fixture *f, const char *host, const char *user)
{
  const LkConfigSetting setting = {"User", (const char *const[]){user, NULL}};
  g_autoptr (LkConfigTree) tree = lk_test_read (f->folder);

  g_assert_true (lk_config_edit_set (tree, lk_test_find (tree, host), &setting, NULL));
  save (f, tree, 0);
}

static void
assert_disk (Fixture *f, const char *config, const char *more)
{
  g_autoptr (LkConfigTree) tree = lk_test_read (f->folder);
  g_autofree char *first = lk_test_text (tree, 0);
  g_autofree char *second = lk_test_text (tree, 1);

  g_assert_cmpstr (first, ==, config);
  g_assert_cmpstr (second, ==, more);
}

static gboolean
is_undone (Fixture *f, guint number)
{
  g_autoptr (GPtrArray) entries = lk_history_list (f->history, f->root);

  return lk_history_is_undone (entries, number);
}

static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;
  g_autoptr (LkConfigTree) again = NULL;

  set_user (f, "a", "x");
  set_user (f, "b", "y");
  tree = lk_test_read (f->folder);
  g_assert_true (lk_config_edit_undo (tree, f->history, 1, NULL));
  save (f, tree, 1);
  assert_disk (f, "Include more\n\nHost a\n  User a\n\nHost b\n  User y\n", MORE);
  g_assert_true (is_undone (f, 1));
  g_assert_false (is_undone (f, 2));
  /* Undoing that brings it back. */
  again = lk_test_read (f->folder);
  g_assert_true (lk_config_edit_undo (again, f->history, 3, NULL));
  save (f, again, 3);
  assert_disk (f, "Include more\n\nHost a\n  User x\n\nHost b\n  User y\n", MORE);
  g_assert_false (is_undone (f, 1));
}

static void
undo (Fixture *f, guint number)
{
  g_autoptr (LkConfigTree) tree = lk_test_read (f->folder);

  g_assert_true (lk_config_edit_undo (tree, f->history, number, NULL));
  save (f, tree, number);
}

static void
assert_root (Fixture *f, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (f->root, &text, NULL, NULL) == (expected != NULL));
  g_assert_cmpstr (text, ==, expected);
}

/* A file that was not there before is not there afterwards. */
static void
test_undo_made (Fixture *f, gconstpointer data)
{
  static const char new[] = "Host new\n    User x\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (new, strlen (new));
  g_autoptr (LkConfigTree) tree = NULL;

  g_assert_cmpint (unlink (f->root), ==, 0);
  tree = lk_test_read (f->folder);
  lk_config_tree_replace (tree, 0, bytes);
  save (f, tree, 0);
  assert_root (f, new);
  undo (f, 1);
  assert_root (f, NULL);
  undo (f, 2);
  assert_root (f, new);
}

static void
test_undo_conflict (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;
  g_autoptr (GError) error = NULL;

  set_user (f, "a", "x");
  set_user (f, "a", "y");
  tree = lk_test_read (f->folder);
  g_assert_false (lk_config_edit_undo (tree, f->history, 1, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_false (lk_config_edit_undo (tree, f->history, 7, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
}

static void
test_restore (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;

  set_user (f, "a", "x");
  set_user (f, "c", "y");
  lk_test_put (f->folder, "config", "Host z\n", -1);
  tree = lk_test_read (f->folder);
  g_assert_true (lk_config_edit_restore (tree, f->history, 1, NULL));
  save (f, tree, 0);
  assert_disk (f, "Include more\n\nHost a\n  User x\n\nHost b\n  User b\n", MORE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sshconfig/past/undo", Fixture, NULL, set_up, test_undo, tear_down);
  g_test_add ("/sshconfig/past/undo-made", Fixture, NULL, set_up, test_undo_made, tear_down);
  g_test_add ("/sshconfig/past/conflict", Fixture, NULL, set_up, test_undo_conflict, tear_down);
  g_test_add ("/sshconfig/past/restore", Fixture, NULL, set_up, test_restore, tear_down);
  return g_test_run ();
}
