/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkEmptyPage:
 *
 * What a newcomer sees: a field for the first host. `set-up` comes with its canonical name when it is to be added
 * to the configuration, `login` when it is only to be logged in to.
 */
#define LK_TYPE_EMPTY_PAGE (lk_empty_page_get_type ())
G_DECLARE_FINAL_TYPE (LkEmptyPage, lk_empty_page, LK, EMPTY_PAGE, GtkBin)

G_END_DECLS
