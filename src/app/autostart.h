/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** lk_autostart_get: Returns: whether the desktop starts the application when the user logs in to it */
gboolean lk_autostart_get (void);

/** lk_autostart_set: makes it so. Returns: %FALSE with %LK_ERROR_CONFIG */
gboolean lk_autostart_set (gboolean on, GError **error);

G_END_DECLS
