/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

#include "hosts-model.h"

G_BEGIN_DECLS

/**
 * LkHostPage:
 *
 * Everything about one host, and what one can do with it. The signal `back` comes when the user has seen
 * enough.
 */
#define LK_TYPE_HOST_PAGE (lk_host_page_get_type ())
G_DECLARE_FINAL_TYPE (LkHostPage, lk_host_page, LK, HOST_PAGE, GtkBin)

/** lk_host_page_show: @dir: the runtime folder */
void lk_host_page_show (LkHostPage *self, LkHostItem *item, const char *dir);

/** lk_host_page_update: words anew what changes with time */
void lk_host_page_update (LkHostPage *self);

G_END_DECLS
