/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cert/agent-message.h"

G_BEGIN_DECLS

/**
 * LkAgentClient:
 *
 * A connection to the user's ssh-agent. Its calls block, each for at most 3 seconds, so they belong into
 * a thread; what fails is not told why, since there is always another place for a certificate.
 */
typedef struct _LkAgentClient LkAgentClient;

/**
 * lk_agent_client_open:
 * @path: (nullable): the agent's socket, as in SSH_AUTH_SOCK
 *
 * Returns: (transfer full) (nullable): a connection; %NULL when there is no agent, or one that must not be
 *   given certificates: gpg-agent asks for a passphrase and writes the key to disk for ever
 */
LkAgentClient *lk_agent_client_open (const char *path);

void lk_agent_client_free (LkAgentClient *client);

/** lk_agent_client_list: Returns: (transfer full) (element-type LkAgentIdentity) (nullable): what it holds */
GPtrArray *lk_agent_client_list (LkAgentClient *client);

/** lk_agent_client_do: @request: (transfer full): adds or removes. Returns: whether the agent did it */
gboolean lk_agent_client_do (LkAgentClient *client, LkSecret *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAgentClient, lk_agent_client_free)

G_END_DECLS
