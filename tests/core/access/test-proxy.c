/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "access/http.h"
#include "base/error.h"
#include "testlib-edge.h"

/* An HTTP proxy on loopback that opens the way to the edge whatever name it is asked for, or says no. */
typedef struct {
  GSocketService *service;
  char *url;
  const char *edge;    /* "127.0.0.1:PORT" */
  const char *refusal; /* what to answer instead */
  const char *accepts; /* credentials in base64 that make it open the way all the same */
  char *asked;         /* the last request's head */
  guint credentials;   /* how often they were offered */
} Proxy;

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_io_stream_splice_finish (result, NULL);
  g_object_unref (user_data);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Proxy *proxy = user_data;
  g_autoptr (GIOStream) near = g_object_steal_data (source, "near");
  g_autofree char *buffer = g_object_steal_data (source, "buffer");
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  const char *answer = "HTTP/1.1 200 OK\r\n\r\n";

  g_assert_cmpint (length, >, 0);
  g_free (proxy->asked);
  proxy->asked = g_strndup (buffer, (gsize) length);
  proxy->credentials += strstr (proxy->asked, "Proxy-Authorization: Basic ") != NULL;
  if (proxy->refusal != NULL &&
      (proxy->accepts == NULL || strstr (proxy->asked, proxy->accepts) == NULL))
    answer = proxy->refusal;
  g_output_stream_write_all (g_io_stream_get_output_stream (near), answer, strlen (answer), NULL,
                             NULL, NULL);
  if (answer == proxy->refusal)
    return;

  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection *far = g_socket_client_connect_to_host (client, proxy->edge, 443, NULL, NULL);

  g_io_stream_splice_async (near, G_IO_STREAM (far), G_IO_STREAM_SPLICE_CLOSE_STREAM1,
                            G_PRIORITY_DEFAULT, NULL, on_spliced, far);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char *buffer = g_malloc0 (4096);

  g_object_set_data_full (G_OBJECT (in), "near", g_object_ref (connection), g_object_unref);
  g_object_set_data_full (G_OBJECT (in), "buffer", buffer, g_free);
  g_input_stream_read_async (in, buffer, 4095, G_PRIORITY_DEFAULT, NULL, on_asked, user_data);
  return TRUE;
}

static void
proxy_start (Proxy *proxy, const char *user)
{
  guint16 port;

  proxy->service = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (proxy->service), NULL, NULL);
  proxy->url = g_strdup_printf ("http://%s127.0.0.1:%u", user, port);
  g_signal_connect (proxy->service, "incoming", G_CALLBACK (on_incoming), proxy);
}

static void
proxy_stop (Proxy *proxy)
{
  g_socket_service_stop (proxy->service);
  g_socket_listener_close (G_SOCKET_LISTENER (proxy->service));
  g_object_unref (proxy->service);
  g_free (proxy->url);
  g_free (proxy->asked);
}

static guint
get (TestEdge *edge, Proxy *proxy, GError **error)
{
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (proxy->url, NULL);
  LkAccessConfig change = {.proxy_resolver = resolver};
  g_autoptr (LkAccessClient) client = test_edge_client (edge, &change);
  g_autoptr (SoupMessage) message = lk_http_message_new ("HEAD", TEST_HOST, "/");
  g_autoptr (GAsyncResult) result = NULL;

  lk_http_send_async (client, message, 0, LK_ACCESS_LIMIT, NULL, test_done, &result);

  g_autoptr (LkHttpReply) reply = lk_http_send_finish (client, test_wait (&result), error);

  return reply == NULL ? 0 : reply->status;
}

static void
test_through (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;
  Proxy proxy = {.edge = edge->connect_to};

  proxy_start (&proxy, "");
  g_assert_cmpuint (get (edge, &proxy, &error), ==, 302);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (proxy.asked, "CONNECT " TEST_HOST ":443 HTTP/1.1\r\n"));
  g_assert_cmpuint (edge->requests, ==, 1);
  proxy_stop (&proxy);
}

#define WANTS_CREDENTIALS                                                                          \
  "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n"              \
  "Connection: close\r\n\r\n"

static void
test_credentials (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;
  /* "ann:s3cret" */
  Proxy proxy = {
      .edge = edge->connect_to, .refusal = WANTS_CREDENTIALS, .accepts = "YW5uOnMzY3JldA=="};

  proxy_start (&proxy, "ann:s3cret@");
  g_assert_cmpuint (get (edge, &proxy, &error), ==, 302);
  g_assert_no_error (error);
  g_assert_cmpuint (proxy.credentials, ==, 1);
  proxy_stop (&proxy);
}

static void
check_refused (const char *user, const char *refusal, const char *says)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;
  Proxy proxy = {.edge = edge->connect_to, .refusal = refusal};

  proxy_start (&proxy, user);
  g_assert_cmpuint (get (edge, &proxy, &error), ==, 0);
  g_assert_error (error, LK_ERROR, LK_ERROR_PROXY);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_nonnull (strstr (error->message, TEST_HOST));
  g_assert_null (strstr (error->message, "s3cret"));
  g_assert_cmpuint (edge->requests, ==, 0);
  g_assert_cmpuint (proxy.credentials, ==, user[0] != '\0');
  proxy_stop (&proxy);
}

static void
test_refused (void)
{
  check_refused ("", WANTS_CREDENTIALS, "user name and password");
  check_refused ("ann:s3cret@", WANTS_CREDENTIALS, "user name and password");
  check_refused ("", "HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                 "answered 403");
  check_refused ("",
                 "HTTP/1.1 302 No\r\nLocation: https://" TEST_TEAM "/\r\nContent-Length: 0\r\n\r\n",
                 "answered 302");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/through", test_through);
  g_test_add_func ("/proxy/credentials", test_credentials);
  g_test_add_func ("/proxy/refused", test_refused);
  return g_test_run ();
}
