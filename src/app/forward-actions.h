/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "forwards.h"

G_BEGIN_DECLS

/** LkForwardActions: the application's actions on forwards and tunnels; signal `failed` with a sentence */
#define LK_TYPE_FORWARD_ACTIONS (lk_forward_actions_get_type ())
G_DECLARE_FINAL_TYPE (LkForwardActions, lk_forward_actions, LK, FORWARD_ACTIONS, GObject)

/** lk_forward_actions_new: adds end-tunnel, start-forward and stop-forward to @map, for as long as it lives */
LkForwardActions *lk_forward_actions_new (GActionMap *map, LkForwards *forwards);

G_END_DECLS
