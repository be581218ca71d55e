/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_browse_async:
 * @host: as one types it after ssh
 *
 * Opens the files of a host by their sftp address: with the program for such addresses, else with the
 * desktop's file manager. That one runs ssh, which then is the user's.
 */
void lk_browse_async (const char *host,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data);

/** lk_browse_finish: Returns: %FALSE with %LK_ERROR_CONFIG when there is no such program or it does not start */
gboolean lk_browse_finish (GAsyncResult *result, GError **error);

G_END_DECLS
