/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_session_adopt_async:
 * @host: canonical
 * @folder: where cloudflared keeps its files, usually ~/.cloudflared
 *
 * Takes over the tokens that cloudflared keeps for @host (protocol.md section 8): the application's and
 * the team's. They are verified as if they had just come from the network, and kept in the store. The
 * files stay as they are.
 */
void lk_session_adopt_async (LkSession *self,
                             const char *host,
                             const char *folder,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * lk_session_adopt_finish:
 *
 * Returns: (transfer full): the paths of the files whose tokens were still good and are kept now, perhaps
 *   none; %NULL when it could not be found out which application protects the host, or with
 *   %LK_ERROR_STORAGE
 */
GStrv lk_session_adopt_finish (LkSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
