/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/traffic.h"

G_BEGIN_DECLS

/**
 * LkTunnelMark:
 *
 * Tells the user's other programs that this process has a tunnel open: a file in memory, locked by this
 * process. Whoever reads it sees by the lock that it is in use, by whom, and removes one that is not: so
 * one that was killed leaves nothing behind. To count costs no system call.
 */
typedef struct _LkTunnelMark LkTunnelMark;

/**
 * lk_tunnel_mark_new:
 * @host: where the tunnel goes
 * @via: (nullable): the local address that was connected to
 * @number: which of this process's tunnels it is, from 1; 0 if there is no other
 * @client: the connection to the local address, or -1
 *
 * Returns: (transfer full): the mark; %NULL with an error, for which no connection need fail
 */
LkTunnelMark *
lk_tunnel_mark_new (const char *host, const char *via, guint32 number, int client, GError **error);

/** lk_tunnel_mark_traffic: Returns: (transfer none) (nullable): where to count; @mark may be %NULL */
LkTraffic *lk_tunnel_mark_traffic (LkTunnelMark *mark);

/** lk_tunnel_mark_path: Returns: (transfer none): the file, which a signal's handler may unlink */
const char *lk_tunnel_mark_path (const LkTunnelMark *mark);

/** lk_tunnel_mark_free: says that the tunnel is closed */
void lk_tunnel_mark_free (LkTunnelMark *mark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTunnelMark, lk_tunnel_mark_free)

G_END_DECLS
