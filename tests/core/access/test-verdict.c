/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/verdict.h"

#include <string.h>

#include "base/error.h"

#define LOGIN "location=https://team.cloudflareaccess.com/cdn-cgi/access/login/h?kid=a"

enum {
  SERVICE = 1,
  SENT = 2,
  FRESH = 4,
};

/* Headers of a case: "name=value|name=value". */
static const char *
find_header (gpointer data, const char *name)
{
  static char *value;
  g_auto (GStrv) pairs = g_strsplit (data, "|", -1);
  gsize length = strlen (name);

  for (char **pair = pairs; *pair != NULL; pair++) {
    if (strncmp (*pair, name, length) == 0 && (*pair)[length] == '=') {
      g_free (value);
      value = g_strdup (*pair + length + 1);
      return value;
    }
  }
  return NULL;
}

static LkVerdict
judge (guint status, const char *headers, const char *body, int flags, guint *after, GError **error)
{
  LkUpgradeReply reply = {
      .status = status,
      .header = find_header,
      .header_data = (gpointer) headers,
      .body = body,
      .body_length = body == NULL ? 0 : strlen (body),
      .host = "ssh.example.com",
      .service_token = (flags & SERVICE) != 0,
      .token_sent = (flags & (SENT | FRESH)) != 0,
      .token_fresh = (flags & FRESH) != 0,
  };

  return lk_verdict (&reply, after, error);
}

