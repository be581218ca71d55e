/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tunnels/open-tunnel.h"

G_BEGIN_DECLS

/** LkTunnelItem: a tunnel that is open; `changed` comes when it was looked at anew */
#define LK_TYPE_TUNNEL_ITEM (lk_tunnel_item_get_type ())
G_DECLARE_FINAL_TYPE (LkTunnelItem, lk_tunnel_item, LK, TUNNEL_ITEM, GObject)

/** lk_tunnel_item_new: @tunnel: (transfer full) */
LkTunnelItem *lk_tunnel_item_new (LkOpenTunnel *tunnel);

/** lk_tunnel_item_update: @tunnel: (transfer full): the same one, as it is now */
void lk_tunnel_item_update (LkTunnelItem *self, LkOpenTunnel *tunnel);

const LkOpenTunnel *lk_tunnel_item_get_tunnel (LkTunnelItem *self);

/** lk_tunnel_item_get_title: Returns: (transfer full): who uses it - a command, or a local address - and the host */
char *lk_tunnel_item_get_title (LkTunnelItem *self);

/** lk_tunnel_item_describe: Returns: (transfer full): age and bytes */
char *lk_tunnel_item_describe (LkTunnelItem *self, gint64 now);

G_END_DECLS
