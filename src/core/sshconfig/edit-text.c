/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/edit.h"

#include <string.h>

#include "sshconfig/edit-private.h"

void
lk_config_block_span (const LkConfigTree *tree, LkConfigRef at, gsize *start, gsize *end)
{
  const LkConfigFile *file = lk_config_tree_file (tree, at.file);
  const LkConfigBlock *block = lk_config_file_block (file, at.block);
  guint last = block->end;

  while (last > block->first && lk_config_file_line (file, last - 1)->kind == LK_CONFIG_BLANK)
    last--;
  *start = lk_config_offset (file, block->first);
  *end = lk_config_offset (file, last);
}

gboolean
lk_config_edit_text (LkConfigTree *tree,
                     guint file,
                     gsize start,
                     gsize end,
                     const char *text,
                     GError **error)
{
  const LkConfigFile *old = lk_config_tree_file (tree, file);
  gsize size = g_bytes_get_size (lk_config_file_bytes (old));
  g_autoptr (LkSplices) splices = lk_splices_new ();

  g_return_val_if_fail (start <= end && end <= size, FALSE);
  lk_splices_add (splices, start, end, text, -1);
  if (end < size && *text != '\0' && !g_str_has_suffix (text, "\n")) {
    g_autoptr (LkConfigStyle) style = lk_config_style_new (old, 0, LK_CONFIG_OPTION);

    lk_splices_add (splices, end, end, style->ending, -1);
  }
  return lk_config_commit (tree, file, splices, error);
}
