/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "sshconfig/edit-private.h"

typedef struct {
  LkConfigTree *tree;
  guint number;
  LkConfigFile *file;
  guint block;
  LkSplices *splices;
} Edit;

static Edit
begin (LkConfigTree *tree, LkConfigRef at)
{
  return (Edit){tree, at.file, lk_config_tree_file (tree, at.file), at.block, lk_splices_new ()};
}

static gboolean
finish (Edit *edit, gboolean ok, GError **error)
{
  g_autoptr (LkSplices) splices = edit->splices;

  return ok && lk_config_commit (edit->tree, edit->number, splices, error);
}

gsize
lk_config_offset (const LkConfigFile *file, guint line)
{
  if (line < lk_config_file_n_lines (file))
    return lk_config_file_line (file, line)->start;
  return g_bytes_get_size (lk_config_file_bytes (file));
}

gboolean
lk_config_commit (LkConfigTree *tree, guint file, LkSplices *splices, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (lk_splices_is_empty (splices))
    return TRUE;
  bytes = lk_splices_apply (splices, lk_config_file_bytes (lk_config_tree_file (tree, file)));
  if (g_bytes_get_size (bytes) > LK_CONFIG_FILE_MAX) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("the file would become too large; put the host into another one"));
    return FALSE;
  }
  lk_config_tree_replace (tree, file, bytes);
  return TRUE;
}

void
lk_config_insert_lines (LkSplices *splices,
                        const LkConfigFile *file,
                        guint line,
                        const char *text,
                        gsize length,
                        const char *ending)
{
  gsize at = lk_config_offset (file, line);
  gboolean open = line > 0 && lk_config_file_line (file, line - 1)->ending == 0;

  if (open) {
    lk_splices_add (splices, at, at, ending, -1);
    length -= strlen (ending);
  }
  lk_splices_add (splices, at, at, text, (gssize) length);
}

static gboolean
check_name (const char *name, GError **error)
{
  static const char *const headers[] = {"host", "match", NULL};
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (lower[0] != '\0' &&
      strspn (lower, "abcdefghijklmnopqrstuvwxyz0123456789") == strlen (lower) &&
      !g_strv_contains (headers, lower))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               _ ("no option of ssh has that name; see the list in ssh_config(5)"));
  return FALSE;
}

static gboolean
is_named (const LkConfigFile *file, guint line, const char *name)
{
  g_autoptr (LkConfigWords) words = NULL;
  LkConfigKind kind = lk_config_file_line (file, line)->kind;

  if (kind != LK_CONFIG_OPTION && kind != LK_CONFIG_INCLUDE)
    return FALSE;
  words = lk_config_file_words (file, line);
  return g_ascii_strcasecmp (words->name, name) == 0;
}

/* The block's next line with the option from @from on, or its end. */
static guint
find_option (const Edit *edit, const char *name, guint from)
{
  guint end = lk_config_file_block (edit->file, edit->block)->end;

  while (from < end && !is_named (edit->file, from, name))
    from++;
  return from;
}

static void
remove_line (Edit *edit, guint line)
{
  lk_splices_add (edit->splices, lk_config_offset (edit->file, line),
                  lk_config_offset (edit->file, line + 1), "", 0);
}

static gboolean
has_option (const Edit *edit)
{
  const LkConfigBlock *block = lk_config_file_block (edit->file, edit->block);

  for (guint i = block->first; i < block->end; i++)
    if (lk_config_file_line (edit->file, i)->kind == LK_CONFIG_OPTION)
      return TRUE;
  return FALSE;
}

static gboolean
insert_line (Edit *edit, guint line, const LkConfigSetting *setting, GError **error)
{
  g_autoptr (LkConfigStyle) style = lk_config_style_new (edit->file, edit->block, LK_CONFIG_OPTION);
  g_autofree char *text = NULL;
  g_autofree char *ended = NULL;

  if (edit->block == 0 && !has_option (edit))
    style->indent[0] = '\0';
  text = lk_config_style_line (style, setting->name, setting->values, error);
  if (text == NULL)
    return FALSE;
  ended = g_strconcat (text, style->ending, NULL);
  lk_config_insert_lines (edit->splices, edit->file, line, ended, strlen (ended), style->ending);
  return TRUE;
}

/* Where a further option of the block goes: after its last one, but before an Include, whose files
 * would come first. Before the first block of a file, below the comment that opens the file. */
static guint
place_option (const Edit *edit)
{
  const LkConfigBlock *block = lk_config_file_block (edit->file, edit->block);
  gboolean headless = block->kind == LK_CONFIG_BLANK;
  guint place = headless ? block->first : block->header + 1;

  for (guint i = place; i < block->end; i++) {
    LkConfigKind kind = lk_config_file_line (edit->file, i)->kind;

    if (kind == LK_CONFIG_INCLUDE)
      break;
    if (kind == LK_CONFIG_OPTION || (headless && kind == LK_CONFIG_COMMENT))
      place = i + 1;
  }
  return place;
}

