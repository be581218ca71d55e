/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "forward.h"

G_BEGIN_DECLS

/**
 * LkForwards:
 *
 * The saved forwards: a GListModel of LkForward. Those that are wanted at login are started with it, and all
 * end with it. It follows the settings, which an administrator may lock. Signal `changed` comes when one
 * changes state, too.
 */
#define LK_TYPE_FORWARDS (lk_forwards_get_type ())
G_DECLARE_FINAL_TYPE (LkForwards, lk_forwards, LK, FORWARDS, GObject)

LkForwards *lk_forwards_new (GSettings *settings, LkTunnelsModel *tunnels);

/** lk_forwards_get_tunnels: Returns: (transfer none): what its connections are among */
LkTunnelsModel *lk_forwards_get_tunnels (LkForwards *self);

/** lk_forwards_is_writable: Returns: whether the user may change them */
gboolean lk_forwards_is_writable (LkForwards *self);

/** lk_forwards_find: Returns: (transfer none) (nullable): the one of that name */
LkForward *lk_forwards_find (LkForwards *self, const char *name);

/** lk_forwards_find_at: Returns: (transfer none) (nullable): the one that listens there */
LkForward *lk_forwards_find_at (LkForwards *self, const char *listen);

/**
 * lk_forwards_save:
 * @old: (nullable): the one that @config takes the place of; if it runs, the new one does
 * @config: (nullable): what is saved; %NULL to remove @old
 *
 * A new one is started.
 */
void lk_forwards_save (LkForwards *self, LkForward *old, const LkForwardConfig *config);

G_END_DECLS
