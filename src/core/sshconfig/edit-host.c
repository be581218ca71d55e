/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "sshconfig/edit-private.h"

static gboolean
is_blank (const LkConfigFile *file, guint line)
{
  return lk_config_file_line (file, line)->kind == LK_CONFIG_BLANK;
}

static gboolean
is_comment (const LkConfigFile *file, guint line)
{
  return lk_config_file_line (file, line)->kind == LK_CONFIG_COMMENT;
}

/* After the block's last line that says something, and the comment that follows it at once. What comes
 * then up to the block's end, a heading of further blocks perhaps, does not belong to the host. */
static guint
body_end (const LkConfigFile *file, const LkConfigBlock *block)
{
  guint end = block->end;

  while (end > block->header + 1 && (is_blank (file, end - 1) || is_comment (file, end - 1)))
    end--;
  while (end < block->end && is_comment (file, end))
    end++;
  return end;
}

static gboolean
check_is_host (const LkConfigFile *file, guint block, GError **error)
{
  if (lk_config_file_block (file, block)->kind == LK_CONFIG_HOST)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("this is no Host block; name one"));
  return FALSE;
}

typedef struct {
  const LkConfigTree *tree;
  const char *name;
  LkConfigRef *ref;
  gboolean found;
} Search;

static gboolean
on_search (LkConfigEvent event, guint number, guint line, gpointer data)
{
  Search *search = data;
  const LkConfigFile *file = lk_config_tree_file (search->tree, number);
  g_autoptr (LkConfigWords) words = NULL;

  if (event != LK_CONFIG_LINE || lk_config_file_line (file, line)->kind != LK_CONFIG_HOST)
    return TRUE;
  words = lk_config_file_words (file, line);
  for (guint i = 0; i < words->n_args; i++)
    search->found = search->found || g_str_equal (words->args[i].value, search->name);
  if (search->found)
    *search->ref = (LkConfigRef){number, lk_config_file_block_of (file, line)};
  return !search->found;
}

gboolean
lk_config_find_host (const LkConfigTree *tree, const char *name, LkConfigRef *ref)
{
  Search search = {tree, name, ref, FALSE};

  lk_config_tree_walk (tree, on_search, &search);
  return search.found;
}

static gboolean
check_is_new (const LkConfigTree *tree, const char *name, GError **error)
{
  g_autofree char *shown = lk_printable (name, -1);
  LkConfigRef ref;

  if (!lk_config_find_host (tree, name, &ref))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               _ ("there is a Host %s already, in line %u of %s; take another name"), shown,
               lk_config_file_block (lk_config_tree_file (tree, ref.file), ref.block)->header + 1,
               lk_config_file_path (lk_config_tree_file (tree, ref.file)));
  return FALSE;
}

LkConfigSpot
lk_config_spot_before (const LkConfigTree *tree, LkConfigRef at)
{
  const LkConfigFile *file = lk_config_tree_file (tree, at.file);

  return (LkConfigSpot){at.file, lk_config_file_block (file, at.block)->first};
}

LkConfigSpot
lk_config_spot_after (const LkConfigTree *tree, LkConfigRef at)
{
  const LkConfigFile *file = lk_config_tree_file (tree, at.file);

  return (LkConfigSpot){at.file, body_end (file, lk_config_file_block (file, at.block))};
}

LkConfigSpot
lk_config_spot_end (const LkConfigTree *tree, guint file)
{
  return (LkConfigSpot){file, lk_config_file_n_lines (lk_config_tree_file (tree, file))};
}

/* Whether the file's blocks are set apart by blank lines: most of them decide, and there are by default. */
static gboolean
is_separated (const LkConfigFile *file)
{
  int balance = 0;

  for (guint i = 1; i < lk_config_file_n_blocks (file); i++) {
    guint first = lk_config_file_block (file, i)->first;

    if (first > 0)
      balance += is_blank (file, first - 1) ? 1 : -1;
  }
  return balance >= 0;
}

/* The block that a new one at @line has as its neighbour. */
static guint
neighbour (const LkConfigFile *file, guint line)
{
  guint n = lk_config_file_n_lines (file);

  return n > 0 ? lk_config_file_block_of (file, MIN (line, n - 1)) : 0;
}

/* Puts a block's lines, each with @ending, at the line, set apart as the file does it. A blank line also
 * keeps a comment from changing its block. */
static void
insert_block (LkSplices *splices,
              const LkConfigFile *file,
              guint line,
              const GString *block,
              gboolean ends_in_comment,
              const char *ending)
{
  gboolean separated = is_separated (file);
  g_autoptr (GString) text = g_string_new (NULL);

  if (line > 0 && !is_blank (file, line - 1) && (separated || is_comment (file, line - 1)))
    g_string_append (text, ending);
  g_string_append_len (text, block->str, (gssize) block->len);
  if (line < lk_config_file_n_lines (file) && !is_blank (file, line) &&
      (separated || ends_in_comment))
    g_string_append (text, ending);
  lk_config_insert_lines (splices, file, line, text->str, text->len, ending);
}

