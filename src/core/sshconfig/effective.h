/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/applied.h"

G_BEGIN_DECLS

/**
 * LkConfigOption:
 * @name: as `ssh -G` spells it
 * @value: likewise
 * @from: (nullable): the line that it comes from; %NULL for one of ssh's defaults
 * @shadowed: (element-type LkConfigApplied): lines for this host that @from wins over
 * @maybe: (element-type LkConfigApplied): lines of the option that a "Match exec" decides about
 *
 * An option of a host, and why it has this value.
 */
typedef struct {
  char *name;
  char *value;
  LkConfigApplied *from;
  GArray *shadowed;
  GArray *maybe;
} LkConfigOption;

void lk_config_option_free (LkConfigOption *option);

/** lk_config_option_name: Returns: (transfer none): how `ssh -G` calls the option, for one of its other names; @name in lower case */
const char *lk_config_option_name (const char *name);

/** lk_config_option_adds_up: whether all lines of an option count, not only the first one */
gboolean lk_config_option_adds_up (const char *name);

/**
 * lk_config_option_settles: whether the first line of an option leaves nothing to later ones, whatever its value;
 * FALSE for one that adds up, and for those few that OpenSSH treats unlike what ssh_config(5) says
 */
gboolean lk_config_option_settles (const char *name);

/**
 * lk_config_effective:
 * @ssh: the ssh(1) to ask, a name or a path
 * @trees: as for lk_config_applied()
 *
 * Tells every option of a host. Which lines are for it is found out here; their values, and the defaults
 * of the rest, are those of the installed ssh, which gets these lines from us, conditions taken off, so that
 * it runs nothing.
 *
 * Returns: (transfer full) (element-type LkConfigOption): in the order of `ssh -G`; %NULL with
 *   %LK_ERROR_CONFIG, which names file and line where ssh does
 */
GPtrArray *lk_config_effective (const char *ssh,
                                const LkConfigTree *const *trees,
                                guint n_trees,
                                const LkConfigTarget *target,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigOption, lk_config_option_free)

G_END_DECLS
