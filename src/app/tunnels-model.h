/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tunnel-item.h"

G_BEGIN_DECLS

/**
 * LkTunnelsModel:
 *
 * The tunnels that the user's programs have open, the oldest first: a GListModel of LkTunnelItem. It follows
 * those that open and end; what they carry is known when it is refreshed.
 */
#define LK_TYPE_TUNNELS_MODEL (lk_tunnels_model_get_type ())
G_DECLARE_FINAL_TYPE (LkTunnelsModel, lk_tunnels_model, LK, TUNNELS_MODEL, GObject)

/** lk_tunnels_model_new: @runtime_dir: the folder of lk_runtime_dir() */
LkTunnelsModel *lk_tunnels_model_new (const char *runtime_dir);

/** lk_tunnels_model_refresh: looks at them anew, soon */
void lk_tunnels_model_refresh (LkTunnelsModel *self);

/** lk_tunnels_model_end: closes a tunnel; see lk_open_tunnel_end() */
gboolean lk_tunnels_model_end (LkTunnelsModel *self, const char *id, GError **error);

G_END_DECLS
