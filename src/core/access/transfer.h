/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/client.h"

G_BEGIN_DECLS

/**
 * LkTransfer:
 *
 * One login in a browser, anywhere (protocol.md section 3.3): a key pair that lives as long as this
 * object, the URL to open, and the wait for the tokens.
 */
#define LK_TYPE_TRANSFER (lk_transfer_get_type ())
G_DECLARE_FINAL_TYPE (LkTransfer, lk_transfer, LK, TRANSFER, GObject)

/**
 * lk_transfer_new:
 * @auto_close: whether the browser's tab closes itself in the end
 *
 * Returns: (transfer full): a login that nobody has approved yet
 */
LkTransfer *lk_transfer_new (LkAccessClient *client, LkApp *app, gboolean auto_close);

/** lk_transfer_get_url: Returns: (transfer none): what to open in a browser */
const char *lk_transfer_get_url (LkTransfer *self);

/**
 * lk_transfer_wait_async:
 * @limit: seconds after which the login is over; 0 for none
 *
 * Polls until the login is approved. A network that fails meanwhile is waited for.
 */
void lk_transfer_wait_async (LkTransfer *self,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/**
 * lk_transfer_wait_finish:
 * @app_token: (out) (transfer full): for the application
 * @org_token: (out) (transfer full) (nullable): the team's session, if the edge gave one; store both
 *
 * Both are verified.
 *
 * Returns: %FALSE with %LK_ERROR_LOGIN when the time is over; other layers as anywhere
 */
gboolean lk_transfer_wait_finish (LkTransfer *self,
                                  GAsyncResult *result,
                                  LkToken **app_token,
                                  LkToken **org_token,
                                  GError **error);

G_END_DECLS
