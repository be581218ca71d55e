/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-edge.h"

#include <string.h>

#include "base/error.h"

#define LOGIN "https://" TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST

static LkToken *
exchange (TestEdge *edge, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lk_access_exchange_async (edge->client, edge->app, edge->org_token, cancellable, test_done,
                            &result);
  return lk_access_exchange_finish (edge->client, test_wait (&result), error);
}

static guint
count (const char *text, const char *what)
{
  guint found = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    found++;
  return found;
}

static guint
org_token_sent (TestEdge *edge)
{
  return count (edge->seen->str, lk_secret_text (lk_token_get_text (edge->org_token)));
}

static void
forget (TestEdge *edge)
{
  g_string_truncate (edge->seen, 0);
  edge->requests = 0;
}

static void
test_good (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkToken) token = exchange (edge, NULL, &error);
  g_autofree char *login =
      g_strconcat ("HEAD " TEST_TEAM " /cdn-cgi/access/login/" TEST_HOST " CF_Authorization=",
                   lk_secret_text (lk_token_get_text (edge->org_token)), "\n", NULL);

  g_assert_no_error (error);
  g_assert_cmpint (lk_token_get_kind (token), ==, LK_TOKEN_APP);
  g_assert_cmpstr (lk_token_get_email (token), ==, "ann@example.com");
  g_assert_true (lk_token_fits (token, edge->app));
  /* Each cookie went where it belongs and nowhere else. */
  g_assert_cmpuint (org_token_sent (edge), ==, 1);
  g_assert_nonnull (strstr (edge->seen->str, login));
  g_assert_cmpuint (count (edge->seen->str, "CF_AppSession=n1"), ==, 1);
  g_assert_nonnull (
      strstr (edge->seen->str, "HEAD " TEST_HOST " /cdn-cgi/access/authorized CF_AppSession=n1\n"));
  g_assert_cmpuint (edge->requests, ==, 4);
}

static const char *location;

/* Some other server in front of the application sends its visitors on, without saying where they are. */
static gboolean
redirect_first (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (strcmp (host, TEST_HOST) != 0 || strcmp (path, "/") != 0 || edge->requests > 1)
    return FALSE;
  test_redirect (message, "?again");
  return TRUE;
}