static gboolean
append_line (GString *text, char *line, const char *ending)
{
  g_autofree char *owned = line;

  if (line == NULL)
    return FALSE;
  g_string_append (text, line);
  g_string_append (text, ending);
  return TRUE;
}

static gboolean
add_block (LkConfigTree *tree,
           LkConfigSpot spot,
           const char *keyword,
           const char *const *arguments,
           const LkConfigSetting *settings,
           guint n_settings,
           GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, spot.file);
  guint near = neighbour (file, spot.line);
  g_autoptr (LkConfigStyle) header = lk_config_style_new (file, near, LK_CONFIG_HOST);
  g_autoptr (LkConfigStyle) option = lk_config_style_new (file, near, LK_CONFIG_OPTION);
  g_autoptr (LkSplices) splices = lk_splices_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  if (!append_line (text, lk_config_style_line (header, keyword, arguments, error), header->ending))
    return FALSE;
  for (guint i = 0; i < n_settings; i++)
    if (!append_line (text,
                      lk_config_style_line (option, settings[i].name, settings[i].values, error),
                      header->ending))
      return FALSE;
  insert_block (splices, file, spot.line, text, FALSE, header->ending);
  return lk_config_commit (tree, spot.file, splices, error);
}

gboolean
lk_config_edit_add_host (LkConfigTree *tree,
                         LkConfigSpot spot,
                         const char *const *patterns,
                         const LkConfigSetting *settings,
                         guint n_settings,
                         GError **error)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    if (!check_is_new (tree, patterns[i], error))
      return FALSE;
  return add_block (tree, spot, "Host", patterns, settings, n_settings, error);
}

gboolean
lk_config_edit_add_match (LkConfigTree *tree,
                          LkConfigSpot spot,
                          const char *const *arguments,
                          const LkConfigSetting *settings,
                          guint n_settings,
                          GError **error)
{
  return add_block (tree, spot, "Match", arguments, settings, n_settings, error);
}

/* The block's Host line with other patterns. */
static char *
change_header (const LkConfigFile *file,
               const LkConfigBlock *block,
               const char *const *patterns,
               gsize *length,
               GError **error)
{
  return lk_config_style_change (lk_config_file_text (file, block->header),
                                 lk_config_file_line (file, block->header)->length, patterns,
                                 length, error);
}

/* The number of the pattern in a Host line; -1 with an error */
static int
find_pattern (const LkConfigWords *words, const char *name, GError **error)
{
  for (guint i = 0; i < words->n_args; i++)
    if (g_str_equal (words->args[i].value, name))
      return (int) i;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("this Host block does not have the old name"));
  return -1;
}

gboolean
lk_config_edit_rename_host (LkConfigTree *tree,
                            LkConfigRef at,
                            const char *old,
                            const char *name,
                            GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, at.file);
  const LkConfigBlock *block = lk_config_file_block (file, at.block);
  const LkConfigLine *line;
  g_autoptr (LkConfigWords) words = NULL;
  g_autoptr (GPtrArray) patterns = g_ptr_array_new ();
  g_autoptr (LkSplices) splices = lk_splices_new ();
  g_autofree char *changed = NULL;
  gsize length;
  int found;

  if (!check_is_host (file, at.block, error) || !check_is_new (tree, name, error))
    return FALSE;
  words = lk_config_file_words (file, block->header);
  found = find_pattern (words, old, error);
  if (found < 0)
    return FALSE;
  for (guint i = 0; i < words->n_args; i++)
    g_ptr_array_add (patterns, (char *) ((int) i == found ? name : words->args[i].value));
  g_ptr_array_add (patterns, NULL);
  changed = change_header (file, block, (const char *const *) patterns->pdata, &length, error);
  if (changed == NULL)
    return FALSE;
  line = lk_config_file_line (file, block->header);
  lk_splices_add (splices, line->start, line->start + line->length, changed, (gssize) length);
  return lk_config_commit (tree, at.file, splices, error);
}

gboolean
lk_config_edit_remove_name (LkConfigTree *tree, LkConfigRef at, const char *name, GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, at.file);
  guint header = lk_config_file_block (file, at.block)->header;
  g_autoptr (LkConfigWords) words = NULL;
  g_autoptr (LkSplices) splices = lk_splices_new ();
  gsize start, end;
  int found;

  if (!check_is_host (file, at.block, error))
    return FALSE;
  words = lk_config_file_words (file, header);
  found = find_pattern (words, name, error);
  if (found < 0)
    return FALSE;
  if (words->n_args == 1)
    return lk_config_edit_remove_host (tree, at, error);
  /* With the blanks that set it apart: those before it, or after the first one. */
  start = words->args[found].span.start;
  end = start + words->args[found].span.length;
  if (found == 0)
    end = words->args[1].span.start;
  else
    start = words->args[found - 1].span.start + words->args[found - 1].span.length;
  lk_splices_add (splices, lk_config_offset (file, header) + start,
                  lk_config_offset (file, header) + end, "", 0);
  return lk_config_commit (tree, at.file, splices, error);
}

