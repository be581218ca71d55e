/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading each shape of the corpus and writing it back changes no byte; an edit that is taken back leaves none behind. */
#include "sshconfig/diff.h"
#include "testlib-config.h"
#include "testlib-corpus.h"

/* At least that many, so that a corpus that was not found is seen. */
#define SHAPES_MIN 2000

static void
assert_bytes (const LkConfigTree *tree, GBytes *expected)
{
  GBytes *now = lk_config_file_bytes (lk_config_tree_file (tree, 0));

  g_assert_cmpmem (g_bytes_get_data (now, NULL), g_bytes_get_size (now),
                   g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

/* The lines and their endings, one after the other, are the file. */
static void
check_lines (GBytes *bytes)
{
  static const char *const endings[] = {"", "\n", "\r\n"};
  g_autoptr (LkConfigFile) file = lk_config_file_new ("corpus", bytes);
  g_autoptr (GString) again = g_string_new (NULL);

  for (guint i = 0; i < lk_config_file_n_lines (file); i++) {
    const LkConfigLine *line = lk_config_file_line (file, i);

    g_string_append_len (again, lk_config_file_text (file, i), line->length);
    g_string_append (again, endings[line->ending]);
  }
  g_assert_cmpmem (again->str, again->len, g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes));
}

/* Only lines that came or went: what @old has more than @new is @gone, the other way round @came. */
static void
assert_changed (GBytes *old, const LkConfigTree *tree, guint gone, guint came)
{
  g_autoptr (LkText) before = lk_text_new (old);
  g_autoptr (LkText) after = lk_text_new (lk_config_file_bytes (lk_config_tree_file (tree, 0)));
  g_autoptr (GArray) hunks = lk_diff (before, after);
  guint n_gone = 0, n_came = 0;

  for (guint i = 0; i < hunks->len; i++) {
    n_gone += g_array_index (hunks, LkHunk, i).n_old;
    n_came += g_array_index (hunks, LkHunk, i).n_new;
  }
  g_assert_cmpuint (n_gone, <=, gone);
  g_assert_cmpuint (n_came, <=, came);
}

/* An option that no file of the corpus has, said and taken back. A last line without an ending gets one. */
static void
check_option (const LkTestShape *shape, guint block)
{
  static const char *const values[] = {"yes", NULL};
  const LkConfigSetting setting = {"VisualHostKey", values};
  g_autoptr (LkConfigTree) tree = lk_test_shape_tree (shape);
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_config_edit_set (tree, (LkConfigRef){0, block}, &setting, &error));
  g_assert_no_error (error);
  assert_changed (shape->bytes, tree, 1, 2);
  g_assert_true (
      lk_config_edit_unset (tree, (LkConfigRef){0, block}, "visualhostkey", NULL, &error));
  assert_changed (shape->bytes, tree, 1, 1);
}

static void
check_name (const LkTestShape *shape, guint block)
{
  g_autoptr (LkConfigTree) tree = lk_test_shape_tree (shape);
  const LkConfigFile *file = lk_config_tree_file (tree, 0);
  g_autoptr (LkConfigWords) words =
      lk_config_file_words (file, lk_config_file_block (file, block)->header);
  g_autofree char *name = words->n_args == 0 ? NULL : g_strdup (words->args[0].value);
  LkConfigRef at = {0, block};

  if (name == NULL || words->fault != LK_CONFIG_SOUND || *name == '\0')
    return;
  g_assert_true (lk_config_edit_rename_host (tree, at, name, "renamed-in-the-test", NULL));
  assert_changed (shape->bytes, tree, 1, 1);
  if (lk_config_edit_rename_host (tree, at, "renamed-in-the-test", name, NULL))
    assert_bytes (tree, shape->bytes);
}

static void
check (const LkTestShape *shape)
{
  g_autoptr (LkConfigTree) tree = lk_test_shape_tree (shape);
  const LkConfigFile *file = lk_config_tree_file (tree, 0);

  check_lines (shape->bytes);
  assert_bytes (tree, shape->bytes);
  for (guint block = 1; block < lk_config_file_n_blocks (file); block++) {
    check_option (shape, block);
    if (lk_config_file_block (file, block)->kind == LK_CONFIG_HOST)
      check_name (shape, block);
  }
}

static void
test_corpus (void)
{
  g_autoptr (GPtrArray) shapes = lk_test_corpus ();

  g_assert_cmpuint (shapes->len, >=, SHAPES_MIN);
  for (guint i = 0; i < shapes->len; i++) {
    const LkTestShape *shape = g_ptr_array_index (shapes, i);

    g_test_message ("%s", shape->name);
    check (shape);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corpus/all", test_corpus);
  return g_test_run ();
}
