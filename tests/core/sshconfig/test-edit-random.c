/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-config.h"

#include <string.h>

/* Random files, random sequences of edits: whatever was not named stays, byte for byte. */

#define PICK(array) array[g_test_rand_int_range (0, G_N_ELEMENTS (array))]

static const char *const endings[] = {"\n", "\n", "\r\n"};
static const char *const options[] = {"User", "Port", "HostName", "IdentityFile", "ProxyCommand"};
static const char *const values[] = {"x", "", "a b", "#", "\"", "'\\", "\\", "=", "\xff\xfe", "22"};

static void
add_random_line (GString *text)
{
  static const char *const lines[] = {
      "",
      "   ",
      "# note",
      "    # deeper",
      "User x",
      "\tuser=y # z",
      "  Port = 22",
      "  PORT 23  ",
      "  IdentityFile \"a b\"",
      "  IdentityFile c",
      "  HostName",
      "  HostName \"open",
      "  ProxyCommand nc %h # 1",
      "  \xff\xfe junk",
      "==odd",
      "Match host m exec \"true\"",
  };

  g_string_append (text, PICK (lines));
  g_string_append (text, PICK (endings));
}

static char *
random_text (void)
{
  GString *text = g_string_new (NULL);
  int hosts = g_test_rand_int_range (1, 6);

  for (int i = 0; i <= hosts; i++) {
    for (int n = g_test_rand_int_range (0, 7); n > 0; n--)
      add_random_line (text);
    if (i < hosts)
      g_string_append_printf (text, "%sHost h%d%s%s", PICK (((const char *[]){"", "", " "})), i,
                              PICK (((const char *[]){"", " *.x", "  # c"})), PICK (endings));
  }
  if (g_test_rand_bit () && g_str_has_suffix (text->str, "\n"))
    g_string_truncate (text, text->len - (g_str_has_suffix (text->str, "\r\n") ? 2 : 1));
  return g_string_free (text, FALSE);
}

static gboolean
same_line (const LkConfigFile *a, guint i, const LkConfigFile *b, guint k)
{
  const LkConfigLine *x = lk_config_file_line (a, i), *y = lk_config_file_line (b, k);

  /* A last line without an ending may get one, and the other way round. */
  return x->length == y->length &&
         memcmp (lk_config_file_text (a, i), lk_config_file_text (b, k), x->length) == 0 &&
         (x->ending == y->ending || x->ending == 0 || y->ending == 0);
}

/* The lines that @skip does not name are the same in both, in the same order. */
typedef gboolean (*Skip) (const LkConfigFile *file, guint line, gpointer data);

static void
assert_same (const LkConfigFile *a, const LkConfigFile *b, Skip skip_a, Skip skip_b, gpointer data)
{
  guint i = 0, k = 0;

  for (;; i++, k++) {
    while (i < lk_config_file_n_lines (a) && skip_a (a, i, data))
      i++;
    while (k < lk_config_file_n_lines (b) && skip_b (b, k, data))
      k++;
    if (i == lk_config_file_n_lines (a) || k == lk_config_file_n_lines (b))
      break;
    g_assert_true (same_line (a, i, b, k));
  }
  g_assert_cmpuint (i, ==, lk_config_file_n_lines (a));
  g_assert_cmpuint (k, ==, lk_config_file_n_lines (b));
}

typedef struct {
  guint block;
  const char *name;
  const char *host; /* name of a block to skip, with its comment */
  const char *old;
} Named;

static gboolean
is_option (const LkConfigFile *file, guint line, gpointer data)
{
  const Named *named = data;
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, line);

  return lk_config_file_block_of (file, line) == named->block &&
         g_ascii_strcasecmp (words->name, named->name) == 0;
}

static gboolean
has_pattern (const LkConfigFile *file, guint line, const char *name)
{
  const LkConfigBlock *block = lk_config_file_block (file, lk_config_file_block_of (file, line));
  g_autoptr (LkConfigWords) words = NULL;

  if (block->kind != LK_CONFIG_HOST)
    return FALSE;
  words = lk_config_file_words (file, block->header);
  return words->n_args > 0 && g_str_equal (words->args[0].value, name);
}

/* A line of the block that was made, moved or removed; blank lines and loose comments do not count. */
static gboolean
is_of_host (const LkConfigFile *file, guint line, gpointer data)
{
  LkConfigKind kind = lk_config_file_line (file, line)->kind;

  return kind == LK_CONFIG_BLANK || kind == LK_CONFIG_COMMENT ||
         has_pattern (file, line, ((Named *) data)->host);
}

