/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "forwards.h"
#include "hosts-model.h"

G_BEGIN_DECLS

/** LkForwardsPage: the saved forwards, and the tunnels that are open; signal `back` */
#define LK_TYPE_FORWARDS_PAGE (lk_forwards_page_get_type ())
G_DECLARE_FINAL_TYPE (LkForwardsPage, lk_forwards_page, LK, FORWARDS_PAGE, GtkBin)

/** lk_forwards_page_show_models: shows them from now on */
void lk_forwards_page_show_models (LkForwardsPage *self, LkForwards *forwards, LkHostsModel *hosts);

G_END_DECLS
