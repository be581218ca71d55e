/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/save.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "testlib-config.h"

typedef struct {
  char *folder; /* with "ssh", "dotfiles" and "history" */
  char *ssh;
  char *root;
  char *history;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *more = NULL;
  g_autofree char *real = NULL;

  f->folder = lk_test_folder ();
  f->ssh = g_build_filename (f->folder, "ssh", NULL);
  f->root = g_build_filename (f->ssh, "config", NULL);
  f->history = g_build_filename (f->folder, "history", NULL);
  lk_test_put (f->ssh, "config", "Include more work\nHost a\n  User a\n\nHost b\n  User b\n", -1);
  lk_test_put (f->folder, "dotfiles/more", "# more\r\nHost c\r\n  User \xff", -1);
  lk_test_put (f->ssh, "work", "", 0);
  more = g_build_filename (f->ssh, "more", NULL);
  real = g_build_filename (f->folder, "dotfiles", "more", NULL);
  g_assert_cmpint (symlink ("../dotfiles/more", more), ==, 0);
  g_assert_cmpint (g_chmod (real, 0640), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->ssh);
  g_free (f->root);
  g_free (f->history);
  lk_test_remove (f->folder);
}

/* Every name below a folder: its mode, and what it points to or holds. */
static void
snapshot (const char *path, GString *out)
{
  g_autofree char *link = g_file_read_link (path, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GSequence) names = g_sequence_new (g_free);
  struct stat st;

  g_assert_cmpint (lstat (path, &st), ==, 0);
  if (dir == NULL && link == NULL)
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_string_append_printf (out, "%s %o %s %s\n", path, st.st_mode, link, text);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    g_sequence_insert_sorted (names, g_strdup (name), (GCompareDataFunc) (void *) strcmp, NULL);
  for (GSequenceIter *i = g_sequence_get_begin_iter (names); !g_sequence_iter_is_end (i);
       i = g_sequence_iter_next (i)) {
    g_autofree char *inner = g_build_filename (path, g_sequence_get (i), NULL);

    snapshot (inner, out);
  }
}

static char *
state_of (Fixture *f)
{
  g_autofree char *dotfiles = g_build_filename (f->folder, "dotfiles", NULL);
  GString *out = g_string_new (NULL);

  snapshot (f->ssh, out);
  snapshot (dotfiles, out);
  return g_string_free (out, FALSE);
}

/* Adds a line somewhere behind the first one, or takes one away. */
static void
edit (LkConfigTree *tree, guint file)
{
  g_autofree char *text = lk_test_text (tree, file);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);
  guint at = n < 3 ? n : (guint) g_test_rand_int_range (1, (gint32) n);
  gboolean remove = n > 3 && g_test_rand_bit ();
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i <= n; i++) {
    if (i == at && !remove)
      g_string_append_printf (out, "# %d\n", g_test_rand_int_range (0, 1000));
    if (i < n && !(i == at && remove))
      g_string_append_printf (out, "%s%s", lines[i], i + 1 < n ? "\n" : "");
  }
  bytes = g_string_free_to_bytes (g_steal_pointer (&out));
  lk_config_tree_replace (tree, file, bytes);
}

static void
save (Fixture *f, LkConfigTree *tree)
{
  g_auto (LkConfigSave) save = {f->history, "edit", 1, NULL};
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_config_save (tree, &save, &error));
  g_assert_no_error (error);
}

static gboolean
undo (Fixture *f, guint number, GError **error)
{
  g_auto (LkConfigSave) save = {f->history, "undo", 2, NULL};

  return lk_config_undo (f->root, number, &save, error);
}

