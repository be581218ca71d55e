/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/client-private.h"

G_BEGIN_DECLS

/**
 * LkHttpReply:
 * @uri: what was asked for
 * @body: what was asked for of it
 * @served_at: the time by the server's Date header, 0 if it has none
 */
typedef struct {
  GUri *uri;
  guint status;
  SoupMessageHeaders *headers;
  GBytes *body;
  gint64 served_at;
} LkHttpReply;

void lk_http_reply_free (LkHttpReply *reply);

/** lk_http_reply_header: Returns: (transfer none) (nullable): a header; one that stands there twice is both, joined by a comma */
const char *lk_http_reply_header (const LkHttpReply *reply, const char *name);

/** lk_http_message_new: Returns: (transfer full): a request to https://@host@path that follows no redirect */
SoupMessage *lk_http_message_new (const char *method, const char *host, const char *path);

/** lk_http_set_secret: sets a header to @prefix and @secret; its only copy outside our pages is the message's */
void
lk_http_set_secret (SoupMessage *message, const char *name, const char *prefix, LkSecret *secret);

/**
 * lk_http_send_async:
 * @body_max: the most bytes of a body that make sense; 0: the body is not wanted, however long it is
 * @limit: milliseconds for everything from the name's lookup to the body's last byte
 *
 * Sends one request. Fails in the layer that failed, with a sentence that names the host.
 */
void lk_http_send_async (LkAccessClient *client,
                         SoupMessage *message,
                         gsize body_max,
                         guint limit,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

LkHttpReply *lk_http_send_finish (LkAccessClient *client, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHttpReply, lk_http_reply_free)

G_END_DECLS