static void
test_relative (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;

  edge->handler = redirect_first;
  g_autoptr (LkToken) token = exchange (edge, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (org_token_sent (edge), ==, 1);
  g_assert_cmpuint (edge->requests, ==, 5);
}

static gboolean
redirect_at_once (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  test_redirect (message, location);
  return TRUE;
}

/* Wherever the application's host sends us: no session token leaves, and there is an end. */
static void
test_evil_start (void)
{
  static const char *const locations[] = {
      "http://" TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST "?kid=" TEST_AUD,
      "https://evil.example.com/cdn-cgi/access/login/" TEST_HOST "?kid=" TEST_AUD,
      "https://other.cloudflareaccess.com/cdn-cgi/access/login/" TEST_HOST "?kid=" TEST_AUD,
      "https://evil." TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST "?kid=" TEST_AUD,
      "https://" TEST_TEAM "@evil.example.com/cdn-cgi/access/login/x?kid=" TEST_AUD,
      "https://" TEST_TEAM ":8443/cdn-cgi/access/login/x?kid=" TEST_AUD,
      "https://" TEST_TEAM "/cdn-cgi/access/loginx?kid=" TEST_AUD,
      LOGIN "?kid=other",
      LOGIN "?kid=" TEST_AUD "&kid=other",
      LOGIN "?kid=" TEST_AUD "&kid=" TEST_AUD,
      LOGIN "?kidd=" TEST_AUD,
      LOGIN,
      "https://" TEST_HOST "/",
      "https://" TEST_HOST "/cdn-cgi/access/login/x?kid=" TEST_AUD,
      "/cdn-cgi/access/login/x?kid=" TEST_AUD,
      "https:///cdn-cgi/access/login/x",
      "https://" TEST_HOST "/a b\xff%zz",
      "\x01",
      "",
  };
  g_autoptr (TestEdge) edge = test_edge_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (locations); i++) {
    g_autoptr (GError) error = NULL;

    forget (edge);
    location = locations[i];
    edge->handler = redirect_at_once;
    g_assert_null (exchange (edge, NULL, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
    g_assert_nonnull (strstr (error->message, TEST_HOST));
    g_assert_cmpuint (org_token_sent (edge), ==, 0);
    g_assert_cmpuint (edge->requests, <=, 10);
  }
}

static guint login_status;

static gboolean
answer_login (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (!g_str_has_prefix (path, "/cdn-cgi/access/login/"))
    return FALSE;
  if (login_status == 302)
    test_redirect (message, location);
  else
    test_reply (message, login_status, "no");
  return TRUE;
}

static void
test_login (void)
{
  static const struct {
    guint status;
    const char *location;
    LkError code;
    guint requests;
  } cases[] = {
      {200, NULL, LK_ERROR_LOGIN, 2},
      {401, NULL, LK_ERROR_LOGIN, 2},
      {403, NULL, LK_ERROR_POLICY, 2},
      {429, NULL, LK_ERROR_ACCESS, 2},
      {503, NULL, LK_ERROR_ACCESS, 2},
      {302, LOGIN "?kid=" TEST_AUD, LK_ERROR_LOGIN, 2},
      {302, "https://idp.example.com/oauth", LK_ERROR_LOGIN, 2},
      {302, "https://evil.example.com/cdn-cgi/access/authorized?x=1", LK_ERROR_LOGIN, 2},
      {302, "http://" TEST_HOST "/cdn-cgi/access/authorized?x=1", LK_ERROR_LOGIN, 2},
  };
  g_autoptr (TestEdge) edge = test_edge_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    forget (edge);
    login_status = cases[i].status;
    location = cases[i].location;
    edge->handler = answer_login;
    g_assert_null (exchange (edge, NULL, &error));
    g_assert_error (error, LK_ERROR, (gint) cases[i].code);
    g_assert_cmpuint (edge->requests, ==, cases[i].requests);
    g_assert_cmpuint (org_token_sent (edge), ==, 1);
    g_assert_null (strstr (edge->seen->str, "CF_AppSession"));
  }
}

static char *end_cookie;

static gboolean
answer_end (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (strcmp (path, "/cdn-cgi/access/authorized") != 0)
    return FALSE;
  test_header (message, "Set-Cookie", "CF_Authorization=; Max-Age=0");
  test_header (message, "Set-Cookie", end_cookie);
  test_redirect (message, "https://" TEST_HOST "/");
  return TRUE;
}

static void
check_end (TestEdge *edge, const char *value, LkError code)
{
  g_autoptr (GError) error = NULL;

  end_cookie = g_strconcat ("CF_Authorization=", value, "; Path=/", NULL);
  edge->handler = answer_end;
  g_assert_null (exchange (edge, NULL, &error));
  g_assert_error (error, LK_ERROR, (gint) code);
  g_assert_null (strstr (error->message, "eyJ"));
  g_clear_pointer (&end_cookie, g_free);
}

static void
check_end_token (TestEdge *edge, const TestKey *key, char *payload, LkError code)
{
  g_autoptr (LkSecret) text = test_jwt (key, payload);

  check_end (edge, lk_secret_text (text), code);
  g_free (payload);
}

static void
test_bad_end (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (TestKey) forger = test_key_new ("k1", 2048);

  check_end (edge, "", LK_ERROR_LOGIN);
  check_end (edge, "\"quoted\"", LK_ERROR_LOGIN);
  check_end (edge, "nonsense", LK_ERROR_ACCESS);
  check_end_token (edge, forger, test_token_payload ("app", NULL, 0, 0), LK_ERROR_ACCESS);
  check_end_token (edge, edge->key, test_token_payload ("org", NULL, 0, 0), LK_ERROR_ACCESS);
  check_end_token (edge, edge->key, test_token_payload ("app", "other", 0, 0), LK_ERROR_ACCESS);
  check_end_token (edge, edge->key, test_token_payload ("app", NULL, TEST_NOW + 600, 0),
                   LK_ERROR_CLOCK);
}

static gboolean
never_answer (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  soup_server_message_pause (message);
  g_cancellable_cancel (g_object_get_data (G_OBJECT (edge->server), "cancellable"));
  return TRUE;
}

static void
test_cancel (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_object_set_data (G_OBJECT (edge->server), "cancellable", cancellable);
  edge->handler = never_answer;
  g_assert_null (exchange (edge, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (edge->requests, ==, 1);
  g_clear_error (&error);
  g_assert_null (exchange (edge, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
hang_up (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
  return TRUE;
}

static void
test_hang_up (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;

  edge->handler = hang_up;
  g_assert_null (exchange (edge, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
}

static void
test_wrong_session (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (LkSecret) text = test_token (edge, "app");
  g_autoptr (GError) error = NULL;

  lk_token_unref (edge->org_token);
  edge->org_token = lk_token_new (text, NULL);
  g_assert_null (exchange (edge, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LOGIN);
  g_assert_cmpuint (edge->requests, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/good", test_good);
  g_test_add_func ("/exchange/relative", test_relative);
  g_test_add_func ("/exchange/evil-start", test_evil_start);
  g_test_add_func ("/exchange/login", test_login);
  g_test_add_func ("/exchange/bad-end", test_bad_end);
  g_test_add_func ("/exchange/cancel", test_cancel);
  g_test_add_func ("/exchange/hang-up", test_hang_up);
  g_test_add_func ("/exchange/wrong-session", test_wrong_session);
  return g_test_run ();
}
