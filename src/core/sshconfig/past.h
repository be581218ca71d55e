/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/tree.h"

G_BEGIN_DECLS

/*
 * Edits that bring back what was. The tree is one that was just read; save.h writes it, and lk_config_undo()
 * does both at once.
 */

/**
 * lk_config_edit_undo:
 * @history: the folder of the history
 * @number: a change of it
 *
 * Takes a change back, what came later kept.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE or %LK_ERROR_CONFIG
 */
gboolean
lk_config_edit_undo (LkConfigTree *tree, const char *history, guint number, GError **error);

/**
 * lk_config_edit_restore:
 *
 * Makes every file what it was after a change, whatever came later.
 *
 * Returns: as lk_config_edit_undo()
 */
gboolean
lk_config_edit_restore (LkConfigTree *tree, const char *history, guint number, GError **error);

G_END_DECLS
