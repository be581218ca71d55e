/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/client.h"

G_BEGIN_DECLS

/**
 * lk_access_sign_async:
 * @token: the app token; its application's authority signs
 * @public_key: the key as in authorized_keys, without a comment and a line feed
 *
 * Asks the team for a short-lived certificate (protocol.md section 5).
 */
void lk_access_sign_async (LkAccessClient *self,
                           LkToken *token,
                           const char *public_key,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * lk_access_sign_finish:
 * @served_at: (out): the time by the team's clock, 0 if it did not say
 *
 * Returns: (transfer full): the certificate's line, of whatever content; %NULL with %LK_ERROR_LOGIN when the
 *   token is not taken (any more), %LK_ERROR_CLOCK when that is because of this machine's clock,
 *   %LK_ERROR_POLICY when the application has no authority
 */
char *lk_access_sign_finish (LkAccessClient *self,
                             GAsyncResult *result,
                             gint64 *served_at,
                             GError **error);

G_END_DECLS