/* Copies lines, each with the ending of the place that they go to. */
static void
append_lines (GString *text, const LkConfigFile *file, guint from, guint to, const char *ending)
{
  for (guint i = from; i < to; i++) {
    g_string_append_len (text, lk_config_file_text (file, i),
                         lk_config_file_line (file, i)->length);
    g_string_append (text, ending);
  }
}

gboolean
lk_config_edit_duplicate_host (LkConfigTree *tree, LkConfigRef at, const char *name, GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, at.file);
  const LkConfigBlock *block = lk_config_file_block (file, at.block);
  const char *const patterns[] = {name, NULL};
  guint end = body_end (file, block);
  g_autoptr (LkConfigStyle) style = lk_config_style_new (file, at.block, LK_CONFIG_HOST);
  g_autoptr (LkSplices) splices = lk_splices_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *header = NULL;
  gsize length;

  if (!check_is_host (file, at.block, error) || !check_is_new (tree, name, error))
    return FALSE;
  header = change_header (file, block, patterns, &length, error);
  if (header == NULL)
    return FALSE;
  append_lines (text, file, block->first, block->header, style->ending);
  g_string_append_len (text, header, (gssize) length);
  g_string_append (text, style->ending);
  append_lines (text, file, block->header + 1, end, style->ending);
  insert_block (splices, file, end, text, is_comment (file, end - 1), style->ending);
  return lk_config_commit (tree, at.file, splices, error);
}

/* Removes the block and the blank lines that set it apart: those after it, or before it at the end. */
static void
remove_block (LkSplices *splices, const LkConfigFile *file, const LkConfigBlock *block)
{
  guint first = block->first, end = body_end (file, block), next = end;
  guint n = lk_config_file_n_lines (file);

  while (next < n && is_blank (file, next))
    next++;
  if (next == n) {
    while (first > 0 && is_blank (file, first - 1))
      first--;
  } else if (first == 0 || is_blank (file, first - 1)) {
    end = next;
  }
  lk_splices_add (splices, lk_config_offset (file, first), lk_config_offset (file, end), "", 0);
}

gboolean
lk_config_edit_remove_host (LkConfigTree *tree, LkConfigRef at, GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, at.file);
  g_autoptr (LkSplices) splices = lk_splices_new ();

  if (!check_is_host (file, at.block, error))
    return FALSE;
  remove_block (splices, file, lk_config_file_block (file, at.block));
  return lk_config_commit (tree, at.file, splices, error);
}

gboolean
lk_config_edit_move_host (LkConfigTree *tree, LkConfigRef at, LkConfigSpot spot, GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, at.file);
  LkConfigFile *target = lk_config_tree_file (tree, spot.file);
  const LkConfigBlock *block = lk_config_file_block (file, at.block);
  g_autoptr (LkConfigStyle) style =
      lk_config_style_new (target, neighbour (target, spot.line), LK_CONFIG_HOST);
  g_autoptr (LkSplices) splices = lk_splices_new ();
  g_autoptr (LkSplices) removal = lk_splices_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  guint end = body_end (file, block);

  if (!check_is_host (file, at.block, error))
    return FALSE;
  if (at.file == spot.file && spot.line >= block->first && spot.line <= block->end)
    return TRUE;
  append_lines (text, file, block->first, end, style->ending);
  insert_block (splices, target, spot.line, text, is_comment (file, end - 1), style->ending);
  remove_block (at.file == spot.file ? splices : removal, file, block);
  return lk_config_commit (tree, spot.file, splices, error) &&
         lk_config_commit (tree, at.file, removal, error);
}

/* The first Match line that names this original host and no other. */
static gboolean
find_match (const LkConfigTree *tree, const char *name, LkConfigRef *ref, LkSpan *span)
{
  for (guint number = 0; number < lk_config_tree_n_files (tree); number++) {
    const LkConfigFile *file = lk_config_tree_file (tree, number);

    for (guint block = 0; block < lk_config_file_n_blocks (file); block++) {
      const LkConfigBlock *one = lk_config_file_block (file, block);
      g_autoptr (LkConfigWords) words =
          one->kind == LK_CONFIG_MATCH ? lk_config_file_words (file, one->header) : NULL;

      if (words == NULL || words->n_args < 2 ||
          g_ascii_strcasecmp (words->args[0].value, "originalhost") != 0 ||
          !g_str_equal (words->args[1].value, name))
        continue;
      *ref = (LkConfigRef){number, block};
      *span = words->args[1].span;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
lk_config_edit_follow_name (LkConfigTree *tree, const char *old, const char *name, GError **error)
{
  LkConfigRef at;
  LkSpan span;

  while (find_match (tree, old, &at, &span)) {
    const LkConfigFile *file = lk_config_tree_file (tree, at.file);
    const LkConfigBlock *block = lk_config_file_block (file, at.block);
    gsize start = lk_config_offset (file, block->header) + span.start;
    g_autoptr (LkSplices) splices = lk_splices_new ();

    if (name == NULL)
      remove_block (splices, file, block);
    else
      lk_splices_add (splices, start, start + span.length, name, -1);
    if (!lk_config_commit (tree, at.file, splices, error))
      return FALSE;
  }
  return TRUE;
}
