/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

G_BEGIN_DECLS

/** lk_config_check_name: whether it can be the name of one host; %FALSE with %LK_ERROR_USAGE */
gboolean lk_config_check_name (const char *name, GError **error);

/**
 * lk_config_rename:
 * @at: the Host block with the name @old
 *
 * Gives a host another name, here and where the name stands for it elsewhere, unless another Host block
 * has the old name, too.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE, the tree perhaps half changed
 */
gboolean lk_config_rename (LkConfigTree *tree,
                           LkConfigRef at,
                           const char *old,
                           const char *name,
                           GError **error);

/**
 * lk_config_remove:
 *
 * Removes a host, and what is said of its name elsewhere: its block and the comment above it, or only its name
 * where the block is for others, too.
 *
 * Returns: as lk_config_rename()
 */
gboolean lk_config_remove (LkConfigTree *tree, LkConfigRef at, const char *name, GError **error);

G_END_DECLS
