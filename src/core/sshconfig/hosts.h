/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/tree.h"

G_BEGIN_DECLS

/** LkConfigThrough: how ssh reaches a host */
typedef enum {
  LK_CONFIG_DIRECTLY,
  LK_CONFIG_JUMP,        /* ProxyJump */
  LK_CONFIG_COMMAND,     /* some ProxyCommand */
  LK_CONFIG_LATCHKEY,    /* through Access, by us */
  LK_CONFIG_CLOUDFLARED, /* through Access, by cloudflared */
} LkConfigThrough;

/**
 * LkConfigHost:
 * @name: a name in a Host line, no pattern
 * @host_name: (nullable): its HostName, tokens not expanded; %NULL where that is the name
 * @tree: the configuration with its first Host line
 * @file: number of the file with that line
 * @line: that line, from 0
 */
typedef struct {
  char *name;
  char *host_name;
  const LkConfigTree *tree;
  guint file;
  guint line;
  LkConfigThrough through;
} LkConfigHost;

/**
 * lk_config_hosts:
 * @trees: the configurations in the order in which ssh reads them: the user's, the system's
 *
 * Lists the hosts of a configuration, in the order of their first Host line, in time that grows with its
 * size. A block that depends on users, or on a "Match exec", is taken to be for its hosts;
 * lk_config_effective() knows better, host by host.
 *
 * Returns: (transfer full) (element-type LkConfigHost): the hosts
 */
GPtrArray *lk_config_hosts (const LkConfigTree *const *trees, guint n_trees);

/** lk_config_host_target: Returns: (transfer full): where its name leads, with the tokens that need no connection expanded */
char *lk_config_host_target (const LkConfigHost *host);

void lk_config_host_free (LkConfigHost *host);

/** lk_config_through: what a line with the option @name (in lower case) and the value @value means */
LkConfigThrough lk_config_through (const char *name, const char *value);

G_END_DECLS
