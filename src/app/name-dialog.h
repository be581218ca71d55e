/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LkNameDialog: asks for the name of a host */
#define LK_TYPE_NAME_DIALOG (lk_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LkNameDialog, lk_name_dialog, LK, NAME_DIALOG, GtkDialog)

/**
 * lk_name_dialog_ask:
 * @parent: any widget in the window that asks
 * @title: what for
 * @name: to begin with
 */
void lk_name_dialog_ask (GtkWidget *parent,
                         const char *title,
                         const char *name,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/** lk_name_dialog_ask_finish: Returns: (transfer full): a name that a host can have, another one than at first; %NULL with %G_IO_ERROR_CANCELLED */
char *lk_name_dialog_ask_finish (GAsyncResult *result, GError **error);

G_END_DECLS