/* Whatever was saved, undone one by one it is as it was: bytes, symlinks and modes. */
static void
test_undo_all (Fixture *f, gconstpointer data)
{
  for (guint round = 0; round < 10; round++) {
    g_autoptr (LkConfigTree) tree = lk_test_read (f->ssh);
    g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
    guint number;

    g_assert_cmpuint (lk_config_tree_n_files (tree), ==, 3);
    for (guint i = 0; i < 6; i++) {
      g_autofree char *before = state_of (f);
      g_autofree char *after = NULL;

      for (int n = g_test_rand_int_range (1, 4); n > 0; n--)
        edit (tree, (guint) g_test_rand_int_range (0, 3));
      save (f, tree);
      after = state_of (f);
      if (!g_str_equal (before, after))
        g_ptr_array_add (states, g_steal_pointer (&before));
    }
    for (guint i = states->len; i > 0; i--) {
      g_autofree char *state = NULL;

      number = lk_config_undo_next (f->history, f->root);
      g_assert_true (undo (f, number, NULL));
      state = state_of (f);
      g_assert_cmpstr (state, ==, g_ptr_array_index (states, i - 1));
    }
    g_assert_cmpuint (lk_config_undo_next (f->history, f->root), ==, 0);
  }
}

static void
set_text (LkConfigTree *tree, guint file, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  lk_config_tree_replace (tree, file, bytes);
}

/* A file that came goes, and comes back with the mode that it had. */
static void
test_mode (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;
  g_autofree char *first = NULL;
  g_autofree char *made = NULL;
  g_autofree char *again = NULL;

  g_unlink (f->root);
  g_assert_cmpint (symlink ("../dotfiles/made", f->root), ==, 0);
  first = state_of (f);
  tree = lk_test_read (f->ssh);
  set_text (tree, 0, "Host new\n");
  save (f, tree);
  g_assert_cmpint (g_chmod (f->root, 0644), ==, 0);
  made = state_of (f);
  g_assert_true (undo (f, 1, NULL));
  again = state_of (f);
  g_assert_cmpstr (again, ==, first);
  g_assert_true (undo (f, 2, NULL));
  g_clear_pointer (&again, g_free);
  again = state_of (f);
  g_assert_cmpstr (again, ==, made);
}

/* Somebody else's change in other lines is kept; in the same ones it stops the save, and both are told. */
static void
test_conflict (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = lk_test_read (f->ssh);
  g_auto (LkConfigSave) save = {f->history, "edit", 1, NULL};
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;

  set_text (tree, 0, "Include more work\nHost a\n  User ours\n\nHost b\n  User b\n");
  lk_test_put (f->ssh, "config", "Include more work\nHost a\n  User a\n\nHost b\n  User theirs\n",
               -1);
  g_assert_true (lk_config_save (tree, &save, NULL));
  g_assert_true (g_file_get_contents (f->root, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Include more work\nHost a\n  User ours\n\nHost b\n  User theirs\n");
  set_text (tree, 0, "Host ours\n");
  lk_test_put (f->ssh, "config", "Host theirs\n", -1);
  state = state_of (f);
  g_assert_false (lk_config_save (tree, &save, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_cmpmem (g_bytes_get_data (save.conflict->before, NULL), 12, "Host theirs\n", 12);
  g_assert_cmpmem (g_bytes_get_data (save.conflict->after, NULL), 10, "Host ours\n", 10);
  after = state_of (f);
  g_assert_cmpstr (after, ==, state);
}

/* The last file cannot be written: the first ones are as they were, and the history tells of nothing. */
static void
test_one_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = lk_test_read (f->ssh);
  g_autofree char *work = g_build_filename (f->ssh, "work", NULL);
  g_auto (LkConfigSave) save = {f->history, "edit", 1, NULL};
  g_autoptr (GError) error = NULL;
  g_autofree char *state = NULL;
  g_autofree char *after = NULL;

  for (guint i = 0; i < 3; i++)
    edit (tree, i);
  g_assert_cmpint (g_chmod (work, 0400), ==, 0);
  state = state_of (f);
  g_assert_false (lk_config_save (tree, &save, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, work));
  g_assert_true (g_str_has_prefix (error->message, "line 1 of "));
  after = state_of (f);
  g_assert_cmpstr (after, ==, state);
  g_assert_cmpuint (lk_config_undo_next (f->history, f->root), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/save/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("undo-all", test_undo_all);
  ADD ("mode", test_mode);
  ADD ("conflict", test_conflict);
  ADD ("one-fails", test_one_fails);
#undef ADD
  return g_test_run ();
}
