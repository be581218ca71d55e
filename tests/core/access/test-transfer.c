/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/transfer.h"

#include <string.h>
#include <sodium.h>

#include "access/base64.h"
#include "base/error.h"
#include "testlib-edge.h"

/* What the stand-in answers to the polls, one after the other; the last one again and again. */
typedef struct {
  guint status;
  char *plain;      /* sealed for the asker with 200 */
  gboolean corrupt; /* one bit of it flipped */
} Answer;

static Answer answers[4];

static void
seal (SoupServerMessage *message, const char *public, const Answer *answer)
{
  guint8 ours[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
  gsize length = strlen (answer->plain), key_length;
  g_autofree guint8 *theirs =
      lk_base64_decode (LK_BASE64_URL, public, strlen (public), &key_length);
  gsize size = crypto_box_NONCEBYTES + crypto_box_MACBYTES + length;
  g_autofree guint8 *sealed = g_malloc (size);

  g_assert_cmpuint (key_length, ==, crypto_box_PUBLICKEYBYTES);
  crypto_box_keypair (ours, secret);
  randombytes_buf (sealed, crypto_box_NONCEBYTES);
  g_assert_cmpint (crypto_box_easy (sealed + crypto_box_NONCEBYTES, (const guint8 *) answer->plain,
                                    length, sealed, theirs, secret),
                   ==, 0);
  if (answer->corrupt)
    sealed[size - 1] ^= 1;

  g_autofree char *body = lk_base64_encode (LK_BASE64_STANDARD, sealed, size);
  g_autofree char *key = lk_base64_encode (LK_BASE64_URL, ours, sizeof ours);

  test_header (message, "service-public-key", key);
  test_reply (message, 200, body);
}

static gboolean
answer_polls (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (!g_str_has_prefix (path, "/transfer/"))
    return FALSE;
  g_assert_cmpstr (host, ==, "login.cloudflareaccess.org");

  const Answer *answer = &answers[MIN (edge->polls, G_N_ELEMENTS (answers)) - 1];

  if (answer->status == 0)
    soup_server_message_pause (message);
  else if (answer->plain == NULL)
    test_reply (message, answer->status, NULL);
  else
    seal (message, path + strlen ("/transfer/"), answer);
  return TRUE;
}

static void
clear (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    g_free (answers[i].plain);
  memset (answers, 0, sizeof answers);
}

static char *
both (LkSecret *app, LkSecret *org)
{
  return g_strdup_printf ("{\"app_token\":\"%s\",\"org_token\":\"%s\"}", lk_secret_text (app),
                          org == NULL ? "" : lk_secret_text (org));
}

static gboolean
wait_for (TestEdge *edge,
          guint limit,
          GCancellable *cancellable,
          LkToken **app_token,
          LkToken **org_token,
          GError **error)
{
  g_autoptr (LkTransfer) transfer = lk_transfer_new (edge->client, edge->app, FALSE);
  g_autoptr (GAsyncResult) result = NULL;

  edge->handler = answer_polls;
  lk_transfer_wait_async (transfer, limit, cancellable, test_done, &result);
  return lk_transfer_wait_finish (transfer, test_wait (&result), app_token, org_token, error);
}

static void
test_good (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (LkSecret) app = test_token (edge, "app");
  g_autoptr (LkSecret) org = test_token (edge, "org");
  g_autoptr (LkToken) app_token = NULL;
  g_autoptr (LkToken) org_token = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  /* Not yet, said at once: no faster than once a second. Then trouble, then the tokens. */
  answers[0].status = 404;
  answers[1].status = 502;
  answers[2] = (Answer){200, both (app, org), FALSE};
  g_assert_true (wait_for (edge, 60, NULL, &app_token, &org_token, &error));
  g_assert_no_error (error);
  g_assert_true (lk_token_fits (app_token, edge->app));
  g_assert_cmpint (lk_token_get_kind (org_token), ==, LK_TOKEN_ORG);
  g_assert_true (lk_secret_equal (lk_token_get_text (org_token), org));
  g_assert_cmpuint (edge->polls, ==, 3);
  g_assert_cmpuint (edge->fetches, ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 1900 * 1000);
  clear ();
}

static void
check_refused (TestEdge *edge, char *plain, gboolean corrupt, LkError code)
{
  g_autoptr (GError) error = NULL;
  LkToken *app_token = NULL, *org_token = NULL;

  edge->polls = 0;
  answers[0] = (Answer){200, plain, corrupt};
  g_assert_false (wait_for (edge, 60, NULL, &app_token, &org_token, &error));
  g_assert_error (error, LK_ERROR, (gint) code);
  g_assert_null (strstr (error->message, "eyJ"));
  g_assert_true (app_token == NULL && org_token == NULL);
  clear ();
}

static void
test_refused (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (TestKey) forger = test_key_new ("k1", 2048);
  g_autofree char *payload = test_token_payload ("app", NULL, 0, 0);
  g_autofree char *elsewhere = test_token_payload ("app", "other", 0, 0);
  g_autofree char *old = test_token_payload ("app", NULL, TEST_NOW - 90000, TEST_NOW - 3600);
  g_autoptr (LkSecret) app = test_token (edge, "app");
  g_autoptr (LkSecret) org = test_token (edge, "org");
  g_autoptr (LkSecret) forged = test_jwt (forger, payload);
  g_autoptr (LkSecret) wrong = test_jwt (edge->key, elsewhere);
  g_autoptr (LkSecret) expired = test_jwt (edge->key, old);

  check_refused (edge, both (app, org), TRUE, LK_ERROR_ACCESS);
  check_refused (edge, g_strdup ("{}"), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, g_strdup ("{\"app_token\":1}"), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, g_strdup ("nonsense"), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, both (forged, org), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, both (wrong, org), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, both (org, org), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, both (app, app), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, both (app, forged), FALSE, LK_ERROR_ACCESS);
  check_refused (edge, both (expired, org), FALSE, LK_ERROR_CLOCK);
}

static void
test_without_org (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (LkSecret) app = test_token (edge, "app");
  g_autoptr (LkToken) app_token = NULL;
  LkToken *org_token = NULL;
  g_autoptr (GError) error = NULL;

  answers[0] = (Answer){200, both (app, NULL), FALSE};
  g_assert_true (wait_for (edge, 60, NULL, &app_token, &org_token, &error));
  g_assert_no_error (error);
  g_assert_null (org_token);
  clear ();
}

static void
test_limit (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  LkToken *app_token = NULL, *org_token = NULL;
  g_autoptr (GError) error = NULL;

  /* A poll that the server holds longer than the login may take. */
  g_assert_false (wait_for (edge, 1, NULL, &app_token, &org_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LOGIN);
  g_clear_error (&error);
  edge->polls = 0;
  answers[0].status = 503;
  g_assert_false (wait_for (edge, 1, NULL, &app_token, &org_token, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
  clear ();
}

static gboolean
on_cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LkToken *app_token = NULL, *org_token = NULL;
  g_autoptr (GError) error = NULL;

  /* During the pause between two polls. */
  answers[0].status = 404;
  g_timeout_add (300, on_cancel, cancellable);
  g_assert_false (wait_for (edge, 0, cancellable, &app_token, &org_token, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (edge->polls, ==, 1);
  clear ();
}

static void
test_url (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (LkTransfer) one = lk_transfer_new (edge->client, edge->app, FALSE);
  g_autoptr (LkTransfer) two = lk_transfer_new (edge->client, edge->app, TRUE);
  const char *url = lk_transfer_get_url (one);
  const char *token = strstr (url, "&token=");
  g_autofree char *back = NULL, *want = NULL;

  g_assert_nonnull (token);
  g_assert_cmpuint (strlen (token), ==, strlen ("&token=") + 43 + strlen ("%3D"));
  back = g_strdup_printf ("https://" TEST_HOST "?aud=" TEST_AUD "%s", token);
  want = g_uri_escape_string (back, NULL, FALSE);
  g_assert_true (g_str_has_prefix (url, "https://" TEST_HOST "/cdn-cgi/access/cli?aud=" TEST_AUD
                                        "&edge_token_transfer=true&redirect_url="));
  g_assert_nonnull (strstr (url, want));
  g_assert_nonnull (strstr (url, "&send_org_token=true&token="));
  g_assert_true (g_str_has_suffix (lk_transfer_get_url (two), "&close_interstitial=true"));
  g_assert_null (strstr (lk_transfer_get_url (two), token));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/transfer/good", test_good);
  g_test_add_func ("/transfer/refused", test_refused);
  g_test_add_func ("/transfer/without-org", test_without_org);
  g_test_add_func ("/transfer/limit", test_limit);
  g_test_add_func ("/transfer/cancel", test_cancel);
  g_test_add_func ("/transfer/url", test_url);
  return g_test_run ();
}
