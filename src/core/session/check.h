/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_session_check_async:
 *
 * Asks each team whether its session still is one, as after a sleep or on another network, and forgets
 * those that were ended there. A team that cannot be asked keeps its session.
 */
void lk_session_check_async (LkSession *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * lk_session_check_finish:
 * @ended: (out): how many sessions were forgotten
 *
 * Returns: %FALSE with the error of a team that could not be asked, or %LK_ERROR_STORAGE
 */
gboolean
lk_session_check_finish (LkSession *self, GAsyncResult *result, guint *ended, GError **error);

G_END_DECLS
