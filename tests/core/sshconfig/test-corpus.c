/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shapes of configurations as people keep them and as programs write them (corpus/), each in every
 * variation of what editors do to a file: reading one and writing it back changes no byte, and an edit that
 * is taken back leaves none behind.
 */
#include <string.h>

#include "sshconfig/diff.h"
#include "testlib-config.h"

/* At least that many files that differ. */
#define FILES_MIN 500

typedef struct {
  const char *ending;
  const char *indent;
  const char *separator; /* NULL: as it is */
  const char *trailing;
  gboolean last_newline;
} Variation;

/* Whether the separator of a line may be another one: an option or Host line with a plain keyword. */
static gsize
separator_of (const char *line, gsize keyword)
{
  gsize length =
      keyword + strspn (line + keyword, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ2");

  return length > keyword && line[length] == ' ' && strspn (line + length, " ") == 1 ? length : 0;
}

static void
add_line (GString *out, const char *line, const Variation *variation)
{
  gsize blanks = strspn (line, " \t");
  gsize at = separator_of (line, blanks);

  if (blanks > 0 && line[blanks] != '\0')
    g_string_append (out, variation->indent);
  else
    g_string_append_len (out, line, (gssize) blanks);
  line += blanks;
  if (variation->separator != NULL && at > 0) {
    g_string_append_len (out, line, (gssize) (at - blanks));
    g_string_append (out, variation->separator);
    line += at - blanks + 1;
  }
  g_string_append (out, line);
  g_string_append (out, variation->trailing);
}

/* Files with a NUL byte stay as they are: lines are strings here. */
static GBytes *
vary (const char *text, gsize length, const Variation *variation)
{
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  if (memchr (text, '\0', length) != NULL)
    return g_bytes_new (text, length);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    if (lines[i + 1] == NULL && *lines[i] == '\0')
      break;
    add_line (out, lines[i], variation);
    if (lines[i + 1] != NULL &&
        (*lines[i + 1] != '\0' || lines[i + 2] != NULL || variation->last_newline))
      g_string_append (out, variation->ending);
  }
  return g_string_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
read_nothing (const char *path, gpointer data, GError **error)
{
  if (strcmp (path, "/corpus") == 0)
    return g_bytes_ref (data);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no file");
  return NULL;
}

static LkConfigTree *
read_tree (GBytes *bytes)
{
  const LkConfigPlace place = {.home = "/home/me", .folder = "/home/me/.ssh", .user = TRUE};
  g_autoptr (GError) error = NULL;
  LkConfigTree *tree = lk_config_tree_read (&place, "/corpus", read_nothing, bytes, &error);

  g_assert_no_error (error);
  return tree;
}

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
check_option (GBytes *bytes, guint block)
{
  static const char *const values[] = {"yes", NULL};
  const LkConfigSetting setting = {"VisualHostKey", values};
  g_autoptr (LkConfigTree) tree = read_tree (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_config_edit_set (tree, (LkConfigRef){0, block}, &setting, &error));
  g_assert_no_error (error);
  assert_changed (bytes, tree, 1, 2);
  g_assert_true (
      lk_config_edit_unset (tree, (LkConfigRef){0, block}, "visualhostkey", NULL, &error));
  assert_changed (bytes, tree, 1, 1);
}

static void
check_name (GBytes *bytes, guint block)
{
  g_autoptr (LkConfigTree) tree = read_tree (bytes);
  const LkConfigFile *file = lk_config_tree_file (tree, 0);
  g_autoptr (LkConfigWords) words =
      lk_config_file_words (file, lk_config_file_block (file, block)->header);
  g_autofree char *name = words->n_args == 0 ? NULL : g_strdup (words->args[0].value);
  LkConfigRef at = {0, block};

  if (name == NULL || words->fault != LK_CONFIG_SOUND || *name == '\0')
    return;
  g_assert_true (lk_config_edit_rename_host (tree, at, name, "renamed-in-the-test", NULL));
  assert_changed (bytes, tree, 1, 1);
  if (lk_config_edit_rename_host (tree, at, "renamed-in-the-test", name, NULL))
    assert_bytes (tree, bytes);
}

static void
check (GBytes *bytes)
{
  g_autoptr (LkConfigTree) tree = read_tree (bytes);
  const LkConfigFile *file = lk_config_tree_file (tree, 0);

  check_lines (bytes);
  assert_bytes (tree, bytes);
  for (guint block = 1; block < lk_config_file_n_blocks (file); block++) {
    check_option (bytes, block);
    if (lk_config_file_block (file, block)->kind == LK_CONFIG_HOST)
      check_name (bytes, block);
  }
}

static void
check_all (GHashTable *seen, const char *text, gsize length)
{
  static const char *const endings[] = {"\n", "\r\n"};
  static const char *const indents[] = {"    ", "\t", "  ", ""};
  static const char *const separators[] = {NULL, "=", " = ", "\t"};
  static const char *const trailing[] = {"", " ", "\t"};

  for (guint i = 0; i < 2 * 4 * 4 * 3 * 2; i++) {
    const Variation variation = {endings[i % 2], indents[i / 2 % 4], separators[i / 8 % 4],
                                 trailing[i / 32 % 3], i / 96 == 0};
    g_autoptr (GBytes) bytes = NULL;

    /* Some variations, chosen so that each two of them come together; and nothing twice. */
    if (i % 7 != 0)
      continue;
    bytes = vary (text, length, &variation);
    if (!g_hash_table_add (seen, g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes)))
      continue;
    check (bytes);
  }
}

static void
test_corpus (void)
{
  g_autofree char *folder =
      g_test_build_filename (G_TEST_DIST, "core", "sshconfig", "corpus", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *text = NULL;
    gsize length;

    g_test_message ("%s", name);
    g_assert_true (g_file_get_contents (path, &text, &length, NULL));
    check_all (seen, text, length);
  }
  g_assert_cmpuint (g_hash_table_size (seen), >=, FILES_MIN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/corpus/all", test_corpus);
  return g_test_run ();
}