/* Every row of protocol.md section 6. */
static void
test_rows (void)
{
  static const struct {
    guint status;
    const char *headers, *body;
    int flags;
    LkVerdict verdict;
    LkError layer;
    const char *says;
  } cases[] = {
      {302, LOGIN, NULL, 0, LK_VERDICT_LOGIN, LK_ERROR_LOGIN, "log in first"},
      {302, LOGIN, NULL, SENT, LK_VERDICT_LOGIN, LK_ERROR_LOGIN, "log in again"},
      {302, LOGIN, NULL, FRESH, LK_VERDICT_FATAL, LK_ERROR_POLICY, "Binding Cookie"},
      {302, LOGIN, NULL, SERVICE, LK_VERDICT_FATAL, LK_ERROR_POLICY, "Service Auth"},
      {302, "location=/cdn-cgi/access/login", NULL, SENT, LK_VERDICT_LOGIN, LK_ERROR_LOGIN, ""},
      {301, "location=https://x.example/", "", SENT, LK_VERDICT_FATAL, LK_ERROR_ORIGIN, "web page"},
      {307, "", NULL, SENT, LK_VERDICT_FATAL, LK_ERROR_ORIGIN, "web page"},
      {200, LOGIN, "<html>", SENT, LK_VERDICT_FATAL, LK_ERROR_ORIGIN, "dropped the WebSocket"},
      {400, "", "", SENT, LK_VERDICT_FATAL, LK_ERROR_ORIGIN, "WebSocket upgrade"},
      {401, "www-authenticate=Bearer", "", SERVICE, LK_VERDICT_FATAL, LK_ERROR_POLICY, "secret"},
      {401, "www-authenticate=Bearer", "", SENT, LK_VERDICT_LOGIN, LK_ERROR_LOGIN, "log in again"},
      {401, "www-authenticate=Bearer", "", FRESH, LK_VERDICT_FATAL, LK_ERROR_POLICY, "OAuth"},
      {403, "cf-access-error=x", "", SENT, LK_VERDICT_FATAL, LK_ERROR_POLICY, "the policy of ssh"},
      {403, "cf-access-error=x", "", SERVICE, LK_VERDICT_FATAL, LK_ERROR_POLICY, "service token"},
      {403, "", "{\"error_code\":1010}", SENT, LK_VERDICT_FATAL, LK_ERROR_POLICY, "error 1010"},
      {403, "", "error code: 1020", SENT, LK_VERDICT_FATAL, LK_ERROR_POLICY, "a firewall"},
      {403, "cf-mitigated=challenge", "", SENT, LK_VERDICT_FATAL, LK_ERROR_POLICY, "bot rule"},
      {403, "", "no", SENT, LK_VERDICT_FATAL, LK_ERROR_POLICY, "or a firewall rule"},
      {404, "", "", SENT, LK_VERDICT_FATAL, LK_ERROR_TUNNEL, "no rule for ssh.example.com"},
      {429, "retry-after=40", "", SENT, LK_VERDICT_LATER, LK_ERROR_ACCESS, "again in 40 seconds"},
      {403, "", "<h1>Error 1015</h1>", SENT, LK_VERDICT_LATER, LK_ERROR_ACCESS, "too many"},
      {502, "", "", SENT, LK_VERDICT_LATER, LK_ERROR_ORIGIN, "the tunnel to ssh.example.com is up"},
      {503, "", "", SENT, LK_VERDICT_LATER, LK_ERROR_TUNNEL, "try again in a minute"},
      {504, "", "", SENT, LK_VERDICT_LATER, LK_ERROR_TUNNEL, "cannot reach"},
      {520, "", "", SENT, LK_VERDICT_LATER, LK_ERROR_TUNNEL, "cannot reach"},
      {526, "", "", SENT, LK_VERDICT_LATER, LK_ERROR_TUNNEL, "HTTP 526"},
      {530, "", "error code: 1033", SENT, LK_VERDICT_LATER, LK_ERROR_TUNNEL, "is down"},
      {530, "cf-ray=8a-FRA", "", SENT, LK_VERDICT_LATER, LK_ERROR_TUNNEL, "Ray ID 8a-FRA)"},
      {0, "", "", SENT, LK_VERDICT_FATAL, LK_ERROR_ORIGIN, ""},
      {999, "", "", SENT, LK_VERDICT_FATAL, LK_ERROR_ORIGIN, "HTTP 999"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    guint after;

    g_assert_cmpint (
        judge (cases[i].status, cases[i].headers, cases[i].body, cases[i].flags, &after, &error),
        ==, cases[i].verdict);
    g_assert_error (error, LK_ERROR, (gint) cases[i].layer);
    g_assert_nonnull (strstr (error->message, cases[i].says));
    g_assert_nonnull (strstr (error->message, "ssh.example.com"));
    g_assert_null (strchr (error->message, '\n'));
  }
}

static void
check_code (const char *body, const char *says, gboolean there)
{
  g_autoptr (GError) error = NULL;
  guint after;

  judge (530, "", body, SENT, &after, &error);
  g_assert_true ((strstr (error->message, says) != NULL) == there);
}

static void
test_code (void)
{
  check_code ("{\"status\":530,\"error_code\": 1033,\"error_name\":\"x\"}", "error 1033", TRUE);
  check_code ("<span class=\"cf-error-code\">1033</span>", "error 1033", TRUE);
  check_code ("Error 530, then error code: 1016", "error 1016", TRUE);
  check_code ("error code: 10333", "error 1", FALSE);
  check_code ("error code: 2033", "error 2", FALSE);
  check_code ("error, and so much text that the number 1033 is another one's", "error 1", FALSE);
  check_code ("error", "error 1", FALSE);
}

static void
check_after (const char *headers, const char *body, guint seconds)
{
  g_autoptr (GError) error = NULL;
  guint after;

  judge (429, headers, body, SENT, &after, &error);
  g_assert_cmpuint (after, ==, seconds);
}

static void
test_retry_after (void)
{
  check_after ("retry-after=120", NULL, 120);
  check_after ("retry-after=99999999999999999999", NULL, 86400);
  check_after ("retry-after=-1", NULL, 0);
  check_after ("retry-after=Wed, 21 Oct 2015 07:28:00 GMT", NULL, 0);
  check_after ("", "{\"retry_after\": 30, \"ray_id\": \"x\"}", 30);
  check_after ("", "{\"retry_after\": null, \"n\": 30}", 0);
  check_after ("", "{\"retry_after\"", 0);
}

/* What comes from outside stays out of the sentence unless it is harmless. */
static void
test_hostile (void)
{
  g_autofree char *large = g_strnfill (100000, 'e');
  g_autoptr (GError) error = NULL;
  guint after;

  judge (403, "cf-ray=a\x1b[31m", large, SENT, &after, &error);
  g_assert_null (strstr (error->message, "Ray"));
  g_assert_null (strchr (error->message, '\x1b'));

  /* Nothing here takes longer the further it has to look. */
  for (gsize i = 0; i + 5 < 100000; i += 5)
    memcpy (large + i, "error", 5);
  check_code (large, "error 1", FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/rows", test_rows);
  g_test_add_func ("/verdict/code", test_code);
  g_test_add_func ("/verdict/retry-after", test_retry_after);
  g_test_add_func ("/verdict/hostile", test_hostile);
  return g_test_run ();
}
