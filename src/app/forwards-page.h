/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "forwards.h"
#include "hosts-model.h"

G_BEGIN_DECLS

/** LkForwardsPage: the saved forwards, and the tunnels that are open; signal `back` */
#define LK_TYPE_FORWARDS_PAGE (lk_forwards_page_get_type ())
G_DECLARE_FINAL_TYPE (LkForwardsPage, lk_forwards_page, LK, FORWARDS_PAGE, GtkBin)

/** lk_forwards_page_new: @hosts: those that a forward may lead to */
GtkWidget *lk_forwards_page_new (LkForwards *forwards, LkHostsModel *hosts);

G_END_DECLS
