/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/client-private.h"

G_BEGIN_DECLS

/**
 * lk_verify_token_async:
 * @text: a token that came from the network just now
 * @kind: what it must be
 * @app: for which application, or whose team
 * @served_at: the time that the server told with it, 0 if none
 *
 * Makes a token only of what is one: signature, issuer, type, audience and times.
 */
void lk_verify_token_async (LkAccessClient *client,
                            LkSecret *text,
                            LkTokenKind kind,
                            LkApp *app,
                            gint64 served_at,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

LkToken *lk_verify_token_finish (LkAccessClient *client, GAsyncResult *result, GError **error);

/**
 * lk_token_check_times:
 * @now: this machine's time
 * @served_at: as above
 *
 * Returns: whether a token that was made just now is good now; %FALSE with %LK_ERROR_CLOCK and a
 *   sentence, or with %LK_ERROR_ACCESS and the reason as the message
 */
gboolean lk_token_check_times (const LkToken *token, gint64 now, gint64 served_at, GError **error);

G_END_DECLS
