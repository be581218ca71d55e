/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "sshconfig/edit.h"
#include "sshconfig/style.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define CHOICES 4
#define PICK(array, byte) array[(byte) % G_N_ELEMENTS (array)]

typedef struct {
  LkConfigTree *tree;
  LkConfigFile *before;
  LkConfigRef at;
  const LkConfigBlock *block;
} Edit;

static GBytes *
read_root (const char *path, gpointer data, GError **error)
{
  return g_bytes_ref (data);
}

/* An Include could look for files of this machine. */
static gboolean
includes (const LkConfigFile *file)
{
  for (guint i = 0; i < lk_config_file_n_lines (file); i++)
    if (lk_config_file_line (file, i)->kind == LK_CONFIG_INCLUDE)
      return TRUE;
  return FALSE;
}

static gsize
offset (const LkConfigFile *file, guint line)
{
  if (line < lk_config_file_n_lines (file))
    return lk_config_file_line (file, line)->start;
  return g_bytes_get_size (lk_config_file_bytes (file));
}

/* Nothing changed but lines from @from to before @to; the last line of a file may gain or lose its ending. */
static void
check_around (const Edit *edit, guint from, guint to)
{
  gsize n, m, tail = offset (edit->before, to), head = offset (edit->before, from);
  const char *old = g_bytes_get_data (lk_config_file_bytes (edit->before), &n);
  const char *new =
      g_bytes_get_data (lk_config_file_bytes (lk_config_tree_file (edit->tree, 0)), &m);

  if (from > 0 && to == lk_config_file_n_lines (edit->before))
    head -= lk_config_file_line (edit->before, from - 1)->ending;
  g_assert_cmpuint (m, >=, MAX (head, n - tail));
  g_assert_true (n == 0 || m == 0 || memcmp (old, new, head) == 0);
  g_assert_true (n == tail || memcmp (old + tail, new + m - (n - tail), n - tail) == 0);
}

/* How often the block names the option; the last time is compared with @values. */
static guint
count_option (const Edit *edit, const LkConfigSetting *setting, gboolean *equal)
{
  const LkConfigFile *file = lk_config_tree_file (edit->tree, 0);
  const LkConfigBlock *block = lk_config_file_block (file, edit->at.block);
  g_autofree char *joined = g_strjoinv (" ", (char **) setting->values);
  guint n = 0;

  *equal = FALSE;
  for (guint i = block->first; i < block->end; i++) {
    g_autoptr (LkConfigWords) words = lk_config_file_words (file, i);

    if (g_ascii_strcasecmp (words->name, setting->name) != 0)
      continue;
    n++;
    *equal =
        words->rest.length == strlen (joined) &&
        memcmp (lk_config_file_text (file, i) + words->rest.start, joined, words->rest.length) == 0;
    if (lk_config_is_raw (words->name))
      continue;
    *equal = words->n_args == g_strv_length ((char **) setting->values);
    for (guint k = 0; *equal && k < words->n_args; k++)
      *equal = g_str_equal (words->args[k].value, setting->values[k]);
  }
  return n;
}

static gboolean
edit_option (Edit *edit, const uint8_t *choices)
{
  static const char *const names[] = {"User", "identityFile", "ProxyCommand", "HOST", "Port"};
  static const char *const values[] = {"x", "a b", "", "#", "\"", "'\\", "=", "\xff", "a\nb", "%h"};
  const char *const list[] = {PICK (values, choices[3]),
                              choices[0] & 0x40 ? PICK (values, choices[3] / 16) : NULL, NULL};
  const LkConfigSetting setting = {PICK (names, choices[2]), list};
  gboolean equal;
  guint n;

  switch (choices[0] % 3) {
  case 0:
    if (!lk_config_edit_set (edit->tree, edit->at, &setting, NULL))
      return FALSE;
    n = count_option (edit, &setting, &equal);
    g_assert_true (n == 1 && equal);
    break;
  case 1:
    if (!lk_config_edit_add (edit->tree, edit->at, &setting, NULL))
      return FALSE;
    n = count_option (edit, &setting, &equal);
    g_assert_true (n >= 1 && equal);
    break;
  default:
    if (!lk_config_edit_unset (edit->tree, edit->at, setting.name, NULL, NULL))
      return FALSE;
    g_assert_cmpuint (count_option (edit, &setting, &equal), ==, 0);
    break;
  }
  check_around (edit, edit->block->first, edit->block->end);
  return TRUE;
}

