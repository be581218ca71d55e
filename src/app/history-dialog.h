/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LkHistoryDialog: what a change of the configuration did, to be taken back or gone back to */
#define LK_TYPE_HISTORY_DIALOG (lk_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LkHistoryDialog, lk_history_dialog, LK, HISTORY_DIALOG, GtkDialog)

/**
 * lk_history_dialog_show:
 * @parent: any widget in the window that it belongs to
 * @folder: the user's .ssh
 * @number: a change of the history
 * @reason: what was done then
 */
void
lk_history_dialog_show (GtkWidget *parent, const char *folder, guint number, const char *reason);

G_END_DECLS
