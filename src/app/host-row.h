/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "host-item.h"

G_BEGIN_DECLS

/** LkHostRow: a host in the list, with its state as a shape and as text */
#define LK_TYPE_HOST_ROW (lk_host_row_get_type ())
G_DECLARE_FINAL_TYPE (LkHostRow, lk_host_row, LK, HOST_ROW, HdyActionRow)

GtkWidget *lk_host_row_new (LkHostItem *item);

/** lk_host_row_update: words the time that is left anew */
void lk_host_row_update (LkHostRow *self);

/** lk_state_image_set: shows @state in @image, by shape and by colour */
void lk_state_image_set (GtkImage *image, LkHostState state);

G_END_DECLS
