/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/past.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "sshconfig/carry.h"
#include "sshconfig/history.h"

gboolean
lk_config_edit_undo (LkConfigTree *tree, const char *history, guint number, GError **error)
{
  const char *root = lk_config_file_path (lk_config_tree_file (tree, 0));
  g_autoptr (GPtrArray) changes = lk_history_read (history, root, number, error);
  g_auto (LkConfigCarry) carry = {0};
  g_autoptr (GError) local = NULL;

  if (changes == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++) {
    LkConfigChange *change = g_ptr_array_index (changes, i);
    GBytes *before = change->before;

    change->before = change->after;
    change->after = before;
  }
  if (lk_config_carry (tree, changes, &carry, &local))
    return TRUE;
  if (carry.conflict != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 _ ("later changes of %s are in the same lines; undo those first"),
                 carry.conflict->path);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
lk_config_edit_restore (LkConfigTree *tree, const char *history, guint number, GError **error)
{
  const char *root = lk_config_file_path (lk_config_tree_file (tree, 0));
  g_autoptr (GPtrArray) files = lk_history_read_all (history, root, number, error);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  for (guint i = 0; files != NULL && i < files->len; i++) {
    const LkConfigChange *was = g_ptr_array_index (files, i);
    /* The files before it have their Include lines back by now. */
    int file = lk_config_tree_find (tree, was->path);

    if (file >= 0) {
      lk_config_tree_replace (tree, (guint) file, was->after == NULL ? nothing : was->after);
    } else if (was->after != NULL) {
      g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                   _ ("%s is no longer there; put it back first, from a backup perhaps"),
                   was->path);
      return FALSE;
    }
  }
  return files != NULL;
}
