/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/verdict.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/clock.h"
#include "base/error.h"

#define BODY_MAX (64 * 1024)
#define RETRY_MAX (24 * 60 * 60)
#define RAY_MAX 40
#define LOGIN_PATH "/cdn-cgi/access/login"
#define CODE_DISTANCE 24
#define CODE_RATE_LIMITED 1015

/* What a reply says besides its status. */
typedef struct {
  const LkUpgradeReply *reply;
  char *body; /* lower case */
  guint code; /* Cloudflare's own error number, 0: none */
  guint retry_after;
  char *ray;
} Facts;

typedef struct {
  LkVerdict verdict;
  LkError layer;
  const char *sentence; /* with one %s for the host */
} Meaning;

/* Rows of protocol.md section 6 that the status alone decides; the first that fits. */
static const struct {
  guint first, last;
  Meaning meaning;
} rows[] = {
    {404,
     404,
     {LK_VERDICT_FATAL, LK_ERROR_TUNNEL,
      N_ ("the tunnel has no rule for %s; ask its administrator to add one, or check the "
          "spelling")}},
    {429,
     429,
     {LK_VERDICT_LATER, LK_ERROR_ACCESS, N_ ("there were too many connections to %s at once")}},
    {502,
     502,
     {LK_VERDICT_LATER, LK_ERROR_ORIGIN,
      N_ ("the tunnel to %s is up, but the service behind it refuses connections; check that it "
          "runs")}},
    {530,
     530,
     {LK_VERDICT_LATER, LK_ERROR_TUNNEL,
      N_ ("the tunnel to %s is down; check that cloudflared runs on its machine")}},
    {500,
     599,
     {LK_VERDICT_LATER, LK_ERROR_TUNNEL,
      N_ ("Cloudflare cannot reach the service of %s for the moment")}},
    {0,
     G_MAXUINT,
     {LK_VERDICT_FATAL, LK_ERROR_ORIGIN,
      N_ ("%s answers, but not as an SSH or TCP service: a web page is behind this name, or "
          "something "
          "on the way dropped the WebSocket upgrade; check the tunnel's rule for it")}},
};

static const char *
header (const Facts *facts, const char *name)
{
  return facts->reply->header (facts->reply->header_data, name);
}

/* "error_code":1033, "error code: 1033", "cf-error-code\">1020" and "Error 1015" all are the word, few other
 * characters and four digits; so JSON, HTML and plain text need no parser each. */
static guint
find_code (const char *body)
{
  for (const char *at = strstr (body, "error"); at != NULL; at = strstr (at + 1, "error")) {
    const char *digits = at;

    while (digits < at + CODE_DISTANCE && *digits != '\0' && !g_ascii_isdigit (*digits))
      digits++;
    if (digits[0] == '1' && strspn (digits, "0123456789") == 4)
      return (guint) g_ascii_strtoull (digits, NULL, 10);
  }
  return 0;
}

static guint
find_retry_after (const Facts *facts)
{
  const char *text = header (facts, "retry-after");
  const char *member = strstr (facts->body, "\"retry_after\"");
  guint64 seconds = 0;

  if (text == NULL && member != NULL)
    text = member + strcspn (member, "0123456789,}");
  if (text != NULL && g_ascii_isdigit (text[0]))
    seconds = g_ascii_strtoull (text, NULL, 10);
  return (guint) MIN (seconds, RETRY_MAX);
}

static char *
find_ray (const Facts *facts)
{
  const char *text = header (facts, "cf-ray");
  gsize length = text == NULL ? 0 : strlen (text);

  return length == 0 || length > RAY_MAX ||
                 strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-") != length
             ? NULL
             : g_strdup (text);
}

static gboolean
leads_to_login (const Facts *facts)
{
  const char *location = header (facts, "location");
  g_autofree char *path = NULL;

  return facts->reply->status >= 300 && facts->reply->status <= 399 && location != NULL &&
         g_uri_split (location, G_URI_FLAGS_ENCODED, NULL, NULL, NULL, NULL, &path, NULL, NULL,
                      NULL) &&
         g_str_has_prefix (path, LOGIN_PATH);
}

