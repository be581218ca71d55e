/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sshconfig/history.h"
#include "sshconfig/tree.h"

G_BEGIN_DECLS

/** lk_config_history_list_async: @folder: the user's .ssh */
void lk_config_history_list_async (const char *folder,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** lk_config_history_list_finish: Returns: (transfer full): as lk_history_list(); %NULL with an error of lk_state_dir() */
GPtrArray *lk_config_history_list_finish (GAsyncResult *result, GError **error);

/** lk_config_history_diff_async: @number: a change of the list */
void lk_config_history_diff_async (const char *folder,
                                   guint number,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/** lk_config_history_diff_finish: Returns: (transfer full): what the change did, as unified diffs; %NULL with an error of lk_history_read() */
GBytes *lk_config_history_diff_finish (GAsyncResult *result, GError **error);

/** lk_config_history_undo: an LkConfigEdit that takes a change back; @data: its number, by GUINT_TO_POINTER */
gboolean lk_config_history_undo (LkConfigTree *tree, gpointer data, GError **error);

/** lk_config_history_restore: likewise one that makes every file what it was after a change */
gboolean lk_config_history_restore (LkConfigTree *tree, gpointer data, GError **error);

G_END_DECLS