static gboolean
is_blank (const LkConfigFile *file, guint line, gpointer data)
{
  LkConfigKind kind = lk_config_file_line (file, line)->kind;

  return kind == LK_CONFIG_BLANK || kind == LK_CONFIG_COMMENT;
}

static gboolean
is_header (const LkConfigFile *file, guint line, gpointer data)
{
  return lk_config_file_block (file, ((Named *) data)->block)->header == line;
}

/* Pure insertion and removal: nothing but lines of one place is new or gone. */
static void
assert_one_place (const LkConfigFile *a, const LkConfigFile *b)
{
  guint n = MIN (lk_config_file_n_lines (a), lk_config_file_n_lines (b)), head = 0, tail = 0;

  while (head < n && same_line (a, head, b, head))
    head++;
  while (tail < n && same_line (a, lk_config_file_n_lines (a) - 1 - tail, b,
                                lk_config_file_n_lines (b) - 1 - tail))
    tail++;
  g_assert_cmpuint (head + tail, >=, n);
}

static guint
count_comments (const LkConfigFile *file)
{
  guint n = 0;

  for (guint i = 0; i < lk_config_file_n_lines (file); i++)
    n += lk_config_file_line (file, i)->kind == LK_CONFIG_COMMENT;
  return n;
}

static void
edit_option (LkConfigTree *tree, LkConfigRef ref)
{
  g_autoptr (LkConfigFile) before = lk_config_file_ref (lk_config_tree_file (tree, 0));
  const char *const list[] = {PICK (values), g_test_rand_bit () ? PICK (values) : NULL, NULL};
  LkConfigSetting setting = {PICK (options), list};
  Named named = {ref.block, setting.name, NULL, NULL};
  gboolean ok;

  switch (g_test_rand_int_range (0, 3)) {
  case 0:
    ok = lk_config_edit_set (tree, ref, &setting, NULL);
    break;
  case 1:
    ok = lk_config_edit_add (tree, ref, &setting, NULL);
    break;
  default:
    ok = lk_config_edit_unset (tree, ref, setting.name, NULL, NULL);
    break;
  }
  if (ok)
    assert_same (before, lk_config_tree_file (tree, 0), is_option, is_option, &named);
  else
    g_assert_true (before == lk_config_tree_file (tree, 0));
}

static void
edit_host (LkConfigTree *tree, LkConfigRef ref, const char *host, const char *fresh)
{
  g_autoptr (LkConfigFile) before = lk_config_file_ref (lk_config_tree_file (tree, 0));
  const LkConfigFile *after;
  Named named = {ref.block, NULL, host, NULL}, made = {ref.block, NULL, fresh, NULL};
  guint n = lk_config_file_n_blocks (before);
  LkConfigRef other = {0, n > 1 ? (guint) g_test_rand_int_range (1, (int) n) : 0};
  gboolean to_end = g_test_rand_bit ();

  switch (g_test_rand_int_range (0, 4)) {
  case 0:
    if (lk_config_edit_rename_host (tree, ref, host, fresh, NULL))
      assert_same (before, lk_config_tree_file (tree, 0), is_header, is_header, &named);
    return;
  case 1:
    if (!lk_config_edit_duplicate_host (tree, ref, fresh, NULL))
      return;
    after = lk_config_tree_file (tree, 0);
    assert_one_place (before, after);
    assert_same (before, after, is_blank, is_of_host, &made);
    return;
  case 2:
    g_assert_true (lk_config_edit_move_host (
        tree, ref, to_end ? lk_config_spot_end (tree, 0) : lk_config_spot_before (tree, other),
        NULL));
    after = lk_config_tree_file (tree, 0);
    assert_same (before, after, is_of_host, is_of_host, &named);
    g_assert_cmpuint (count_comments (before), ==, count_comments (after));
    return;
  default:
    g_assert_true (lk_config_edit_remove_host (tree, ref, NULL));
    after = lk_config_tree_file (tree, 0);
    assert_one_place (before, after);
    assert_same (before, after, is_of_host, is_blank, &named);
    return;
  }
}

static void
test_sequences (void)
{
  for (guint i = 0; i < 2000; i++) {
    g_autofree char *text = random_text ();
    g_autoptr (LkConfigTree) tree = lk_test_from (text);

    for (guint k = 0; k < 12; k++) {
      g_autofree char *host = g_strdup_printf ("h%d", g_test_rand_int_range (0, 6));
      g_autofree char *fresh = g_strdup_printf ("h%u", 10 + k);
      LkConfigRef ref;

      if (!lk_config_find_host (tree, host, &ref))
        continue;
      if (g_test_rand_bit ())
        edit_option (tree, ref);
      else
        edit_host (tree, ref, host, fresh);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sshconfig/edit-random/sequences", test_sequences);
  return g_test_run ();
}
