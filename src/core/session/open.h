/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_session_open_async:
 * @user_agent: what to call ourselves at the edge
 * @fedramp: whether logins go through the FedRAMP transfer service
 *
 * Makes the session of this user on this machine: the store that lk_store_open_async() chooses, the
 * folders of base/dirs.h, the desktop's proxies, the system's clock, and the seam for tests.
 */
void lk_session_open_async (const char *user_agent,
                            gboolean fedramp,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** lk_session_open_finish: Returns: (transfer full): %NULL with %G_IO_ERROR_CANCELLED or %LK_ERROR_CONFIG */
LkSession *lk_session_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
