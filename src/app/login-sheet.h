/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "logins.h"

G_BEGIN_DECLS

/**
 * LkLoginSheet:
 *
 * Rises from the bottom of a window while a login is under way and says who wants what; it blocks
 * nothing and takes no focus. Several logins stand in line.
 */
#define LK_TYPE_LOGIN_SHEET (lk_login_sheet_get_type ())
G_DECLARE_FINAL_TYPE (LkLoginSheet, lk_login_sheet, LK, LOGIN_SHEET, GtkBin)

/** lk_login_sheet_set_logins: follows @logins from now on */
void lk_login_sheet_set_logins (LkLoginSheet *self, LkLogins *logins);

G_END_DECLS
