/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/http.h"

#include <string.h>

#include "base/error.h"
#include "testlib-edge.h"

#define BODY_MAX 1000

static LkHttpReply *
get (LkAccessClient *client, const char *host, guint limit, GError **error)
{
  g_autoptr (SoupMessage) message = lk_http_message_new ("GET", host, "/");
  g_autoptr (GAsyncResult) result = NULL;

  lk_http_send_async (client, message, BODY_MAX, limit, NULL, test_done, &result);
  return lk_http_send_finish (client, test_wait (&result), error);
}

static void
check_error (LkAccessClient *client, const char *host, guint limit, LkError code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (client, host, limit, &error));
  g_assert_error (error, LK_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, host));
  g_assert_nonnull (strstr (error->message, says));
}

static gsize body_length;

static gboolean
answer_length (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  g_autofree char *body = g_strnfill (body_length, 'x');

  test_reply (message, 200, body);
  return TRUE;
}

static void
test_body (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;

  edge->handler = answer_length;
  body_length = BODY_MAX;

  g_autoptr (LkHttpReply) reply = get (edge->client, TEST_HOST, LK_ACCESS_LIMIT, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (reply->body), ==, BODY_MAX);
  g_assert_cmpstr (lk_http_reply_header (reply, "cf-ray"), ==, "8f00ba4-TST");
  body_length++;
  check_error (edge->client, TEST_HOST, LK_ACCESS_LIMIT, LK_ERROR_ACCESS, "sent more than");
}

static gboolean
answer_never (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  soup_server_message_pause (message);
  return TRUE;
}

static void
test_silence (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();

  edge->handler = answer_never;
  check_error (edge->client, TEST_HOST, 300, LK_ERROR_TCP, "its answer did not come");
}

/* A server that says whatever it likes once TLS stands, again and again until nobody listens. */
typedef struct {
  GThreadedSocketService *service;
  GTlsCertificate *certificate;
  char *address;
  const char *says;
  gboolean endless;
  gsize sent;
} Raw;

static gboolean
on_raw (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  Raw *raw = user_data;
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (connection), raw->certificate, NULL);
  GOutputStream *out = g_io_stream_get_output_stream (tls);
  char request[1024];

  if (g_input_stream_read (g_io_stream_get_input_stream (tls), request, sizeof request, NULL,
                           NULL) > 0) {
    do
      raw->sent += strlen (raw->says);
    while (g_output_stream_write_all (out, raw->says, strlen (raw->says), NULL, NULL, NULL) &&
           raw->endless);
  }
  g_io_stream_close (tls, NULL, NULL);
  return TRUE;
}

static void
raw_start (Raw *raw, TestEdge *edge, const char *names, long start, long end)
{
  g_autofree char *pem = test_certificate (names, edge->authority, start, end);
  guint16 port;

  raw->certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  raw->service = G_THREADED_SOCKET_SERVICE (g_threaded_socket_service_new (2));
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (raw->service), NULL, NULL);
  raw->address = g_strdup_printf ("127.0.0.1:%u", port);
  g_signal_connect (raw->service, "run", G_CALLBACK (on_raw), raw);
}

static void
raw_stop (Raw *raw)
{
  g_socket_service_stop (G_SOCKET_SERVICE (raw->service));
  g_socket_listener_close (G_SOCKET_LISTENER (raw->service));
  g_object_unref (raw->service);
  g_object_unref (raw->certificate);
  g_free (raw->address);
}

static void
check_raw (const char *says, gboolean endless, LkError code, const char *sentence)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  Raw raw = {.says = says, .endless = endless};

  raw_start (&raw, edge, TEST_HOST, -3600, 3600);

  LkAccessConfig change = {.connect_to = raw.address};
  LkAccessClient *client = test_edge_client (edge, &change);

  check_error (client, TEST_HOST, 2000, code, sentence);
  g_object_unref (client);
  raw_stop (&raw);
}

static void
test_malformed (void)
{
  check_raw ("SSH-2.0-OpenSSH\r\n", FALSE, LK_ERROR_ACCESS, "not HTTP");
  check_raw ("", FALSE, LK_ERROR_ACCESS, "broke");
  check_raw ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", FALSE, LK_ERROR_ACCESS, "broke");
}

static void
test_flood (void)
{
  check_raw ("HTTP/1.1 200 OK\r\nX: y\r\n", TRUE, LK_ERROR_ACCESS, "too big");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/body", test_body);
  g_test_add_func ("/http/silence", test_silence);
  g_test_add_func ("/http/malformed", test_malformed);
  g_test_add_func ("/http/flood", test_flood);
  return g_test_run ();
}
