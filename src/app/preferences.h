/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** LkPreferences: the window with the settings; what an administrator has locked cannot be changed in it */
#define LK_TYPE_PREFERENCES (lk_preferences_get_type ())
G_DECLARE_FINAL_TYPE (LkPreferences, lk_preferences, LK, PREFERENCES, HdyPreferencesWindow)

/** lk_preferences_new: @parent: (nullable): over which it stands */
LkPreferences *lk_preferences_new (GtkWindow *parent, GSettings *settings);

G_END_DECLS
