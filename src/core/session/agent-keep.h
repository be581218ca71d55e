/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/agent-client.h"

G_BEGIN_DECLS

/** LK_AGENT_COMMENT: what ssh-add -l shows of ours, followed by the host; by it they are known again */
#define LK_AGENT_COMMENT "latchkey "

/** lk_agent_holds: Returns: whether @certificate is among the agent's @identities (nullable) */
gboolean lk_agent_holds (GPtrArray *identities, const LkCertificate *certificate);

/**
 * lk_agent_keep:
 *
 * Has the agent hold @certificate and its key until the certificate ends.
 *
 * Returns: whether it does, by its own list
 */
gboolean lk_agent_keep (LkAgentClient *client,
                        const char *host,
                        const LkKeyPair *pair,
                        const LkCertificate *certificate,
                        gint64 now);

/**
 * lk_agent_clear:
 * @host: (nullable): of whom everything goes
 * @except: (nullable): but this one
 *
 * Has the agent forget those of ours that have expired, and those for @host.
 */
void
lk_agent_clear (LkAgentClient *client, const char *host, const LkCertificate *except, gint64 now);

G_END_DECLS
