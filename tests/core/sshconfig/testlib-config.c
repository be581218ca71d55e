/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-config.h"

#include <string.h>
#include <glib/gstdio.h>

char *
lk_test_folder (void)
{
  char *folder = g_dir_make_tmp ("lk-sshconfig-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
      remove_all (inner);
    else
      g_unlink (inner);
  }
  g_rmdir (path);
}

void
lk_test_remove (char *folder)
{
  remove_all (folder);
  g_free (folder);
}

void
lk_test_put (const char *folder, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

LkConfigTree *
lk_test_read (const char *folder)
{
  g_autofree char *root = g_build_filename (folder, "config", NULL);
  LkConfigPlace place = {folder, folder, TRUE, FALSE};
  g_autoptr (GError) error = NULL;
  LkConfigTree *tree = lk_config_tree_read (&place, root, NULL, NULL, &error);

  g_assert_no_error (error);
  return tree;
}

char *
lk_test_text (const LkConfigTree *tree, guint file)
{
  gsize size;
  const char *data =
      g_bytes_get_data (lk_config_file_bytes (lk_config_tree_file (tree, file)), &size);

  return g_strndup (data, size);
}

static GBytes *
read_text (const char *path, gpointer data, GError **error)
{
  return g_bytes_new (data, strlen (data));
}

LkConfigTree *
lk_test_from (const char *text)
{
  LkConfigPlace place = {"/nonexistent", "/nonexistent", TRUE, FALSE};

  return lk_config_tree_read (&place, "/nonexistent/config", read_text, (gpointer) text, NULL);
}

LkConfigRef
lk_test_find (const LkConfigTree *tree, const char *name)
{
  LkConfigRef ref = {0, 0};

  g_assert_true (lk_config_find_host (tree, name, &ref));
  return ref;
}
