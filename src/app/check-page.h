/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <handy.h>

G_BEGIN_DECLS

/**
 * LkCheckPage:
 *
 * The page of what is wrong in the user's configuration, as it is now, with what mends it. The signal `back` comes
 * when the user is done.
 */
#define LK_TYPE_CHECK_PAGE (lk_check_page_get_type ())
G_DECLARE_FINAL_TYPE (LkCheckPage, lk_check_page, LK, CHECK_PAGE, GtkBin)

/** lk_check_page_show: looks; @folder: the user's .ssh */
void lk_check_page_show (LkCheckPage *self, const char *folder);

G_END_DECLS
