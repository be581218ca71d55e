/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "forwards.h"
#include "hosts-model.h"
#include "logins.h"

G_BEGIN_DECLS

/**
 * LkTray:
 *
 * The icon in the status tray. Its property `available` says whether anybody shows it; it is %TRUE until
 * it is known, which is told even if it is %TRUE.
 */
#define LK_TYPE_TRAY (lk_tray_get_type ())
G_DECLARE_FINAL_TYPE (LkTray, lk_tray, LK, TRAY, GObject)

/** lk_tray_new: @bus: without which it is not there; @actions: the application's, which its menu calls */
LkTray *lk_tray_new (GDBusConnection *bus,
                     GActionGroup *actions,
                     LkHostsModel *hosts,
                     LkLogins *logins,
                     LkForwards *forwards);

gboolean lk_tray_get_available (LkTray *self);

G_END_DECLS
