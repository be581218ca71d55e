/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lk_proxy_lookup_async:
 *
 * Asks the desktop which proxy leads to @host, for the carrier, which cannot.
 */
void lk_proxy_lookup_async (const char *host,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** lk_proxy_lookup_finish: Returns: (transfer full): the proxy's URL, "" for none; %NULL with %LK_ERROR_PROXY */
char *lk_proxy_lookup_finish (GAsyncResult *result, GError **error);

G_END_DECLS
