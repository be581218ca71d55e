/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/tree.h"

G_BEGIN_DECLS

/**
 * lk_config_taken:
 * @ssh: the ssh(1) to ask, a name or a path
 * @tree: a configuration with edits
 * @host: one of its hosts
 * @options: (out) (optional) (nullable) (transfer full) (element-type LkConfigOption): what ssh makes of
 *   the host; %NULL where it refuses the configuration
 *
 * A value that ssh refuses would shut the user out of every host. What it refused before the edits is no
 * fault of theirs, and no error.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE where the edits are why ssh refuses
 */
gboolean lk_config_taken (const char *ssh,
                          const LkConfigTree *tree,
                          const char *host,
                          GPtrArray **options,
                          GError **error);

/**
 * lk_config_tell_winner:
 * @host: a host with a block of its own
 * @option: one that the block sets, in any case
 * @options: (element-type LkConfigOption): of lk_config_taken()
 *
 * The block's line counts for nothing where another one sets the option before.
 *
 * Returns: (transfer full) (nullable): a sentence that tells so; %NULL where the line counts
 */
char *lk_config_tell_winner (const LkConfigTree *tree,
                             const char *host,
                             const char *option,
                             GPtrArray *options);

G_END_DECLS
