/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens at every system call of a save of several files: a kill, or another program's change. */
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "sshconfig/save.h"
#include "testlib-config.h"
#include "testlib-trace.h"

#define OLD "# top\nInclude more\n\nHost a\n  User old\n"
#define NEW "# top\nInclude more\n\nHost a\n  User new\n"
#define OLD_MORE "# more\n\nHost b\n  User old\n"
#define NEW_MORE "# more\n\nHost b\n  User new\n"
#define THEIRS "# theirs\n"

/* Every call, but for the sanitizers, under which a process takes long to start. */
#ifdef TEST_SANITIZED
#define STEP 7
#else
#define STEP 1
#endif

typedef struct {
  char *folder;
  char *history;
  char *root;
  const char *theirs; /* the file that another program changes */
} Fixture;

static char *
text_of (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, "ssh", name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
put (Fixture *f, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (f->folder, "ssh", NULL);

  lk_test_put (folder, name, text, -1);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = lk_test_folder ();
  f->history = g_build_filename (f->folder, "history", NULL);
  f->root = g_build_filename (f->folder, "ssh", "config", NULL);
  put (f, "../dotfiles", OLD);
  put (f, "more", OLD_MORE);
  g_assert_cmpint (symlink ("../dotfiles", f->root), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->history);
  g_free (f->root);
  lk_test_remove (f->folder);
}

/* Puts one word in the place of another in both files, as they are now. */
static gboolean
save (Fixture *f, const char *word, const char *other)
{
  g_autofree char *folder = g_path_get_dirname (f->root);
  g_autoptr (LkConfigTree) tree = lk_test_read (folder);
  g_auto (LkConfigSave) save = {f->history, "a reason", 1, NULL};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autofree char *text = lk_test_text (tree, i);
    g_auto (GStrv) parts = g_strsplit (text, word, -1);
    char *changed = g_strjoinv (other, parts);
    g_autoptr (GBytes) bytes = g_bytes_new_take (changed, strlen (changed));

    lk_config_tree_replace (tree, i, bytes);
  }
  if (lk_config_save (tree, &save, &error))
    return TRUE;
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  return FALSE;
}

static int
save_new (gpointer data)
{
  return save (data, "old", "new") ? 0 : 1;
}

static gboolean
undo (Fixture *f, guint number)
{
  g_auto (LkConfigSave) save = {f->history, "undo", 2, NULL};

  return lk_config_undo (f->root, number, &save, NULL);
}

static int
undo_last (gpointer data)
{
  Fixture *f = data;

  return undo (f, lk_config_undo_next (f->history, f->root)) ? 0 : 1;
}

static void
assert_one_of (Fixture *f, const char *name, const char *a, const char *b)
{
  g_autofree char *text = text_of (f, name);

  g_assert_true (g_str_equal (text, a) || g_str_equal (text, b));
}

static void
assert_names (const char *folder, guint n)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint found = 0;

  while (g_dir_read_name (dir) != NULL)
    found++;
  g_assert_cmpuint (found, ==, n);
}

/* All that the history lists can be read, whatever was killed. */
static void
assert_history (Fixture *f)
{
  g_autoptr (GPtrArray) entries = lk_history_list (f->history, f->root);

  for (guint i = 0; i < entries->len; i++) {
    const LkHistoryEntry *entry = g_ptr_array_index (entries, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) changes = lk_history_read (f->history, f->root, entry->number, &error);

    g_assert_no_error (error);
    g_assert_nonnull (changes);
  }
}

static void
assert_whole (Fixture *f)
{
  g_autofree char *ssh = g_path_get_dirname (f->root);
  g_autofree char *link = g_file_read_link (f->root, NULL);

  assert_one_of (f, "config", OLD, NEW);
  assert_one_of (f, "more", OLD_MORE, NEW_MORE);
  g_assert_cmpstr (link, ==, "../dotfiles");
  assert_history (f);
  g_assert_true (save (f, "Host", "Match host"));
  g_assert_cmpint (undo_last (f), ==, 0);
  assert_one_of (f, "config", OLD, NEW);
  while (lk_config_undo_next (f->history, f->root) != 0)
    g_assert_cmpint (undo_last (f), ==, 0);
  (void) undo (f, 1); /* where its undoing was killed half-way */
  assert_one_of (f, "config", OLD, OLD);
  assert_one_of (f, "more", OLD_MORE, OLD_MORE);
  assert_names (ssh, 2);
  assert_names (f->folder, 3);
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  gboolean undo = GPOINTER_TO_INT (data);
  LkTestTrace trace = {undo ? undo_last : save_new, NULL, f};
  guint old = 0, new = 0;

  for (guint stop = 1;; stop += STEP) {
    g_autofree char *text = NULL;
    gboolean stopped;
    int code;

    lk_test_remove (g_strdup (f->history));
    put (f, "../dotfiles", OLD);
    put (f, "more", OLD_MORE);
    if (undo)
      g_assert_true (save (f, "old", "new"));
    stopped = lk_test_trace (&trace, stop, &code);
    text = text_of (f, "more");
    *(g_str_equal (text, OLD_MORE) ? &old : &new) += 1;
    if (!stopped) {
      g_assert_cmpint (code, ==, 0);
      g_assert_cmpstr (text, ==, undo ? OLD_MORE : NEW_MORE);
      break;
    }
    g_assert_cmpint (code, ==, -1);
    assert_whole (f);
  }
  g_assert_cmpuint (old, >, 1);
  g_assert_cmpuint (new, >, 1);
}

static void
change_theirs (gpointer data)
{
  Fixture *f = data;
  g_autofree char *text = text_of (f, f->theirs);
  g_autofree char *theirs = g_strconcat (THEIRS, text, NULL);

  put (f, f->theirs, theirs);
}

/* Their line is never lost; what we do happens in both files or in none. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  LkTestTrace trace = {save_new, change_theirs, f};
  gboolean stopped = TRUE;
  guint refused = 0;

  f->theirs = data;
  for (guint stop = 1; stopped; stop += STEP) {
    g_autofree char *config = NULL;
    g_autofree char *more = NULL;
    int code;

    lk_test_remove (g_strdup (f->history));
    g_unlink (f->root);
    put (f, "config", OLD);
    put (f, "more", OLD_MORE);
    stopped = lk_test_trace (&trace, stop, &code);
    config = text_of (f, "config");
    more = text_of (f, "more");
    g_assert_cmpint (g_str_has_prefix (g_str_equal (data, "more") ? more : config, THEIRS), ==,
                     stopped);
    g_assert_cmpint (g_str_has_suffix (config, "User new\n"), ==, code == 0);
    g_assert_cmpint (g_str_has_suffix (more, "User new\n"), ==, code == 0);
    refused += code != 0;
  }
  g_assert_cmpuint (refused, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Thousands of files are written to the disk: in memory this takes seconds. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
#define ADD(name, data, function)                                                                  \
  g_test_add ("/save-meanwhile/" name, Fixture, data, set_up, function, tear_down)
  ADD ("killed", GINT_TO_POINTER (FALSE), test_killed);
  ADD ("killed-undo", GINT_TO_POINTER (TRUE), test_killed);
  ADD ("changed-first", "config", test_changed);
  ADD ("changed-last", "more", test_changed);
#undef ADD
  return g_test_run ();
}
