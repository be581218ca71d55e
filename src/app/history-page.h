/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/** LkHistoryPage: what Latchkey has saved of the configuration, the latest first. The signal `back` comes when the user has seen enough */
#define LK_TYPE_HISTORY_PAGE (lk_history_page_get_type ())
G_DECLARE_FINAL_TYPE (LkHistoryPage, lk_history_page, LK, HISTORY_PAGE, GtkBin)

/** lk_history_page_show: reads it anew; @folder: the user's .ssh */
void lk_history_page_show (LkHistoryPage *self, const char *folder);

G_END_DECLS
