/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "forward.h"

G_BEGIN_DECLS

/** LkForwardRow: a saved forward, its switch, and the button to edit it: signal `edit` */
#define LK_TYPE_FORWARD_ROW (lk_forward_row_get_type ())
G_DECLARE_FINAL_TYPE (LkForwardRow, lk_forward_row, LK, FORWARD_ROW, HdyActionRow)

/** lk_forward_row_new: @editable: whether the user may change it */
GtkWidget *lk_forward_row_new (LkForward *forward, gboolean editable);

LkForward *lk_forward_row_get_forward (LkForwardRow *self);

G_END_DECLS
