/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * lk_peer_host:
 * @pid: who asks the agent, as a rule an ssh
 *
 * Which host an ssh connects to. The agent's protocol names none, but the helper that this same ssh runs as
 * its ProxyCommand does, in its command line.
 *
 * Returns: (transfer full) (nullable): a canonical host; %NULL when no helper of ours runs for @pid
 */
char *lk_peer_host (pid_t pid);

/** lk_peer_parse: Returns: (transfer full) (nullable): the host that a helper of this command line serves */
char *lk_peer_parse (const char *const *argv);

G_END_DECLS
