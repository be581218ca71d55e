/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LkDiffView: a unified diff, to read: its lines have their signs and a colour */
#define LK_TYPE_DIFF_VIEW (lk_diff_view_get_type ())
G_DECLARE_FINAL_TYPE (LkDiffView, lk_diff_view, LK, DIFF_VIEW, GtkTextView)

/** lk_diff_view_show: @diff: of any bytes; what is no UTF-8 is shown as U+FFFD */
void lk_diff_view_show (LkDiffView *self, GBytes *diff);

G_END_DECLS
