/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "access/cert-sign.h"
#include "access/json.h"
#include "base/error.h"
#include "testlib-edge.h"

#define KEY "ecdsa-sha2-nistp256 AAAA"
#define JSON "application/json"
#define PLAIN "text/plain; charset=utf-8"

static struct {
  guint status;
  const char *type;
  const char *body;
  const char *location;
} reply;

static gboolean
answer (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  SoupMessageBody *sent = soup_server_message_get_request_body (message);
  g_autoptr (JsonObject) object =
      lk_json_parse_object (sent->data, (gsize) sent->length, 10000, "it", NULL);

  g_assert_cmpstr (host, ==, TEST_TEAM);
  g_assert_cmpstr (path, ==, "/cdn-cgi/access/cert_sign");
  g_assert_cmpstr (soup_server_message_get_method (message), ==, "POST");
  g_assert_cmpstr (lk_json_text (object, "public_key"), ==, KEY "\n");
  g_assert_cmpstr (lk_json_text (object, "issuer"), ==, "https://" TEST_TEAM);
  g_assert_true (g_str_has_prefix (lk_json_text (object, "jwt"), "ey"));
  if (reply.location != NULL)
    test_header (message, "Location", reply.location);
  soup_server_message_set_status (message, reply.status, NULL);
  soup_server_message_set_response (message, reply.type, SOUP_MEMORY_COPY, reply.body,
                                    strlen (reply.body));
  return TRUE;
}

/* The server's Date is real, and so must our clock be. */
static TestEdge *
new_edge (void)
{
  TestEdge *edge = test_edge_new ();

  test_now = lk_clock_system ();
  edge->handler = answer;
  return edge;
}

static char *
sign (TestEdge *edge, gint64 *served_at, GError **error)
{
  g_autoptr (LkSecret) text = test_token (edge, "app");
  g_autoptr (LkToken) token = lk_token_new (text, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  lk_access_sign_async (edge->client, token, KEY, NULL, test_done, &result);
  return lk_access_sign_finish (edge->client, test_wait (&result), served_at, error);
}

static void
test_signed (void)
{
  g_autoptr (TestEdge) edge = new_edge ();
  g_autoptr (GError) error = NULL;
  gint64 served_at = 0;

  reply.status = 200;
  reply.type = JSON;
  reply.body =
      "{\"id\":\"1\",\"certificate\":\"the line\\n\",\"expires_at\":\"2026-01-01T00:00:00Z\"}";

  g_autofree char *line = sign (edge, &served_at, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "the line\n");
  g_assert_cmpint (ABS (served_at - test_now), <, 60);
}

static void
test_refused (void)
{
  static const struct {
    guint status;
    const char *type, *body;
    LkError layer;
    const char *says;
  } cases[] = {
      {401, PLAIN, "unauthorized", LK_ERROR_LOGIN, "log in again"},
      {401, PLAIN, "unauthorized\n", LK_ERROR_LOGIN, "log in again"},
      {500, PLAIN, "Unauthorized", LK_ERROR_LOGIN, "log in again"},
      {200, PLAIN, "unauthorized", LK_ERROR_LOGIN, "log in again"},
      {401, JSON, "{\"status\":401,\"message\":\"token is expired\"}", LK_ERROR_LOGIN,
       "log in again"},
      {403, "text/html", "<html>", LK_ERROR_LOGIN, "log in again"},
      {400, JSON, "{\"status\":400,\"message\":\"Invalid issuer\"}", LK_ERROR_LOGIN, "own token"},
      {400, JSON, "{\"status\":400,\"message\":\"Please create a ca for application.\"}",
       LK_ERROR_POLICY, "certificate authority"},
      {400, PLAIN, "please create a CA for application", LK_ERROR_POLICY, "certificate authority"},
      {400, JSON, "{\"status\":400,\"message\":\"bad \\u001b[1m key\"}", LK_ERROR_ACCESS,
       "(400, \"bad ?[1m key\")"},
      {400, "text/html", "<html>", LK_ERROR_ACCESS, "answered 400 "},
      {404, PLAIN, "", LK_ERROR_ACCESS, "answered 404 "},
      {429, PLAIN, "error code: 1015", LK_ERROR_ACCESS, "in a minute"},
      {503, "text/html", "<html>", LK_ERROR_ACCESS, "in a minute"},
      {200, JSON, "{\"id\":\"1\"}", LK_ERROR_ACCESS, "answered 200 "},
      {200, JSON, "{\"certificate\":\"\"}", LK_ERROR_ACCESS, "answered 200 "},
      {200, JSON, "{\"certificate\":", LK_ERROR_ACCESS, "answered 200 "},
  };
  g_autoptr (TestEdge) edge = new_edge ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 served_at;

    reply.status = cases[i].status;
    reply.type = cases[i].type;
    reply.body = cases[i].body;
    g_assert_null (sign (edge, &served_at, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, LK_ERROR, (gint) cases[i].layer);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

static void
test_login_page (void)
{
  g_autoptr (TestEdge) edge = new_edge ();
  g_autoptr (GError) error = NULL;
  gint64 served_at;

  reply.status = 302;
  reply.type = PLAIN;
  reply.body = "";
  reply.location = "https://" TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST;
  g_assert_null (sign (edge, &served_at, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LOGIN);
  reply.location = NULL;
}

/* A token that looks stale because of our clock, and a certificate that would. */
static void
test_clock_is_wrong (void)
{
  static const struct {
    guint status;
    const char *type, *body;
    gint64 off;
    const char *says;
  } cases[] = {
      {401, PLAIN, "unauthorized", 3 * 3600, "3 hours ahead"},
      {200, JSON, "{\"certificate\":\"x\"}", -3 * 3600, "3 hours behind"},
  };
  g_autoptr (TestEdge) edge = new_edge ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 served_at;

    reply.status = cases[i].status;
    reply.type = cases[i].type;
    reply.body = cases[i].body;
    test_now += cases[i].off;
    g_assert_null (sign (edge, &served_at, &error));
    test_now -= cases[i].off;
    g_assert_error (error, LK_ERROR, LK_ERROR_CLOCK);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cert-sign/signed", test_signed);
  g_test_add_func ("/cert-sign/refused", test_refused);
  g_test_add_func ("/cert-sign/login-page", test_login_page);
  g_test_add_func ("/cert-sign/clock", test_clock_is_wrong);
  return g_test_run ();
}
