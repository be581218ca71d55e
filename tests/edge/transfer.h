/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** EdgeTransfers: the transfer service: what is handed to whom, by the public key that is the name of it (protocol.md, 3.3) */
EdgeTransfers *edge_transfers_new (void);

/** edge_transfers_reset: forgets everything; polls under way are answered "not yet" */
void edge_transfers_reset (Edge *edge);

/** edge_transfer_poll: the long poll */
void edge_transfer_poll (EdgeRequest *request);

/** edge_transfer_seen: a browser showed the login page that belongs to @key */
void edge_transfer_seen (Edge *edge, const char *key, EdgeApp *app);

/**
 * edge_transfer_deliver: hands the tokens to whoever polls for @key
 * @both: the org token, too
 *
 * Returns: FALSE when @key is no public key
 */
gboolean edge_transfer_deliver (Edge *edge,
                                const char *key,
                                const EdgeApp *app,
                                const EdgeSession *session,
                                gboolean both);

/**
 * edge_transfer_approve:
 * @key: (nullable): one login, or all that wait
 * @app: (nullable): what it is for, if no browser told
 *
 * Approves without a browser. Returns: how many were approved
 */
guint edge_transfer_approve (Edge *edge, const char *key, EdgeApp *app, const char *email);

/** edge_transfer_deny: forgets the logins that wait. Returns: how many */
guint edge_transfer_deny (Edge *edge, const char *key);

/** edge_transfer_pending: Returns: (transfer full): the logins that wait, as GET /pending gives them */
JsonArray *edge_transfer_pending (Edge *edge);

G_END_DECLS
