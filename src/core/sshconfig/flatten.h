/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/applied.h"

G_BEGIN_DECLS

/**
 * lk_config_flatten:
 * @applied: what lk_config_applied() found
 * @passes: likewise
 * @numbers: (out) (transfer full) (element-type guint): for each line of the result the number in @applied
 *   that it comes from, %G_MAXUINT for a line that comes from none
 *
 * Writes a configuration in one piece that means the same for that host and has neither patterns nor
 * commands in it. Lines that are not for the host stand in it, too, so that ssh finds their mistakes.
 *
 * Returns: (transfer full): the configuration
 */
GString *lk_config_flatten (const GArray *applied, guint passes, GArray **numbers);

G_END_DECLS
