/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "certifier.h"

G_BEGIN_DECLS

/**
 * lk_conversation_run:
 * @client: who asks; served until it hangs up
 * @certifier: obtains certificates, and names the agent that holds them
 * @upstream: (nullable): the socket of the user's own agent
 *
 * Serves one connection of the ssh-agent protocol. A list of the identities begins with the certificate for
 * the host that the asking ssh connects to, which is obtained then; what is signed with one of ours is
 * signed by our store; all else is the user's own agent's, as are its identities. It blocks.
 */
void
lk_conversation_run (GSocketConnection *client, const LkCertifier *certifier, const char *upstream);

G_END_DECLS
