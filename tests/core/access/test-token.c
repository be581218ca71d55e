/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/token.h"

#include "access/verify.h"
#include "base/error.h"
#include "testlib-edge.h"

#define HOUR 3600

static TestKey *key;

static LkToken *
token (char *payload)
{
  g_autofree char *owned = payload;
  g_autoptr (LkSecret) text = test_jwt (key, owned);
  g_autoptr (GError) error = NULL;
  LkToken *made = lk_token_new (text, &error);

  if (made == NULL)
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
  return made;
}

static void
test_claims (void)
{
  g_autoptr (LkToken) app = token (test_token_payload ("app", NULL, 1000, 2000));
  g_autoptr (LkToken) org = token (test_token_payload ("org", NULL, 1000, 2000));
  g_autoptr (LkToken) service =
      token (g_strdup ("{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\","
                       "\"common_name\":\"ab.access\",\"sub\":\"\",\"email\":\"\","
                       "\"iat\":1000,\"exp\":2000}"));
  g_autoptr (LkApp) mine = lk_app_new (TEST_HOST, "/", TEST_TEAM, TEST_AUD, NULL, NULL);
  g_autoptr (LkApp) other = lk_app_new (TEST_HOST, "/", TEST_TEAM, "y", NULL, NULL);
  g_autoptr (LkApp) elsewhere =
      lk_app_new (TEST_HOST, "/", "other.cloudflareaccess.com", TEST_AUD, NULL, NULL);

  g_assert_cmpint (lk_token_get_kind (app), ==, LK_TOKEN_APP);
  g_assert_cmpint (lk_token_get_kind (org), ==, LK_TOKEN_ORG);
  g_assert_cmpstr (lk_token_get_email (app), ==, "ann@example.com");
  g_assert_cmpstr (lk_token_get_auth_domain (app), ==, TEST_TEAM);
  g_assert_cmpint (lk_token_get_issued_at (app), ==, 1000);
  g_assert_cmpint (lk_token_get_expires_at (app), ==, 2000);
  g_assert_null (lk_token_get_common_name (app));
  g_assert_cmpstr (lk_token_get_common_name (service), ==, "ab.access");
  g_assert_null (lk_token_get_email (service));
  g_assert_true (lk_token_has_audience (service, "x"));
  g_assert_true (lk_token_fits (app, mine));
  g_assert_false (lk_token_fits (org, mine));
  g_assert_false (lk_token_fits (app, other));
  g_assert_false (lk_token_fits (app, elsewhere));
}

static void
test_bad (void)
{
  static const char *const payloads[] = {
      "{}",
      "{\"type\":\"match\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"iss\":\"https://" TEST_TEAM "\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"aud\":[1],\"iss\":\"https://" TEST_TEAM "\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"http://" TEST_TEAM "\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"" TEST_TEAM "\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://evil.example\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "/\",\"iat\":1,\"exp\":2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\",\"iat\":1}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\",\"exp\":2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\",\"iat\":1,\"exp\":\"2\"}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\",\"iat\":1,\"exp\":-2}",
      "{\"type\":\"app\",\"aud\":\"x\",\"iss\":\"https://" TEST_TEAM "\",\"iat\":1,\"exp\":2,"
      "\"nbf\":\"now\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++)
    g_assert_null (token (g_strdup (payloads[i])));
}

static void
check_state (gint64 life, gint64 remaining, LkTokenState state)
{
  g_autoptr (LkToken) made = token (test_token_payload ("app", NULL, TEST_NOW, TEST_NOW + life));
  gint64 now = TEST_NOW + life - remaining;

  g_assert_cmpint (lk_token_get_state (made, now), ==, state);
  g_assert_cmpint (lk_token_get_remaining (made, now), ==, MAX (0, remaining));
}

static void
test_state (void)
{
  /* The last tenth... */
  check_state (10 * HOUR, HOUR + 1, LK_TOKEN_VALID);
  check_state (10 * HOUR, HOUR, LK_TOKEN_EXPIRING);
  check_state (10 * HOUR, 1, LK_TOKEN_EXPIRING);
  check_state (10 * HOUR, 0, LK_TOKEN_EXPIRED);
  check_state (10 * HOUR, -1, LK_TOKEN_EXPIRED);
  /* ... at most two hours... */
  check_state (720 * HOUR, 2 * HOUR + 1, LK_TOKEN_VALID);
  check_state (720 * HOUR, 2 * HOUR, LK_TOKEN_EXPIRING);
  /* ... at least two minutes, but never more than half. */
  check_state (900, 121, LK_TOKEN_VALID);
  check_state (900, 120, LK_TOKEN_EXPIRING);
  check_state (10, 6, LK_TOKEN_VALID);
  check_state (10, 5, LK_TOKEN_EXPIRING);
  check_state (0, 0, LK_TOKEN_EXPIRED);
  g_assert_cmpstr (lk_token_state_name (LK_TOKEN_VALID), ==, "valid");
  g_assert_cmpstr (lk_token_state_name (LK_TOKEN_EXPIRING), ==, "expiring");
  g_assert_cmpstr (lk_token_state_name (LK_TOKEN_EXPIRED), ==, "expired");
}

static void
check_times (gint64 iat, gint64 exp, gint64 served_at, int code)
{
  g_autoptr (LkToken) made = token (test_token_payload ("app", NULL, iat, exp));
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_token_check_times (made, TEST_NOW, served_at, &error) == (code < 0));
  if (code >= 0)
    g_assert_error (error, LK_ERROR, code);
}