static gboolean
edit_host (Edit *edit, const uint8_t *choices)
{
  static const char *const fresh[] = {"new", "", "a b", "#", "\"", "\\'", "\xff", "a\nb"};
  guint end = lk_config_spot_after (edit->tree, edit->at).line;
  guint first = edit->block->first, header = edit->block->header;
  g_autoptr (LkConfigWords) words = lk_config_file_words (edit->before, header);
  const char *old = words->n_args > 0 ? words->args[0].value : "";
  LkConfigRef found;

  switch (choices[0] % 3) {
  case 0:
    if (!lk_config_edit_rename_host (edit->tree, edit->at, old, PICK (fresh, choices[2]), NULL))
      return FALSE;
    g_assert_true (lk_config_find_host (edit->tree, PICK (fresh, choices[2]), &found));
    check_around (edit, header, header + 1);
    break;
  case 1:
    if (!lk_config_edit_duplicate_host (edit->tree, edit->at, PICK (fresh, choices[2]), NULL))
      return FALSE;
    g_assert_true (lk_config_find_host (edit->tree, PICK (fresh, choices[2]), &found));
    check_around (edit, end, end);
    break;
  default:
    if (!lk_config_edit_remove_host (edit->tree, edit->at, NULL))
      return FALSE;
    while (first > 0 && lk_config_file_line (edit->before, first - 1)->kind == LK_CONFIG_BLANK)
      first--;
    while (end < lk_config_file_n_lines (edit->before) &&
           lk_config_file_line (edit->before, end)->kind == LK_CONFIG_BLANK)
      end++;
    check_around (edit, first, end);
    break;
  }
  return TRUE;
}

/* Edits that reach further than the block: they are checked to fail whole. */
static gboolean
edit_more (Edit *edit, const uint8_t *choices)
{
  static const char *const names[] = {"a", "h", "", "*", "\"", "\xff"};
  const char *const list[] = {PICK (names, choices[2]), NULL};
  const LkConfigSetting setting = {"User", list};
  guint end = lk_config_spot_after (edit->tree, edit->at).line;

  switch (choices[0] % 4) {
  case 0:
    if (!lk_config_edit_add_host (edit->tree, lk_config_spot_after (edit->tree, edit->at), list,
                                  &setting, 1, NULL))
      return FALSE;
    check_around (edit, end, end);
    return TRUE;
  case 1:
    return lk_config_edit_move_host (edit->tree, edit->at, lk_config_spot_end (edit->tree, 0),
                                     NULL);
  case 2:
    return lk_config_edit_remove_name (edit->tree, edit->at, list[0], NULL);
  default:
    return lk_config_edit_follow_name (edit->tree, list[0], "renamed", NULL);
  }
}

static gboolean
edit_any (Edit *edit, const uint8_t *choices)
{
  if (!(choices[0] & 0x80) || edit->at.block == 0)
    return edit_option (edit, choices);
  return choices[0] & 0x20 ? edit_more (edit, choices) : edit_host (edit, choices);
}

/* An edit that fails changes nothing; one that does not, what it names and nothing else. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  LkConfigPlace place = {"/nonexistent", "/nonexistent", TRUE, FALSE};
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LkConfigFile) before = NULL;
  g_autoptr (LkConfigTree) tree = NULL;
  guint block;
  Edit edit;

  if (size < CHOICES)
    return 0;
  bytes = g_bytes_new (data + CHOICES, size - CHOICES);
  before = lk_config_file_new ("config", bytes);
  if (includes (before))
    return 0;
  tree = lk_config_tree_read (&place, "/nonexistent/config", read_root, bytes, NULL);
  g_assert_nonnull (tree);
  block = data[1] % lk_config_file_n_blocks (before);
  edit = (Edit){tree, before, {0, block}, lk_config_file_block (before, block)};
  if (!edit_any (&edit, data))
    g_assert_true (lk_config_file_bytes (lk_config_tree_file (tree, 0)) == bytes);
  return 0;
}
