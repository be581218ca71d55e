/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <glib/gstdio.h>

#include "access/http-error.h"
#include "access/http.h"
#include "base/error.h"
#include "testlib-edge.h"

#define DAY (24 * 60 * 60)

static gboolean
get (LkAccessClient *client, const char *host, GError **error)
{
  g_autoptr (SoupMessage) message = lk_http_message_new ("HEAD", host, "/");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LkHttpReply) reply = NULL;

  lk_http_send_async (client, message, 0, LK_ACCESS_LIMIT, NULL, test_done, &result);
  reply = lk_http_send_finish (client, test_wait (&result), error);
  return reply != NULL;
}

static void
check_error (LkAccessClient *client, const char *host, LkError code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (get (client, host, &error));
  g_assert_error (error, LK_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, host));
  g_assert_nonnull (strstr (error->message, says));
}

/* With LATCHKEY_CONNECT_TO the address changes, the name that TLS verifies does not. */
static void
test_name (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (get (edge->client, TEST_HOST, &error));
  g_assert_no_error (error);
  check_error (edge->client, "ssh.example.net", LK_ERROR_TLS, "another name");
  check_error (edge->client, "other.cloudflareaccess.com", LK_ERROR_TLS, "another name");
  check_error (edge->client, "localhost", LK_ERROR_TLS, "another name");
}

static void
check_certificate (const char *names, long start, long end, LkError code, const char *says)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autofree char *pem = test_certificate (names, edge->authority, start, end);

  test_edge_set_certificate (edge, pem);
  check_error (edge->client, TEST_HOST, code, says);
  g_assert_cmpuint (edge->requests, ==, 0);
}

static void
test_certificate_troubles (void)
{
  check_certificate ("127.0.0.1", -DAY, DAY, LK_ERROR_TLS, "another name");
  check_certificate ("*.*.com", -DAY, DAY, LK_ERROR_TLS, "another name");
  check_certificate (TEST_HOST, -2 * DAY, -DAY, LK_ERROR_TLS, "expired");
  check_certificate (TEST_HOST, DAY, 2 * DAY, LK_ERROR_CLOCK, "not valid yet");
}

static void
check_untrusted (TestEdge *edge, const char *trust_file)
{
  LkAccessConfig change = {.trust_file = trust_file};
  g_autoptr (LkAccessClient) client = test_edge_client (edge, &change);

  check_error (client, TEST_HOST, LK_ERROR_TLS, "issued by \"CN=Latchkey Test CA\"");
  g_assert_cmpuint (edge->requests, ==, 0);
}

/* An authority that nobody trusts is named: it is the one who inspects traffic. */
static void
test_trust (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autofree char *absent = g_build_filename (edge->dir, "absent.pem", NULL);
  g_autofree char *namesake_file = g_build_filename (edge->dir, "namesake.pem", NULL);
  g_autofree char *namesake = test_certificate ("Latchkey Test CA", NULL, -DAY, DAY);

  g_assert_true (g_file_set_contents (namesake_file, namesake, -1, NULL));
  check_untrusted (edge, absent);
  check_untrusted (edge, "/dev/null");
  check_untrusted (edge, namesake_file);
  g_unlink (namesake_file);
}

static void
test_refused (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  g_socket_listener_close (listener);

  LkAccessConfig change = {.connect_to = address};
  g_autoptr (LkAccessClient) client = test_edge_client (edge, &change);

  check_error (client, TEST_HOST, LK_ERROR_TCP, "cannot connect to");
}

static void
test_bad_seam (void)
{
  static const char *const texts[] = {"", ":443", "[::1", "127.0.0.1:99999"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    LkAccessConfig config = {
        .clock = test_clock, .user_agent = "latchkey/test", .connect_to = texts[i]};
    g_autoptr (GError) error = NULL;

    g_assert_null (lk_access_client_new (&config, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
  }
}

static void
check_mapping (GQuark domain, int code, GSocketClientEvent stage, LkError layer)
{
  g_autoptr (GError) cause = g_error_new_literal (domain, code, "why");
  LkHttpTrouble trouble = {.host = TEST_HOST, .stage = stage, .limit = 7000};
  g_autoptr (GError) error = lk_http_error (&trouble, cause);

  g_assert_error (error, LK_ERROR, (gint) layer);
  g_assert_nonnull (strstr (error->message, TEST_HOST));
  trouble.timed_out = TRUE;
  g_clear_error (&error);
  error = lk_http_error (&trouble, cause);
  g_assert_nonnull (strstr (error->message, "after 7 seconds"));
}

/* Causes that loopback cannot bring about. */
static void
test_mapping (void)
{
  check_mapping (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, G_SOCKET_CLIENT_RESOLVING,
                 LK_ERROR_NAME);
  check_mapping (G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, G_SOCKET_CLIENT_RESOLVING,
                 LK_ERROR_NAME);
  check_mapping (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, G_SOCKET_CLIENT_CONNECTING,
                 LK_ERROR_TCP);
  check_mapping (G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH, G_SOCKET_CLIENT_PROXY_NEGOTIATING,
                 LK_ERROR_PROXY);
  check_mapping (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, G_SOCKET_CLIENT_TLS_HANDSHAKING,
                 LK_ERROR_TLS);
  check_mapping (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, G_SOCKET_CLIENT_COMPLETE, LK_ERROR_TCP);
  check_mapping (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, G_SOCKET_CLIENT_TLS_HANDSHAKING, LK_ERROR_TLS);
  check_mapping (SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, G_SOCKET_CLIENT_COMPLETE,
                 LK_ERROR_ACCESS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls/name", test_name);
  g_test_add_func ("/tls/certificate", test_certificate_troubles);
  g_test_add_func ("/tls/trust", test_trust);
  g_test_add_func ("/tls/refused", test_refused);
  g_test_add_func ("/tls/bad-seam", test_bad_seam);
  g_test_add_func ("/tls/mapping", test_mapping);
  return g_test_run ();
}
