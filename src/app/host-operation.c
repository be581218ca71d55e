/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-operation.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "sshconfig/names.h"

static gboolean
move (LkConfigTree *tree, LkConfigRef at, const LkHostOperation *operation, GError **error)
{
  guint n = lk_config_file_n_blocks (lk_config_tree_file (tree, at.file));
  gboolean up = operation->kind == LK_HOST_MOVE_UP;
  LkConfigRef other = {at.file, up ? at.block - 1 : at.block + 1};

  /* Block 0 is what stands before the first block. */
  if (other.block == 0 || other.block == n) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 up ? _ ("the host is the first of its file already")
                    : _ ("the host is the last of its file already"));
    return FALSE;
  }
  return lk_config_edit_move_host (
      tree, at, up ? lk_config_spot_before (tree, other) : lk_config_spot_after (tree, other),
      error);
}

static gboolean
move_to (LkConfigTree *tree, LkConfigRef at, const char *path, GError **error)
{
  int file = lk_config_tree_find (tree, path);

  if (file < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 _ ("%s is not part of the configuration: no Include line reads it"), path);
    return FALSE;
  }
  return lk_config_edit_move_host (tree, at, lk_config_spot_end (tree, (guint) file), error);
}

gboolean
lk_host_operation_edit (LkConfigTree *tree, gpointer data, GError **error)
{
  const LkHostOperation *operation = data;
  LkConfigRef at;

  if (!lk_config_find_host (tree, operation->name, &at)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("the host is no longer in the configuration"));
    return FALSE;
  }
  switch (operation->kind) {
  case LK_HOST_RENAME:
    return lk_config_rename (tree, at, operation->name, operation->to, error);
  case LK_HOST_DUPLICATE:
    return lk_config_edit_duplicate_host (tree, at, operation->to, error);
  case LK_HOST_MOVE_TO:
    return move_to (tree, at, operation->to, error);
  case LK_HOST_REMOVE:
    return lk_config_remove (tree, at, operation->name, error);
  case LK_HOST_MOVE_UP:
  case LK_HOST_MOVE_DOWN:
  default:
    return move (tree, at, operation, error);
  }
}

char *
lk_host_operation_reason (const LkHostOperation *operation)
{
  switch (operation->kind) {
  case LK_HOST_RENAME:
    return g_strdup_printf ("rename %s to %s", operation->name, operation->to);
  case LK_HOST_DUPLICATE:
    return g_strdup_printf ("duplicate %s as %s", operation->name, operation->to);
  case LK_HOST_REMOVE:
    return g_strdup_printf ("remove %s", operation->name);
  case LK_HOST_MOVE_TO:
  case LK_HOST_MOVE_UP:
  case LK_HOST_MOVE_DOWN:
  default:
    return g_strdup_printf ("move %s", operation->name);
  }
}

char *
lk_host_operation_title (const LkHostOperation *operation)
{
  switch (operation->kind) {
  case LK_HOST_RENAME:
    return g_strdup_printf (_ ("Rename %s"), operation->name);
  case LK_HOST_DUPLICATE:
    return g_strdup_printf (_ ("Duplicate %s"), operation->name);
  case LK_HOST_REMOVE:
    return g_strdup_printf (_ ("Remove %s"), operation->name);
  case LK_HOST_MOVE_TO:
  case LK_HOST_MOVE_UP:
  case LK_HOST_MOVE_DOWN:
  default:
    return g_strdup_printf (_ ("Move %s"), operation->name);
  }
}

void
lk_host_operation_list_files (const LkConfigTree *tree,
                              const char *name,
                              const char *action,
                              GMenu *menu)
{
  LkConfigRef at;

  g_menu_remove_all (menu);
  if (!lk_config_find_host (tree, name, &at))
    return;
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    const char *path = lk_config_file_path (lk_config_tree_file (tree, i));
    g_autofree char *shown = lk_printable_path (path);
    g_autoptr (GMenuItem) item = g_menu_item_new (shown, NULL);

    if (i == at.file)
      continue;
    g_menu_item_set_action_and_target_value (item, action, g_variant_new_bytestring (path));
    g_menu_append_item (menu, item);
  }
}
