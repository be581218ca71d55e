/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-edge.h"

#include <string.h>

#include "base/error.h"

static guint status;
static const char *body;

static gboolean
answer (TestEdge *edge, SoupServerMessage *message, const char *host, const char *path)
{
  if (status == 302)
    test_redirect (message, body);
  else
    test_reply (message, status, body);
  return TRUE;
}

static LkToken *
app_token (TestEdge *edge)
{
  g_autoptr (LkSecret) text = test_token (edge, "app");

  return lk_token_new (text, NULL);
}

static void
test_check (void)
{
  static const struct {
    guint status;
    const char *body;
    gboolean accepted;
  } cases[] = {
      {200, "hello", TRUE},
      {502, "", TRUE},
      {302, "https://" TEST_HOST "/elsewhere", TRUE},
      {302, "https://" TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST, FALSE},
  };
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (LkToken) token = app_token (edge);

  edge->handler = answer;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    gboolean accepted = !cases[i].accepted;

    status = cases[i].status;
    body = cases[i].body;
    lk_access_check_async (edge->client, edge->app, token, NULL, test_done, &result);
    g_assert_true (lk_access_check_finish (edge->client, test_wait (&result), &accepted, &error));
    g_assert_no_error (error);
    g_assert_cmpint (accepted, ==, cases[i].accepted);
  }
}

/* A token of another application is not even sent. */
static void
test_check_foreign (void)
{
  g_autoptr (TestEdge) edge = test_edge_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gboolean accepted = TRUE;

  lk_access_check_async (edge->client, edge->app, edge->org_token, NULL, test_done, &result);
  g_assert_true (lk_access_check_finish (edge->client, test_wait (&result), &accepted, NULL));
  g_assert_false (accepted);
  g_assert_cmpuint (edge->requests, ==, 0);
}

static void
test_identity (void)
{
  static const struct {
    guint status;
    const char *body;
    int code; /* -1: an e-mail */
  } cases[] = {
      {200, "{\"email\":\"ann@example.com\",\"groups\":[{}]}", -1},
      {200, "{\"email\":1}", LK_ERROR_ACCESS},
      {200, "<html>", LK_ERROR_ACCESS},
      {302, "https://" TEST_TEAM "/", LK_ERROR_LOGIN},
      {400, "{}", LK_ERROR_LOGIN},
      {503, "", LK_ERROR_ACCESS},
  };
  g_autoptr (TestEdge) edge = test_edge_new ();

  edge->handler = answer;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *email = NULL;

    status = cases[i].status;
    body = cases[i].body;
    lk_access_identity_async (edge->client, edge->org_token, NULL, test_done, &result);
    email = lk_access_identity_finish (edge->client, test_wait (&result), &error);
    g_assert_cmpstr (email, ==, cases[i].code < 0 ? "ann@example.com" : NULL);
    if (cases[i].code >= 0)
      g_assert_error (error, LK_ERROR, cases[i].code);
  }
  g_assert_null (strstr (edge->seen->str, TEST_HOST));
}

static void
test_logout (void)
{
  static const struct {
    guint status;
    int code; /* -1: done */
  } cases[] = {{200, -1}, {302, -1}, {401, LK_ERROR_LOGIN}, {500, LK_ERROR_ACCESS}};
  g_autoptr (TestEdge) edge = test_edge_new ();

  edge->handler = answer;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    status = cases[i].status;
    body = "https://" TEST_TEAM "/bye";
    lk_access_logout_async (edge->client, edge->org_token, NULL, test_done, &result);
    g_assert_true (lk_access_logout_finish (edge->client, test_wait (&result), &error) ==
                   (cases[i].code < 0));
    if (cases[i].code >= 0)
      g_assert_error (error, LK_ERROR, cases[i].code);
  }
  g_assert_nonnull (strstr (edge->seen->str, "GET " TEST_TEAM " /cdn-cgi/access/logout CF_Auth"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/check", test_check);
  g_test_add_func ("/account/check-foreign", test_check_foreign);
  g_test_add_func ("/account/identity", test_identity);
  g_test_add_func ("/account/logout", test_logout);
  return g_test_run ();
}
