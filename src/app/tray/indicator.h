/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libayatana-appindicator/app-indicator.h>

G_BEGIN_DECLS

/**
 * LkIndicator:
 *
 * An icon in the status tray that knows whether anybody shows it: property `available`, %TRUE until it is
 * known, which is told too. It follows trays that come and go, StatusNotifierItem first, X11's own else.
 */
#define LK_TYPE_INDICATOR (lk_indicator_get_type ())
GType lk_indicator_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppIndicator, g_object_unref)

AppIndicator *lk_indicator_new (void);

G_END_DECLS
