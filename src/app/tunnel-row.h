/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "tunnel-item.h"

G_BEGIN_DECLS

/** LkTunnelRow: an open tunnel, and the button that ends it */
#define LK_TYPE_TUNNEL_ROW (lk_tunnel_row_get_type ())
G_DECLARE_FINAL_TYPE (LkTunnelRow, lk_tunnel_row, LK, TUNNEL_ROW, HdyActionRow)

GtkWidget *lk_tunnel_row_new (LkTunnelItem *item);

G_END_DECLS
