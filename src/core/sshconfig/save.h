/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/history.h"
#include "sshconfig/tree.h"

G_BEGIN_DECLS

/**
 * LkConfigSave:
 * @history: the folder of the history, see history.h
 * @reason: what was done, for the history
 * @undoes: for lk_config_save(): the number of the change that is taken back, or 0
 * @now: in seconds of Unix time
 * @conflict: (nullable): where a conflict stopped it: the file as the user wants it (@after) and as
 *   somebody else made it meanwhile (@before)
 */
typedef struct {
  const char *history;
  const char *reason;
  gint64 now;
  LkConfigChange *conflict;
  guint undoes;
} LkConfigSave;

/** lk_config_save_clear: frees @conflict */
void lk_config_save_clear (LkConfigSave *save);

/** lk_config_tree_changes: Returns: (transfer full) (element-type LkConfigChange): every file as it was read and as it is in the tree */
GPtrArray *lk_config_tree_changes (const LkConfigTree *tree);

/**
 * lk_config_save:
 *
 * Writes what was changed in the tree. What somebody else changed since it was read is merged in by
 * lines, and stands in the tree then. The history keeps how it was. Nothing is locked meanwhile.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG, every file as it was
 */
gboolean lk_config_save (LkConfigTree *tree, LkConfigSave *save, GError **error);

/**
 * lk_config_undo:
 * @root: the configuration's root file
 * @number: a change of the history
 *
 * Takes a change back, what came later kept; it is a change of its own, which can be taken back too.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE when there is no such change or it is undone already, or
 *   %LK_ERROR_CONFIG; every file as it was then
 */
gboolean lk_config_undo (const char *root, guint number, LkConfigSave *save, GError **error);

/** lk_config_undo_changes: what lk_config_undo() would do. Returns: (transfer full): as lk_config_tree_changes() */
GPtrArray *
lk_config_undo_changes (const char *root, guint number, LkConfigSave *save, GError **error);

/**
 * lk_config_undo_next: Returns: the latest change that is not undone, nor was never made because its process
 *   was killed, and undoes nothing itself; 0 for none
 */
guint lk_config_undo_next (const char *history, const char *root);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkConfigSave, lk_config_save_clear)

G_END_DECLS
