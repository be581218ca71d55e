/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/traffic.h"
#include "carrier/endpoint.h"

G_BEGIN_DECLS

/** LkReply: the reply to an upgrade that was none: its head, and the first 64 KiB of its body */
typedef struct _LkReply LkReply;

guint lk_reply_status (const LkReply *reply);

/** lk_reply_header: Returns: (transfer none) (nullable): the first header of that name, whatever the case */
const char *lk_reply_header (const LkReply *reply, const char *name);

/** lk_reply_body: Returns: (transfer none): the beginning of the body, @length bytes; bytes from outside */
const char *lk_reply_body (const LkReply *reply, gsize *length);

void lk_reply_free (LkReply *reply);

/** LkTunnel: an open WebSocket (RFC 6455) over TLS */
typedef struct _LkTunnel LkTunnel;

/**
 * lk_tunnel_open:
 * @endpoint: where to
 * @cancel_fd: becomes readable when the attempt is to end, or -1
 * @reply: (out) (transfer full) (nullable): a reply other than 101
 *
 * Connects and asks for the upgrade (protocol.md section 4). Blocks, bounded by the endpoint's timeouts.
 * Safe in several threads at once.
 *
 * Returns: (transfer full) (nullable): the tunnel; %NULL with either @reply, which others judge, or an
 *   error of the layer that failed
 */
LkTunnel *
lk_tunnel_open (const LkEndpoint *endpoint, int cancel_fd, LkReply **reply, GError **error);

/**
 * lk_tunnel_run:
 * @in_fd: what is read from it goes to the origin
 * @out_fd: what comes from the origin is written to it; may be the same
 * @cancel_fd: becomes readable when the session is to end, or -1
 * @traffic: (out) (optional): what was carried; as it goes, so that it may be memory that others read
 *
 * Carries bytes both ways until the origin closes, or our input has ended and the origin is silent, or
 * nobody reads our output any more. Neither direction waits for the other, and memory does not grow. The
 * descriptors are left open and as they were.
 *
 * Returns: %TRUE for an orderly end; %FALSE with an error when the connection was dropped
 */
gboolean lk_tunnel_run (LkTunnel *tunnel,
                        int in_fd,
                        int out_fd,
                        int cancel_fd,
                        LkTraffic *traffic,
                        GError **error);

void lk_tunnel_free (LkTunnel *tunnel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkReply, lk_reply_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTunnel, lk_tunnel_free)

G_END_DECLS
