/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/lint.h"

G_BEGIN_DECLS

/**
 * lk_config_fix_edit: an LkConfigEdit that mends
 * @data: the LkFinding to mend, as it was in an earlier tree; %NULL for all that can be
 */
gboolean lk_config_fix_edit (LkConfigTree *tree, gpointer data, GError **error);

/** lk_config_fix_modes: what is no text: the modes of files, of @finding or, with %NULL, of all in @findings */
gboolean lk_config_fix_modes (GPtrArray *findings, const LkFinding *finding, GError **error);

/** lk_config_fix_host: Returns: (transfer full) (nullable): the host in whose block a finding is; %NULL where that is not one host's */
char *lk_config_fix_host (const LkConfigTree *tree, const LkFinding *finding);

G_END_DECLS
