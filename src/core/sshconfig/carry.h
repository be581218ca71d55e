/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/change.h"
#include "sshconfig/merge.h"
#include "sshconfig/tree.h"

G_BEGIN_DECLS

/**
 * LkConfigCarry:
 * @pick: what to do where there is a conflict
 * @merged: whether somebody else changed a file, too, that we change
 * @conflict: (nullable): the file that the user has to decide about: as he wants it (@after) and as it
 *   is now (@before)
 */
typedef struct {
  LkConfigPick pick;
  gboolean merged;
  LkConfigChange *conflict;
} LkConfigCarry;

/** lk_config_carry_clear: frees @conflict */
void lk_config_carry_clear (LkConfigCarry *carry);

/**
 * lk_config_carry:
 * @tree: a configuration as it is now
 * @changes: (element-type LkConfigChange): what lk_config_tree_changes() told of an older reading of it
 *
 * Makes the same changes in the tree, what somebody else did meanwhile kept. Nothing is written.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG; the tree is of no use then
 */
gboolean
lk_config_carry (LkConfigTree *tree, GPtrArray *changes, LkConfigCarry *carry, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LkConfigCarry, lk_config_carry_clear)

G_END_DECLS
