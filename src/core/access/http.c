/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/http.h"

#include <glib/gi18n-lib.h>

#include "access/http-error.h"
#include "base/error.h"

#define CHUNK (32 * 1024)

typedef struct {
  SoupMessage *message;
  GInputStream *stream;
  GByteArray *body;
  gsize body_max;
  LkHttpTrouble trouble;
  char *issuer;
  GCancellable *inner; /* cancelled by the caller's cancellable or by the clock */
  GSource *outer;
  GSource *timer;
} Send;

void
lk_http_reply_free (LkHttpReply *reply)
{
  g_clear_pointer (&reply->uri, g_uri_unref);
  g_clear_pointer (&reply->headers, soup_message_headers_unref);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply);
}

const char *
lk_http_reply_header (const LkHttpReply *reply, const char *name)
{
  return soup_message_headers_get_list (reply->headers, name);
}

SoupMessage *
lk_http_message_new (const char *method, const char *host, const char *path)
{
  g_autofree char *url = g_strconcat ("https://", host, path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  g_return_val_if_fail (message != NULL, NULL);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return message;
}

void
lk_http_set_secret (SoupMessage *message, const char *name, const char *prefix, LkSecret *secret)
{
  char *value = g_strconcat (prefix, lk_secret_text (secret), NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), name, value);
  lk_wipe_free (value);
}

static void
send_free (Send *send)
{
  g_signal_handlers_disconnect_by_data (send->message, send);
  g_object_unref (send->message);
  g_clear_object (&send->stream);
  g_clear_pointer (&send->body, g_byte_array_unref);
  g_free (send->issuer);
  g_object_unref (send->inner);
  g_free (send);
}

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
add_source (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_callback (source, callback, data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

/* Every way out of an operation leads through here: the timer and the caller's cancellable are let go. */
static void
finish (GTask *task, GError *error)
{
  Send *send = g_task_get_task_data (task);

  drop_source (&send->timer);
  drop_source (&send->outer);
  if (error != NULL) {
    LkAccessClient *client = g_task_get_source_object (task);
    gboolean aborted = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    GError *told = aborted && !send->trouble.timed_out &&
                           lk_access_client_was_refused_by_proxy (client, send->trouble.host)
                       ? lk_http_proxy_error (send->trouble.host, 407)
                       : lk_http_error (&send->trouble, error);

    g_error_free (error);
    g_task_return_error (task, told);
    return;
  }

  g_autoptr (LkHttpReply) reply = g_new0 (LkHttpReply, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (send->message);
  const char *date = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) time = date == NULL ? NULL : soup_date_time_new_from_http_string (date);

  reply->uri = g_uri_ref (soup_message_get_uri (send->message));
  reply->status = soup_message_get_status (send->message);
  reply->headers = soup_message_headers_ref (headers);
  reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&send->body));
  reply->served_at = time == NULL ? 0 : g_date_time_to_unix (time);
  g_task_return_pointer (task, g_steal_pointer (&reply), (GDestroyNotify) lk_http_reply_free);
}

static void
on_chunk_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) chunk =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (chunk == NULL || g_bytes_get_size (chunk) == 0) {
    finish (task, error);
    return;
  }
  if (send->body->len + g_bytes_get_size (chunk) > send->body_max) {
    finish (
        task,
        g_error_new (
            LK_ERROR, LK_ERROR_ACCESS,
            _ ("%s sent more than %u KiB where a short answer was due; check what stands between"),
            send->trouble.host, (guint) (send->body_max / 1024)));
    return;
  }
  g_byte_array_append (send->body, g_bytes_get_data (chunk, NULL),
                       (guint) g_bytes_get_size (chunk));
  g_input_stream_read_bytes_async (send->stream, CHUNK, G_PRIORITY_DEFAULT, send->inner,
                                   on_chunk_ready, g_steal_pointer (&task));
}

static void
on_head_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;

  send->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (send->stream == NULL) {
    finish (task, error);
    return;
  }
  /* A reply in clear to a request over TLS is the proxy's. */
  if (soup_message_get_tls_peer_certificate (send->message) == NULL) {
    finish (task,
            lk_http_proxy_error (send->trouble.host, soup_message_get_status (send->message)));
    return;
  }
  if (send->body_max == 0) {
    finish (task, NULL);
    return;
  }
  g_input_stream_read_bytes_async (send->stream, CHUNK, G_PRIORITY_DEFAULT, send->inner,
                                   on_chunk_ready, g_steal_pointer (&task));
}

static gboolean
on_accept_certificate (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags bad,
                       gpointer user_data)
{
  Send *send = user_data;
  GTlsCertificate *top = certificate;

  /* The highest one that was sent names the authority. */
  while (g_tls_certificate_get_issuer (top) != NULL)
    top = g_tls_certificate_get_issuer (top);
  send->trouble.bad = bad;
  g_free (send->issuer);
  send->issuer = g_tls_certificate_get_issuer_name (top);
  send->trouble.issuer = send->issuer;
  return FALSE;
}

static void
on_network_event (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  static const char *const protocols[] = {"http/1.1", NULL};
  LkHttpTrouble *trouble = &((Send *) user_data)->trouble;

  trouble->stage = event;
  if (event == G_SOCKET_CLIENT_CONNECTING) {
    g_autoptr (GSocketAddress) address =
        g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);

    trouble->to_proxy = G_IS_PROXY_ADDRESS (address);
  }
  /* With libsoup 3.2 a request over HTTP/2 that gets no answer cannot be cancelled. */
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

static gboolean
on_time_over (gpointer user_data)
{
  Send *send = user_data;

  send->trouble.timed_out = TRUE;
  g_cancellable_cancel (send->inner);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (((Send *) user_data)->inner);
  return G_SOURCE_REMOVE;
}

void
lk_http_send_async (LkAccessClient *client,
                    SoupMessage *message,
                    gsize body_max,
                    guint limit,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Send *send = g_new0 (Send, 1);

  g_task_set_source_tag (task, lk_http_send_async);
  g_task_set_task_data (task, send, (GDestroyNotify) send_free);
  send->message = g_object_ref (message);
  send->body = g_byte_array_new ();
  send->body_max = body_max;
  send->trouble.host = g_uri_get_host (soup_message_get_uri (message));
  send->trouble.stage = G_SOCKET_CLIENT_COMPLETE;
  send->trouble.limit = limit;
  send->inner = g_cancellable_new ();
  if (cancellable != NULL)
    send->outer =
        add_source (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled), send);
  send->timer = add_source (g_timeout_source_new (limit), on_time_over, send);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (on_accept_certificate), send);
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event), send);
  soup_session_send_async (lk_access_client_get_session (client, send->trouble.host), message,
                           G_PRIORITY_DEFAULT, send->inner, on_head_ready, g_steal_pointer (&task));
}

LkHttpReply *
lk_http_send_finish (LkAccessClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
