/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/match.h"
#include "sshconfig/tree.h"

G_BEGIN_DECLS

/**
 * LkConfigTarget:
 * @host: ssh's argument
 * @user: (nullable): the user that ssh is told on its command line
 * @local_user: who runs ssh
 */
typedef struct {
  const char *host;
  const char *user;
  const char *local_user;
} LkConfigTarget;

/** LkConfigApplied: an option's line (from 0), and whether it is for the target */
typedef struct {
  const LkConfigTree *tree;
  guint file;
  guint line;
  LkConfigAnswer answer;
  gboolean final; /* read in the final pass */
} LkConfigApplied;

/**
 * lk_config_applied:
 * @trees: the configurations in the order in which ssh reads them: the user's, the system's
 * @passes: (out): 2 where ssh reads all of it once more, for "Match final" or CanonicalizeHostname
 *
 * Reads the configuration as ssh does: for each option the first line that is for the target counts, but
 * for those options that add up. Of the final pass only what is, or may be, for the target is listed. What
 * canonicalization would make of the name is not asked: that needs the network.
 *
 * Returns: (transfer full) (element-type LkConfigApplied): the lines of options in the order read
 */
GArray *lk_config_applied (const LkConfigTree *const *trees,
                           guint n_trees,
                           const LkConfigTarget *target,
                           guint *passes);

G_END_DECLS
