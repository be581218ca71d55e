/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "actions.h"
#include "forwards.h"
#include "hosts-model.h"
#include "logins.h"

G_BEGIN_DECLS

/** LkWindow: the main window: hosts by team, and what is asked of the user */
#define LK_TYPE_WINDOW (lk_window_get_type ())
G_DECLARE_FINAL_TYPE (LkWindow, lk_window, LK, WINDOW, HdyApplicationWindow)

/** lk_window_new: Returns: (transfer none): a window that waits for lk_window_show_models() */
LkWindow *lk_window_new (GtkApplication *application);

/** lk_window_show_models: shows what there is from now on */
void lk_window_show_models (LkWindow *self,
                            LkSessionsModel *sessions,
                            LkHostsModel *hosts,
                            LkForwards *forwards,
                            LkLogins *logins,
                            LkActions *actions);

/** lk_window_show_host: shows the page of the host that one calls @name, if there is one */
void lk_window_show_host (LkWindow *self, const char *name);

/** lk_window_may_close: whether nothing would be lost; if not, the user is asked */
gboolean lk_window_may_close (LkWindow *self);

/** lk_window_tell: shows a sentence until it is closed */
void lk_window_tell (LkWindow *self, const char *text, GtkMessageType type);

/** lk_window_set_tray_available: says so when there is no status tray, and what that means */
void lk_window_set_tray_available (LkWindow *self, gboolean available);

G_END_DECLS