static Meaning
judge_login (const LkUpgradeReply *reply)
{
  if (reply->service_token)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_POLICY,
        N_ ("the service token does not open %s: the policy must be \"Service Auth\", and "
            "the token neither expired nor disabled; ask the administrator")};
  if (reply->token_fresh && !reply->token_sent)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_ACCESS,
        N_ ("%s wants a login, but the signed proof of its Access application is missing; a "
            "proxy or firewall on the way may remove headers, ask who runs it")};
  if (reply->token_fresh)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_POLICY,
        N_ ("%s wants a login again right after one, as with \"Binding Cookie\" switched "
            "on, which only browsers can satisfy; ask the administrator to switch it off")};
  return (Meaning){LK_VERDICT_LOGIN, LK_ERROR_LOGIN,
                   reply->token_sent ? N_ ("%s no longer takes the stored login; log in again")
                                     : N_ ("%s wants a login; log in first")};
}

static Meaning
judge_401 (const LkUpgradeReply *reply)
{
  if (reply->service_token)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_POLICY,
        N_ ("%s does not accept the service token; check its ID and secret, and with the "
            "administrator that it is neither expired nor disabled")};
  if (reply->token_fresh)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_POLICY,
        N_ ("%s does not take the token of a login, as with managed OAuth switched on; ask "
            "its administrator")};
  return (Meaning){LK_VERDICT_LOGIN, LK_ERROR_LOGIN,
                   N_ ("%s does not take the stored login; log in again")};
}

static Meaning
judge_403 (const Facts *facts)
{
  if (header (facts, "cf-access-error") != NULL)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_POLICY,
        facts->reply->service_token
            ? N_ ("the policy of %s does not let this service token in; ask its "
                  "administrator for access")
            : N_ ("the policy of %s does not let you in; ask its administrator for access")};
  if (header (facts, "cf-mitigated") != NULL || facts->code != 0)
    return (Meaning){
        LK_VERDICT_FATAL, LK_ERROR_POLICY,
        N_ ("a firewall or bot rule in front of %s blocks this connection, not Access; ask "
            "its administrator to let it through")};
  return (Meaning){
      LK_VERDICT_FATAL, LK_ERROR_POLICY,
      N_ ("%s refuses this connection: its policy does not let you in, or a firewall rule "
          "is in the way; ask its administrator")};
}

static Meaning
judge (const Facts *facts)
{
  guint status = facts->reply->status;
  gsize i = 0;

  if (facts->code == CODE_RATE_LIMITED)
    status = 429;
  if (leads_to_login (facts))
    return judge_login (facts->reply);
  if (status == 401)
    return judge_401 (facts->reply);
  if (status == 403)
    return judge_403 (facts);
  while (status < rows[i].first || status > rows[i].last)
    i++;
  return rows[i].meaning;
}

/* The sentence, when to try again, and what an administrator will ask for. */
static char *
say (const Facts *facts, const Meaning *meaning)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (_ (meaning->sentence), "%s", 2);
  g_autofree char *words = lk_clock_words (facts->retry_after);
  g_autofree char *sentence = g_strconcat (parts[0], facts->reply->host, parts[1], NULL);

  if (meaning->verdict != LK_VERDICT_LATER)
    g_string_append (text, sentence);
  else if (facts->retry_after > 0)
    /* Translators: a sentence that says what is wrong, and a length of time such as "40 seconds" */
    g_string_append_printf (text, _ ("%s; try again in %s"), sentence, words);
  else
    g_string_append_printf (text, _ ("%s; try again in a minute"), sentence);
  g_string_append_printf (text, " (HTTP %u", facts->reply->status);
  if (facts->code != 0)
    g_string_append_printf (text, ", error %u", facts->code);
  if (facts->ray != NULL)
    g_string_append_printf (text, ", Ray ID %s", facts->ray);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

LkVerdict
lk_verdict (const LkUpgradeReply *reply, guint *retry_after, GError **error)
{
  Facts facts = {.reply = reply};

  facts.body =
      g_ascii_strdown (reply->body == NULL ? "" : reply->body,
                       (gssize) MIN (reply->body == NULL ? 0 : reply->body_length, BODY_MAX));
  facts.code = find_code (facts.body);
  facts.retry_after = find_retry_after (&facts);
  facts.ray = find_ray (&facts);

  Meaning meaning = judge (&facts);
  g_autofree char *sentence = say (&facts, &meaning);

  *retry_after = facts.retry_after;
  g_set_error_literal (error, LK_ERROR, (gint) meaning.layer, sentence);
  g_free (facts.body);
  g_free (facts.ray);
  return meaning.verdict;
}
