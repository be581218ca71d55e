/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "logins.h"
#include "sessions-model.h"

G_BEGIN_DECLS

/**
 * LkNotifier:
 *
 * Tells of sessions that end and of programs that wait for a login by the desktop's notifications, with
 * actions of the application. Each stage of a session is told once, and taken back when it no longer
 * holds. Kinds that the settings mute are not told.
 */
#define LK_TYPE_NOTIFIER (lk_notifier_get_type ())
G_DECLARE_FINAL_TYPE (LkNotifier, lk_notifier, LK, NOTIFIER, GObject)

/** lk_notifier_new: @application: (transfer none): outlives it */
LkNotifier *lk_notifier_new (GApplication *application,
                             GSettings *settings,
                             LkSessionsModel *sessions,
                             LkLogins *logins);

/** lk_notifier_set_quiet: @quiet: the user sees the window anyway; takes back what is told */
void lk_notifier_set_quiet (LkNotifier *self, gboolean quiet);

G_END_DECLS
