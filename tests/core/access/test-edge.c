/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <gio/gunixsocketaddress.h>

#include "access/cert-sign.h"
#include "access/json.h"
#include "access/transfer.h"
#include "base/error.h"
#include "testlib-edge.h"

#define PUBLIC_KEY                                                                                 \
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHpi7/Vd"               \
  "FnTdIEuWD8DAIxwI6A7aPa4+7Wi2WP5Q1NTVNls7R2YAwcENmwuwfW50irjJN9tIM1Cu8D72HMBKf1g="

/* The room against the stand-in edge, a program that knows nothing of it. */
typedef struct {
  GSubprocess *process;
  char *connect_to;
  char *control;
  char *ca;
  LkAccessClient *client;
} Edge;

static LkAccessClient *
new_client (Edge *edge)
{
  LkAccessConfig config = {
      .clock = lk_clock_system,
      .connect_to = edge->connect_to,
      .trust_file = edge->ca,
      .user_agent = "latchkey/test",
  };

  return lk_access_client_new (&config, NULL);
}

static void
edge_start (Edge *edge)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (JsonObject) ready = NULL;
  g_autofree char *line = NULL;
  gint64 port;

  edge->process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("EDGE"),
      "--app", TEST_HOST "=127.0.0.1:9,app_hostname=*.example.com", "--app",
      "deny.example.com=127.0.0.1:9,policy=deny", "--app", "once.example.com=127.0.0.1:9,session=0",
      "--app", "keys.example.com=127.0.0.1:9,ca=no", "--die-with-parent", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (edge->process));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  ready = lk_json_parse_object (line, strlen (line), 10000, "it", &error);
  g_assert_no_error (error);
  g_assert_true (lk_json_seconds (ready, "port", &port));
  edge->connect_to = g_strdup_printf ("127.0.0.1:%d", (int) port);
  edge->control = g_strdup (lk_json_text (ready, "control"));
  edge->ca = g_strdup (lk_json_text (ready, "ca"));
  edge->client = new_client (edge);
}

static void
edge_stop (Edge *edge)
{
  g_object_unref (edge->client);
  g_output_stream_close (g_subprocess_get_stdin_pipe (edge->process), NULL, NULL);
  g_assert_true (g_subprocess_wait (edge->process, NULL, NULL));
  g_object_unref (edge->process);
  g_free (edge->connect_to);
  g_free (edge->control);
  g_free (edge->ca);
}

static void
order (Edge *edge, const char *path, const char *body)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (edge->control);
  g_autoptr (SoupSession) session =
      g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, NULL);
  g_autofree char *url = g_strconcat ("http://localhost", path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GBytes) answer = NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  answer = soup_session_send_and_read (session, message, NULL, NULL);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
}

static LkApp *
discover (Edge *edge, const char *host, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  LkDiscovery discovery;
  LkApp *app = NULL;

  lk_access_discover_async (edge->client, host, "/", NULL, test_done, &result);
  lk_access_discover_finish (edge->client, test_wait (&result), &discovery, &app, error);
  return app;
}

static void
log_in (Edge *edge, LkApp *app, LkToken **app_token, LkToken **org_token, GError **error)
{
  g_autoptr (LkTransfer) transfer = lk_transfer_new (edge->client, app, FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *body = g_strdup_printf ("{\"url\":\"%s\"}", lk_transfer_get_url (transfer));

  order (edge, "/approve", body);
  lk_transfer_wait_async (transfer, 60, NULL, test_done, &result);
  lk_transfer_wait_finish (transfer, test_wait (&result), app_token, org_token, error);
}

static LkToken *
exchange (Edge *edge, LkApp *app, LkToken *org_token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_access_exchange_async (edge->client, app, org_token, NULL, test_done, &result);
  return lk_access_exchange_finish (edge->client, test_wait (&result), error);
}

static gboolean
check (Edge *edge, LkApp *app, LkToken *token)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean accepted;

  lk_access_check_async (edge->client, app, token, NULL, test_done, &result);
  g_assert_true (lk_access_check_finish (edge->client, test_wait (&result), &accepted, NULL));
  return accepted;
}

static char *
identity (Edge *edge, LkToken *token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_access_identity_async (edge->client, token, NULL, test_done, &result);
  return lk_access_identity_finish (edge->client, test_wait (&result), error);
}

static gboolean
log_out (Edge *edge, LkToken *token)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_access_logout_async (edge->client, token, NULL, test_done, &result);
  return lk_access_logout_finish (edge->client, test_wait (&result), NULL);
}

