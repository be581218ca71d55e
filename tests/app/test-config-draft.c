/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration that is edited here and by another program at the same time. */
#include "config-draft.h"

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

#define OLD "# mine\nHost a\n  Port 1\n\nHost b\n  Port 2\n"

/* A fixture's data: the configuration is a symlink. */
#define LINKED GINT_TO_POINTER (2)

typedef struct {
  char *folder;
  char *path;
  LkConfigDraft *draft;
  guint merged;
  GAsyncResult *result;
} Fixture;

static void
put (Fixture *f, const char *text)
{
  /* As vim does: a new file, renamed. */
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
}

static void
assert_disk (Fixture *f, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_result (Fixture *f)
{
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&f->result);
}

static void
on_merged (Fixture *f)
{
  f->merged++;
}

/* As people with a dotfiles repository have it: @path is what the symlink leads to from now on. */
static void
link_config (Fixture *f)
{
  g_autofree char *folder = g_build_filename (f->folder, "dotfiles", NULL);
  g_autofree char *link = g_steal_pointer (&f->path);

  f->path = g_build_filename (folder, "config", NULL);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (link, f->path), ==, 0);
  g_assert_cmpint (symlink ("dotfiles/config", link), ==, 0);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  f->folder = g_dir_make_tmp ("latchkey-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "config", NULL);
  g_setenv ("XDG_STATE_HOME", f->folder, TRUE);
  put (f, OLD);
  if (data == LINKED)
    link_config (f);
  f->draft = lk_config_draft_new (f->folder);
  g_signal_connect_swapped (f->draft, "merged", G_CALLBACK (on_merged), f);
  lk_config_draft_open_async (f->draft, NULL, on_result, f);
  result = wait_result (f);
  g_assert_true (lk_config_draft_open_finish (f->draft, result, NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", f->folder);

  g_object_unref (f->draft);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->folder);
  g_free (f->path);
}

/* @data: the port of b */
static gboolean
set_port (LkConfigTree *tree, gpointer data, GError **error)
{
  const LkConfigSetting setting = {"Port", (const char *const[]){data, NULL}};
  LkConfigRef at;

  return lk_config_find_host (tree, "b", &at) && lk_config_edit_set (tree, at, &setting, error);
}

static gboolean
set_and_fail (LkConfigTree *tree, gpointer data, GError **error)
{
  set_port (tree, data, NULL);
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "no");
  return FALSE;
}

static LkConfigSaved
save (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  LkConfigSaved saved;

  lk_config_draft_save_async (f->draft, "test", 0, NULL, on_result, f);
  result = wait_result (f);
  g_assert_true (lk_config_draft_save_finish (f->draft, result, &saved, NULL));
  return saved;
}

static void
test_save (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) diff = NULL;
  g_autofree char *text = NULL;

  g_assert_false (lk_config_draft_edit (f->draft, set_and_fail, (gpointer) "3", NULL));
  g_assert_false (lk_config_draft_get_changed (f->draft));
  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "3", NULL));
  lk_config_draft_discard (f->draft);
  g_assert_false (lk_config_draft_get_changed (f->draft));
  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "3", NULL));
  diff = lk_config_draft_get_diff (f->draft);
  text = g_strndup (g_bytes_get_data (diff, NULL), g_bytes_get_size (diff));
  g_assert_nonnull (g_strstr_len (text, -1, "\n-  Port 2\n+  Port 3\n"));
  assert_disk (f, OLD);
  g_assert_cmpint (save (f), ==, LK_CONFIG_SAVED);
  assert_disk (f, "# mine\nHost a\n  Port 1\n\nHost b\n  Port 3\n");
  g_assert_false (lk_config_draft_get_changed (f->draft));
}

/* Noticed by itself, before a save. */
static void
test_merge (Fixture *f, gconstpointer data)
{
  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "3", NULL));
  put (f, "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 2\n");
  while (f->merged == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (save (f), ==, LK_CONFIG_SAVED);
  assert_disk (f, "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 3\n");
}

/* The save comes before it is noticed: what nobody has seen is not written. */
static void
test_merge_late (Fixture *f, gconstpointer data)
{
  static const char theirs[] = "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 2\n";

  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "3", NULL));
  put (f, theirs);
  g_assert_cmpint (save (f), ==, LK_CONFIG_MERGED);
  assert_disk (f, theirs);
  g_assert_cmpint (save (f), ==, LK_CONFIG_SAVED);
  assert_disk (f, "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 3\n");
}

/* @data: what is picked, and the port that this leads to; what nobody disputes stays */
static void
test_conflict (Fixture *f, gconstpointer data)
{
  gboolean ours = GPOINTER_TO_INT (data);

  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "3", NULL));
  put (f, "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 4\n");
  while (lk_config_draft_get_conflict (f->draft) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (save (f), ==, LK_CONFIG_CONFLICT);
  lk_config_draft_pick (f->draft, ours ? LK_CONFIG_PICK_OURS : LK_CONFIG_PICK_THEIRS);
  while (lk_config_draft_get_conflict (f->draft) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lk_config_draft_get_changed (f->draft) == ours);
  g_assert_cmpint (save (f), ==, LK_CONFIG_SAVED);
  assert_disk (f, ours ? "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 3\n"
                       : "# theirs\nHost a\n  Port 1\n\nHost b\n  Port 4\n");
}

static gboolean
check (Fixture *f, char **note, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_config_draft_check_async (f->draft, "b", (const char *const[]){"Port", NULL}, NULL, on_result,
                               f);
  result = wait_result (f);
  return lk_config_draft_check_finish (f->draft, result, note, error);
}

static void
test_check (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;
  g_autofree char *other = NULL;

  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "3", NULL));
  g_assert_true (check (f, &note, NULL));
  g_assert_null (note);
  put (f, "Port 9\n" OLD);
  g_assert_true (check (f, &note, NULL));
  g_assert_nonnull (strstr (note, "config:1 sets port before it"));
  g_assert_true (lk_config_draft_edit (f->draft, set_port, (gpointer) "many", NULL));
  g_assert_false (check (f, &other, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/draft/save", Fixture, NULL, set_up, test_save, tear_down);
  g_test_add ("/app/draft/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/app/draft/merge-linked", Fixture, LINKED, set_up, test_merge, tear_down);
  g_test_add ("/app/draft/merge-late", Fixture, NULL, set_up, test_merge_late, tear_down);
  g_test_add ("/app/draft/conflict-ours", Fixture, GINT_TO_POINTER (TRUE), set_up, test_conflict,
              tear_down);
  g_test_add ("/app/draft/conflict-theirs", Fixture, NULL, set_up, test_conflict, tear_down);
  g_test_add ("/app/draft/check", Fixture, NULL, set_up, test_check, tear_down);
  return g_test_run ();
}