static void
test_times (void)
{
  check_times (TEST_NOW, TEST_NOW + HOUR, 0, -1);
  check_times (TEST_NOW + 300, TEST_NOW + HOUR, 0, -1);
  check_times (TEST_NOW + 301, TEST_NOW + HOUR, 0, LK_ERROR_CLOCK);
  check_times (TEST_NOW - HOUR, TEST_NOW, TEST_NOW, LK_ERROR_ACCESS);
  check_times (TEST_NOW - HOUR, TEST_NOW, TEST_NOW - HOUR, LK_ERROR_CLOCK);
  check_times (TEST_NOW - HOUR, TEST_NOW, 0, LK_ERROR_CLOCK);
  /* "Immediate timeout": good once, right now. */
  check_times (TEST_NOW, TEST_NOW, TEST_NOW, -1);
  check_times (TEST_NOW - 301, TEST_NOW - 301, TEST_NOW, LK_ERROR_ACCESS);
}

static void
test_app (void)
{
  static const char *const domains[] = {
      "cloudflareaccess.com",
      ".cloudflareaccess.com",
      "-.cloudflareaccess.com",
      "Team.cloudflareaccess.com",
      "team.cloudflareaccess.com.",
      "team.cloudflareaccess.com.evil.example",
      "teamcloudflareaccess.com",
      "team.cloudflareaccess.org",
      "evil.example/.cloudflareaccess.com",
      "evil.example#.cloudflareaccess.com",
      "",
  };
  g_autoptr (LkApp) app = lk_app_new (TEST_HOST, "/a", TEST_TEAM, TEST_AUD, "", NULL);

  g_assert_cmpstr (app->app_hostname, ==, TEST_HOST);
  g_assert_cmpstr (app->path, ==, "/a");
  g_assert_true (lk_auth_domain_is_valid ("team.fed.cloudflareaccess.com"));
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    g_assert_null (lk_app_new (TEST_HOST, "/", domains[i], TEST_AUD, NULL, NULL));
  g_assert_null (lk_app_new ("", "/", TEST_TEAM, TEST_AUD, NULL, NULL));
  g_assert_null (lk_app_new (TEST_HOST, "a", TEST_TEAM, TEST_AUD, NULL, NULL));
  g_assert_null (lk_app_new (TEST_HOST, "/", TEST_TEAM, "", NULL, NULL));
  g_assert_null (lk_app_new (TEST_HOST, "/", TEST_TEAM, "a&b", NULL, NULL));
  g_assert_null (lk_app_new (TEST_HOST, "/", TEST_TEAM, TEST_AUD, "a b", NULL));
  g_assert_null (lk_app_new (TEST_HOST, "/", TEST_TEAM, TEST_AUD, "a\n", NULL));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  key = test_key_new ("k1", 2048);
  g_test_add_func ("/token/claims", test_claims);
  g_test_add_func ("/token/bad", test_bad);
  g_test_add_func ("/token/state", test_state);
  g_test_add_func ("/token/times", test_times);
  g_test_add_func ("/token/app", test_app);
  status = g_test_run ();
  test_key_free (key);
  return status;
}