static void
test_life (void)
{
  Edge edge = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (LkToken) app_token = NULL;
  g_autoptr (LkToken) org_token = NULL;
  g_autofree char *email = NULL;

  edge_start (&edge);

  g_autoptr (LkApp) app = discover (&edge, TEST_HOST, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (app->app_hostname, ==, "*.example.com");
  log_in (&edge, app, &app_token, &org_token, &error);
  g_assert_no_error (error);
  g_assert_true (check (&edge, app, app_token));
  email = identity (&edge, org_token, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (email, ==, lk_token_get_email (app_token));

  g_autoptr (LkToken) exchanged = exchange (&edge, app, org_token, &error);

  g_assert_no_error (error);
  g_assert_true (check (&edge, app, exchanged));

  g_autoptr (LkApp) deny = discover (&edge, "deny.example.com", &error);

  g_assert_no_error (error);
  g_assert_null (exchange (&edge, deny, org_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_POLICY);
  g_clear_error (&error);

  g_autoptr (LkApp) once = discover (&edge, "once.example.com", &error);
  g_autoptr (LkToken) single = exchange (&edge, once, org_token, &error);

  g_assert_no_error (error);
  g_assert_true (lk_token_serves_once (single));

  g_assert_true (log_out (&edge, org_token));
  g_assert_false (check (&edge, app, app_token));
  g_assert_null (exchange (&edge, app, org_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LOGIN);
  edge_stop (&edge);
}

static void
test_rotation (void)
{
  Edge edge = {0};
  g_autoptr (GError) error = NULL;

  edge_start (&edge);

  g_autoptr (LkApp) before = discover (&edge, TEST_HOST, &error);

  g_assert_no_error (error);
  g_assert_nonnull (before);
  order (&edge, "/rotate", "{\"team\":\"team\",\"drop_old\":true}");
  /* Within a minute nothing is fetched again; another process fetches at once. */
  g_assert_null (discover (&edge, TEST_HOST, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
  g_clear_error (&error);
  g_object_unref (edge.client);
  edge.client = new_client (&edge);

  g_autoptr (LkApp) after = discover (&edge, TEST_HOST, &error);

  g_assert_no_error (error);
  g_assert_nonnull (after);
  edge_stop (&edge);
}

static void
test_faults (void)
{
  static const struct {
    const char *kind;
    LkError layer;
  } faults[] = {
      {"metadata-bad-signature", LK_ERROR_ACCESS},
      {"metadata-alg-none", LK_ERROR_ACCESS},
      {"metadata-hs256", LK_ERROR_ACCESS},
      {"metadata-foreign-key", LK_ERROR_ACCESS},
      {"metadata-wrong-host", LK_ERROR_ACCESS},
      {"metadata-foreign-domain", LK_ERROR_ACCESS},
      {"metadata-old", LK_ERROR_ACCESS},
      {"metadata-future", LK_ERROR_ACCESS},
      {"metadata-empty-aud", LK_ERROR_ACCESS},
      {"metadata-wrong-type", LK_ERROR_ACCESS},
      {"metadata-oversized", LK_ERROR_ACCESS},
      {"metadata-malformed", LK_ERROR_ACCESS},
      {"jwks-malformed", LK_ERROR_ACCESS},
      {"jwks-empty", LK_ERROR_ACCESS},
      {"jwks-oversized", LK_ERROR_ACCESS},
      {"garbage", LK_ERROR_ACCESS},
      {"endless-head", LK_ERROR_ACCESS},
      {"reply-cut", LK_ERROR_ACCESS},
      {"accept-cut", LK_ERROR_TLS},
      {"tls-wrong-name", LK_ERROR_TLS},
      {"tls-expired", LK_ERROR_TLS},
      {"tls-unknown-ca", LK_ERROR_TLS},
  };
  Edge edge = {0};

  edge_start (&edge);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *body = g_strdup_printf ("{\"kind\":\"%s\"}", faults[i].kind);
    g_autoptr (GError) error = NULL;

    order (&edge, "/fault", body);
    g_object_unref (edge.client);
    edge.client = new_client (&edge);
    g_assert_null (discover (&edge, TEST_HOST, &error));
    g_test_message ("%s: %s", faults[i].kind, error == NULL ? "nothing" : error->message);
    g_assert_error (error, LK_ERROR, (gint) faults[i].layer);
    order (&edge, "/clear-faults", "{}");
  }
  edge_stop (&edge);
}

static void
test_transfer_faults (void)
{
  static const char *const faults[] = {"bad-base64", "wrong-key", "truncated", "bad-json",
                                       "no-key"};
  Edge edge = {0};

  edge_start (&edge);

  g_autoptr (LkApp) app = discover (&edge, TEST_HOST, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autofree char *body = g_strdup_printf ("{\"kind\":\"transfer-%s\"}", faults[i]);
    LkToken *app_token = NULL, *org_token = NULL;
    g_autoptr (GError) error = NULL;

    order (&edge, "/fault", body);
    log_in (&edge, app, &app_token, &org_token, &error);
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
    g_assert_true (app_token == NULL && org_token == NULL);
    order (&edge, "/clear-faults", "{}");
  }
  edge_stop (&edge);
}

static char *
sign (Edge *edge, LkToken *token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 served_at;

  lk_access_sign_async (edge->client, token, PUBLIC_KEY, NULL, test_done, &result);
  return lk_access_sign_finish (edge->client, test_wait (&result), &served_at, error);
}

/* A real authority signs; one that is not there, and a session that is over, are named. */
static void
test_ssh_certificate (void)
{
  Edge edge = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (LkToken) app_token = NULL;
  g_autoptr (LkToken) org_token = NULL;

  edge_start (&edge);

  g_autoptr (LkApp) app = discover (&edge, TEST_HOST, &error);
  log_in (&edge, app, &app_token, &org_token, &error);
  g_assert_no_error (error);

  g_autofree char *line = sign (&edge, app_token, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "ecdsa-sha2-nistp256-cert-v01@openssh.com "));

  order (&edge, "/fault", "{\"kind\":\"sign-error\",\"count\":1}");
  g_assert_null (sign (&edge, app_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LOGIN);
  g_clear_error (&error);

  g_autoptr (LkApp) keys = discover (&edge, "keys.example.com", &error);
  g_autoptr (LkToken) key_token = exchange (&edge, keys, org_token, &error);
  g_assert_null (sign (&edge, key_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_POLICY);
  g_clear_error (&error);

  order (&edge, "/revoke", "{}");
  g_assert_null (sign (&edge, app_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LOGIN);
  edge_stop (&edge);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edge/life", test_life);
  g_test_add_func ("/edge/rotation", test_rotation);
  g_test_add_func ("/edge/faults", test_faults);
  g_test_add_func ("/edge/transfer-faults", test_transfer_faults);
  g_test_add_func ("/edge/ssh-certificate", test_ssh_certificate);
  return g_test_run ();
}
