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
  test_wait (&result);
  g_assert_true (lk_access_discover_finish (edge->client, result, discovery, &app, error) ==
                 (error == NULL || *error == NULL));
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
  g_assert_cmpuint (edge->fetches, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/discovery/app", test_app);
  return g_test_run ();
}