static gboolean
change_line (Edit *edit, guint line, const LkConfigSetting *setting, GError **error)
{
  const LkConfigLine *l = lk_config_file_line (edit->file, line);
  const char *text = lk_config_file_text (edit->file, line);
  g_autoptr (LkConfigWords) words = lk_config_file_words (edit->file, line);
  g_autofree char *changed = NULL;
  gsize length;

  if (words->fault == LK_CONFIG_SOUND) {
    changed = lk_config_style_change (text, l->length, setting->values, &length, error);
  } else {
    g_autoptr (LkConfigStyle) style =
        lk_config_style_new (edit->file, edit->block, LK_CONFIG_OPTION);

    changed = lk_config_style_line (style, setting->name, setting->values, error);
    length = changed != NULL ? strlen (changed) : 0;
  }
  if (changed == NULL)
    return FALSE;
  if (length != l->length || memcmp (changed, text, length) != 0)
    lk_splices_add (edit->splices, l->start, l->start + l->length, changed, (gssize) length);
  return TRUE;
}

gboolean
lk_config_edit_set (LkConfigTree *tree,
                    LkConfigRef at,
                    const LkConfigSetting *setting,
                    GError **error)
{
  guint line, end;
  gboolean ok;
  Edit edit;

  if (!check_name (setting->name, error))
    return FALSE;
  edit = begin (tree, at);
  end = lk_config_file_block (edit.file, at.block)->end;
  line = find_option (&edit, setting->name, lk_config_file_block (edit.file, at.block)->first);
  if (line == end) {
    ok = insert_line (&edit, place_option (&edit), setting, error);
  } else {
    ok = change_line (&edit, line, setting, error);
    while ((line = find_option (&edit, setting->name, line + 1)) < end)
      remove_line (&edit, line);
  }
  return finish (&edit, ok, error);
}

gboolean
lk_config_edit_add (LkConfigTree *tree,
                    LkConfigRef at,
                    const LkConfigSetting *setting,
                    GError **error)
{
  guint line, end, place;
  Edit edit;

  if (!check_name (setting->name, error))
    return FALSE;
  edit = begin (tree, at);
  place = place_option (&edit);
  end = lk_config_file_block (edit.file, at.block)->end;
  line = lk_config_file_block (edit.file, at.block)->first;
  for (; (line = find_option (&edit, setting->name, line)) < end; line++)
    place = line + 1;
  return finish (&edit, insert_line (&edit, place, setting, error), error);
}

static gboolean
has_values (const Edit *edit, guint line, const char *const *values)
{
  g_autoptr (LkConfigWords) words = lk_config_file_words (edit->file, line);
  g_autofree char *joined = g_strjoinv (" ", (char **) values);

  if (lk_config_is_raw (words->name))
    return strlen (joined) == words->rest.length &&
           memcmp (joined, lk_config_file_text (edit->file, line) + words->rest.start,
                   words->rest.length) == 0;
  if (words->n_args != g_strv_length ((char **) values))
    return FALSE;
  for (guint i = 0; i < words->n_args; i++)
    if (!g_str_equal (words->args[i].value, values[i]))
      return FALSE;
  return TRUE;
}

gboolean
lk_config_edit_unset (LkConfigTree *tree,
                      LkConfigRef at,
                      const char *name,
                      const char *const *values,
                      GError **error)
{
  Edit edit = begin (tree, at);
  guint line = lk_config_file_block (edit.file, at.block)->first;
  guint end = lk_config_file_block (edit.file, at.block)->end;
  g_autofree char *shown = lk_printable (name, -1);
  gboolean found;

  for (; (line = find_option (&edit, name, line)) < end; line++)
    if (values == NULL || has_values (&edit, line, values))
      remove_line (&edit, line);
  found = !lk_splices_is_empty (edit.splices);
  if (!found && values == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("this block does not set %s"), shown);
  else if (!found)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("this block does not set %s to that"), shown);
  return finish (&edit, found, error);
}

/* The edit of a line that holds an option. */
static gboolean
begin_line (LkConfigTree *tree, LkConfigSpot at, Edit *edit, GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, at.file);
  LkConfigKind kind = at.line < lk_config_file_n_lines (file)
                          ? lk_config_file_line (file, at.line)->kind
                          : LK_CONFIG_BLANK;

  if (kind != LK_CONFIG_OPTION && kind != LK_CONFIG_INCLUDE) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("this line holds no option"));
    return FALSE;
  }
  *edit = begin (tree, (LkConfigRef){at.file, lk_config_file_block_of (file, at.line)});
  return TRUE;
}

gboolean
lk_config_edit_change_line (LkConfigTree *tree,
                            LkConfigSpot at,
                            const char *const *values,
                            GError **error)
{
  g_autoptr (LkConfigWords) words = NULL;
  LkConfigSetting setting = {.values = values};
  Edit edit;

  if (!begin_line (tree, at, &edit, error))
    return FALSE;
  words = lk_config_file_words (edit.file, at.line);
  setting.name = words->name;
  return finish (&edit, change_line (&edit, at.line, &setting, error), error);
}

gboolean
lk_config_edit_remove_line (LkConfigTree *tree, LkConfigSpot at, GError **error)
{
  Edit edit;

  if (!begin_line (tree, at, &edit, error))
    return FALSE;
  remove_line (&edit, at.line);
  return finish (&edit, TRUE, error);
}
