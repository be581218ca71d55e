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
 * @canonical: (nullable): the host name in the final pass, where ssh has told it; %NULL for HostName
 */
typedef struct {
  const char *host;
  const char *user;
  const char *local_user;
  const char *canonical;
} LkConfigTarget;

/** LkConfigApplied: an option's line (from 0), and whether it is for the target */
typedef struct {
  const LkConfigTree *tree;
  guint file;
  guint line;
  LkConfigAnswer answer;
  gboolean final; /* read in the final pass */
} LkConfigApplied;

/** LkConfigFlaw: a line (from 0) for which ssh refuses all of the configuration; @text is %NULL where there is none */
typedef struct {
  const LkConfigTree *tree;
  guint file;
  guint line;
  const char *text;
} LkConfigFlaw;

/**
 * lk_config_applied:
 * @trees: the configurations in the order in which ssh reads them: the user's, the system's
 * @passes: (out): 2 where ssh reads all of it once more, for "Match final" or CanonicalizeHostname
 * @flaw: (out): the first Host, Match or Include line that ssh refuses
 *
 * Reads the configuration as ssh does: for each option the first line that is for the target counts, but
 * for those options that add up. What
 * canonicalization would make of the name is not asked here: that needs the network.
 *
 * Returns: (transfer full) (element-type LkConfigApplied): the lines of options in the order read
 */
GArray *lk_config_applied (const LkConfigTree *const *trees,
                           guint n_trees,
                           const LkConfigTarget *target,
                           guint *passes,
                           LkConfigFlaw *flaw);

G_END_DECLS
