/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-edge.h"

#include <string.h>

#include "base/error.h"

static LkApp *
discover (TestEdge *edge, const char *host, LkDiscovery *discovery, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  LkApp *app = NULL;

  lk_access_discover_async (edge->client, host, "/", NULL, test_done, &result);
  if (!lk_access_discover_finish (edge->client, test_wait (&result), discovery, &app, error))
    g_assert_null (app);
  return app;
}

static void
test_app (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GError) error = NULL;
  LkDiscovery discovery;
  g_autoptr (LkApp) app = discover (edge, TEST_HOST, &discovery, &error);

  g_assert_no_error (error);
  g_assert_cmpint (discovery, ==, LK_DISCOVERY_APP);
  g_assert_cmpstr (app->hostname, ==, TEST_HOST);
  g_assert_cmpstr (app->auth_domain, ==, TEST_TEAM);
  g_assert_cmpstr (app->aud, ==, TEST_AUD);
  g_assert_cmpstr (app->app_hostname, ==, "*.example.com");
  g_assert_cmpuint (edge->requests, ==, 2);
}

static LkSecret *proof;
static char *date;

static gboolean
answer_proof (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (strcmp (host, TEST_HOST) != 0)
    return FALSE;
  if (date != NULL)
    test_header (message, "Date", date);
  test_header (message, "cf-access-metadata", lk_secret_text (proof));
  test_reply (message, 404, NULL);
  return TRUE;
}

/* Takes @text. -1 for @code: the proof is good. */
static void
check_proof (TestEdge *edge, LkSecret *text, int code)
{
  g_autoptr (LkSecret) owned = text;
  g_autoptr (GError) error = NULL;
  LkDiscovery discovery;

  proof = owned;
  edge->handler = answer_proof;

  g_autoptr (LkApp) app = discover (edge, TEST_HOST, &discovery, &error);

  g_assert_true ((app != NULL) == (code < 0));
  if (code >= 0) {
    g_assert_error (error, LK_ERROR, code);
    g_assert_null (strstr (error->message, "eyJ"));
  }
}

static void
check_payload (TestEdge *edge, char *payload, int code)
{
  check_proof (edge, test_jwt (edge->key, payload), code);
  g_free (payload);
}

static void
check_claim (TestEdge *edge, const char *from, const char *to, int code)
{
  g_autofree char *payload = test_metadata_payload (NULL, 0);
  g_auto (GStrv) parts = g_strsplit (payload, from, 2);

  g_assert_nonnull (parts[1]);
  check_payload (edge, g_strjoinv (to, parts), code);
}

static void
test_claims (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();

  check_claim (edge, "\"match\"", "\"app\"", LK_ERROR_ACCESS);
  check_claim (edge, "\"match\"", "1", LK_ERROR_ACCESS);
  check_claim (edge, TEST_HOST, "other.example.com", LK_ERROR_ACCESS);
  check_claim (edge, TEST_HOST, "SSH.example.COM", -1);
  check_claim (edge, TEST_TEAM, "evil.example.com", LK_ERROR_ACCESS);
  check_claim (edge, TEST_TEAM, "evil.example.com/.cloudflareaccess.com", LK_ERROR_ACCESS);
  check_claim (edge, TEST_TEAM, "Team.cloudflareaccess.com", -1);
  check_claim (edge, "\"" TEST_AUD "\"", "\"\"", LK_ERROR_ACCESS);
  check_claim (edge, "\"" TEST_AUD "\"", "[\"" TEST_AUD "\"]", LK_ERROR_ACCESS);
  check_claim (edge, "\"*.example.com\"", "\"\"", -1);
  check_claim (edge, ",\"app_hostname\":\"*.example.com\"", "", -1);
  check_claim (edge, "\"iat\":", "\"at\":", LK_ERROR_ACCESS);
  check_claim (edge, "\"type\"", "\"aud\":\"y\",\"type\"", LK_ERROR_ACCESS);
}

static void
test_forged (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (TestKey) forger = test_key_new ("k1", 2048);
  g_autofree char *payload = test_metadata_payload (NULL, 0);
  g_autofree char *large = g_strnfill (20000, 'A');

  check_proof (edge, test_jwt (forger, payload), LK_ERROR_ACCESS);
  check_proof (edge, test_jwt_with_header (edge->key, "{\"alg\":\"none\",\"kid\":\"k1\"}", payload),
               LK_ERROR_ACCESS);
  check_proof (edge, lk_secret_new ("nonsense", -1), LK_ERROR_ACCESS);
  check_proof (edge, lk_secret_new (large, -1), LK_ERROR_ACCESS);
  /* The forgeries made us look for new keys once a minute at most, and the old ones still serve. */
  g_assert_cmpuint (edge->fetches, ==, 1);
  check_proof (edge, test_jwt (edge->key, payload), -1);
  g_assert_cmpuint (edge->fetches, ==, 1);
}

static char *
http_date (gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time);

  return soup_date_time_to_string (moment, SOUP_DATE_HTTP);
}

static void
test_clock_skew (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  gint64 day = 24 * 60 * 60;

  check_payload (edge, test_metadata_payload (NULL, TEST_NOW - day), -1);
  check_payload (edge, test_metadata_payload (NULL, TEST_NOW + 300), -1);
  /* Whose clock is wrong: the server's own time says. */
  date = http_date (TEST_NOW);
  check_payload (edge, test_metadata_payload (NULL, TEST_NOW - day - 1), LK_ERROR_ACCESS);
  check_payload (edge, test_metadata_payload (NULL, TEST_NOW + 301), LK_ERROR_ACCESS);
  g_free (date);
  date = http_date (TEST_NOW + 3600);
  check_payload (edge, test_metadata_payload (NULL, TEST_NOW + 3600), LK_ERROR_CLOCK);
  g_free (date);
  date = http_date (TEST_NOW - 30 * day);
  check_payload (edge, test_metadata_payload (NULL, TEST_NOW - 30 * day), LK_ERROR_CLOCK);
  g_clear_pointer (&date, g_free);
}

static gboolean
answer_plainly (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (strcmp (host, "other.example.com") == 0) {
    soup_message_headers_remove (headers, "CF-Ray");
    soup_message_headers_replace (headers, "Server", "nginx");
  }
  if (strcmp (host, TEST_HOST) == 0)
    test_redirect (message, "https://" TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST "?kid=x");
  else
    test_reply (message, 530, NULL);
  return TRUE;
}

static void
test_others (void)
{
  static const struct {
    const char *host;
    LkDiscovery discovery;
    const char *says;
  } cases[] = {
      {TEST_HOST, LK_DISCOVERY_STRIPPED, "removes headers"},
      {"plain.example.com", LK_DISCOVERY_NO_APPLICATION, "nothing to log in to"},
      {"other.example.com", LK_DISCOVERY_NOT_CLOUDFLARE, "not behind Cloudflare"},
  };
  g_autoptr (TestEdge) edge = test_edge_new ();

  edge->handler = answer_plainly;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    LkDiscovery discovery = LK_DISCOVERY_APP;

    g_assert_null (discover (edge, cases[i].host, &discovery, &error));
    g_assert_no_error (error);
    g_assert_cmpint (discovery, ==, cases[i].discovery);
    lk_discovery_set_error (&error, discovery, cases[i].host);
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
    g_assert_nonnull (strstr (error->message, cases[i].host));
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/app", test_app);
  g_test_add_func ("/discovery/claims", test_claims);
  g_test_add_func ("/discovery/forged", test_forged);
  g_test_add_func ("/discovery/clock-skew", test_clock_skew);
  g_test_add_func ("/discovery/others", test_others);
  return g_test_run ();
}
