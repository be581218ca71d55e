/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-edge.h"

#include <string.h>
#include <glib/gstdio.h>

#define DAY (24 * 60 * 60)
#define NAMES                                                                                      \
  TEST_HOST ",*.example.com," TEST_TEAM ",login.cloudflareaccess.org,login.fed.cloudflareaccess."  \
            "org"

gint64 test_now = TEST_NOW;

gint64
test_clock (void)
{
  return test_now;
}

char *
test_metadata_payload (const char *hostname, gint64 iat)
{
  return g_strdup_printf ("{\"type\":\"match\",\"hostname\":\"%s\",\"auth_domain\":\"" TEST_TEAM
                          "\",\"aud\":\"" TEST_AUD "\",\"app_hostname\":\"*.example.com\","
                          "\"iat\":%" G_GINT64_FORMAT "}",
                          hostname == NULL ? TEST_HOST : hostname, iat == 0 ? test_now : iat);
}

char *
test_token_payload (const char *type, const char *aud, gint64 iat, gint64 exp)
{
  gint64 from = iat == 0 ? test_now : iat;

  return g_strdup_printf (
      "{\"type\":\"%s\",\"aud\":[\"%s\"],\"email\":\"ann@example.com\","
      "\"iss\":\"https://" TEST_TEAM "\",\"sub\":\"1\",\"iat\":%" G_GINT64_FORMAT
      ",\"nbf\":%" G_GINT64_FORMAT ",\"exp\":%" G_GINT64_FORMAT "}",
      type, aud == NULL ? TEST_AUD : aud, from, from, exp == 0 ? from + DAY : exp);
}

LkSecret *
test_metadata (TestEdge *edge)
{
  g_autofree char *payload = test_metadata_payload (NULL, 0);

  return test_jwt (edge->key, payload);
}

LkSecret *
test_token (TestEdge *edge, const char *type)
{
  g_autofree char *payload = test_token_payload (type, NULL, 0, 0);

  return test_jwt (edge->key, payload);
}

void
test_reply (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  if (body != NULL)
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, body, strlen (body));
}

void
test_header (SoupServerMessage *message, const char *name, const char *value)
{
  soup_message_headers_append (soup_server_message_get_response_headers (message), name, value);
}

void
test_redirect (SoupServerMessage *message, const char *location)
{
  test_header (message, "Location", location);
  soup_server_message_set_status (message, 302, NULL);
}

static gboolean
has_cookie (SoupServerMessage *message, const char *cookie)
{
  const char *sent =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie");

  return sent != NULL && strstr (sent, cookie) != NULL;
}

static void
answer_as_app (TestEdge *edge, SoupServerMessage *message, const char *path)
{
  if (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                    "cf-access-metadata-request") != NULL) {
    g_autoptr (LkSecret) proof = test_metadata (edge);

    test_header (message, "cf-access-metadata", lk_secret_text (proof));
  }
  if (strcmp (path, "/cdn-cgi/access/authorized") == 0 &&
      has_cookie (message, "CF_AppSession=n1")) {
    g_autoptr (LkSecret) token = test_token (edge, "app");
    g_autofree char *cookie =
        g_strconcat ("CF_Authorization=", lk_secret_text (token), "; Secure; HttpOnly", NULL);

    test_header (message, "Set-Cookie", cookie);
    test_redirect (message, "https://" TEST_HOST "/");
    return;
  }
  test_header (message, "Set-Cookie", "CF_AppSession=n1; Path=/; Secure; HttpOnly");
  test_redirect (message, "https://" TEST_TEAM "/cdn-cgi/access/login/" TEST_HOST "?kid=" TEST_AUD
                          "&redirect_url=%2F");
}

static void
answer_as_team (TestEdge *edge, SoupServerMessage *message, const char *path)
{
  if (strcmp (path, "/cdn-cgi/access/certs") == 0) {
    g_autofree char *keys = test_jwks (edge->published, NULL);

    edge->fetches++;
    test_reply (message, 200, keys);
  } else if (g_str_has_prefix (path, "/cdn-cgi/access/login/") &&
             has_cookie (message, lk_secret_text (lk_token_get_text (edge->org_token)))) {
    test_redirect (message, "https://" TEST_HOST "/cdn-cgi/access/authorized?nonce=n1");
  } else {
    test_reply (message, 200, "<html>log in</html>");
  }
}

static void
on_request (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  TestEdge *edge = user_data;
  const char *host = g_uri_get_host (soup_server_message_get_uri (message));
  const char *cookie =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie");

  g_assert_cmpint (soup_server_message_get_http_version (message), ==, SOUP_HTTP_1_1);
  edge->requests++;
  edge->polls += g_str_has_prefix (path, "/transfer/");
  g_string_append_printf (edge->seen, "%s %s %s %s\n", soup_server_message_get_method (message),
                          host, path, cookie == NULL ? "" : cookie);
  test_header (message, "CF-Ray", "8f00ba4-TST");
  if (edge->handler != NULL && edge->handler (edge, message, host, path))
    return;
  if (strcmp (host, TEST_HOST) == 0)
    answer_as_app (edge, message, path);
  else if (strcmp (host, TEST_TEAM) == 0)
    answer_as_team (edge, message, path);
  else
    test_reply (message, 404, NULL);
}

void
test_edge_set_certificate (TestEdge *edge, const char *pem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);

  g_assert_no_error (error);
  soup_server_set_tls_certificate (edge->server, certificate);
}

static void
start (TestEdge *edge)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pem = test_certificate (NAMES, edge->authority, -3600, DAY);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  GSList *uris;

  g_assert_no_error (error);
  edge->server =
      soup_server_new ("tls-certificate", certificate, "server-header", "cloudflare", NULL);
  soup_server_add_handler (edge->server, NULL, on_request, edge, NULL);
  soup_server_listen_local (edge->server, 0,
                            SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (edge->server);
  edge->connect_to = g_strdup_printf ("127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

LkAccessClient *
test_edge_client (TestEdge *edge, const LkAccessConfig *change)
{
  g_autoptr (GError) error = NULL;
  LkAccessConfig config = {
      .clock = test_clock,
      .connect_to = edge->connect_to,
      .trust_file = edge->trust_file,
      .user_agent = "latchkey/test",
  };

  if (change != NULL) {
    config.jwks_cache = change->jwks_cache;
    config.proxy_resolver = change->proxy_resolver;
    config.fedramp = change->fedramp;
    if (change->connect_to != NULL)
      config.connect_to = change->connect_to;
    if (change->proxy_resolver != NULL)
      config.connect_to = NULL;
    if (change->trust_file != NULL)
      config.trust_file = change->trust_file;
  }

  LkAccessClient *client = lk_access_client_new (&config, &error);

  g_assert_no_error (error);
  return client;
}

TestEdge *
test_edge_new (void)
{
  TestEdge *edge = g_new0 (TestEdge, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) text = NULL;

  test_now = TEST_NOW;
  /* As the real edge does, this one offers HTTP/2, which is not to be taken. */
  g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  edge->seen = g_string_new (NULL);
  edge->dir = g_dir_make_tmp ("lk-access-XXXXXX", &error);
  g_assert_no_error (error);
  edge->authority = test_certificate ("Latchkey Test CA", NULL, -3600, DAY);
  edge->trust_file = g_build_filename (edge->dir, "ca.pem", NULL);
  g_assert_true (g_file_set_contents (edge->trust_file, edge->authority, -1, NULL));
  edge->key = test_key_new ("k1", 2048);
  edge->published = edge->key;
  start (edge);
  edge->client = test_edge_client (edge, NULL);
  edge->app = lk_app_new (TEST_HOST, "/", TEST_TEAM, TEST_AUD, NULL, &error);
  g_assert_no_error (error);
  text = test_token (edge, "org");
  edge->org_token = lk_token_new (text, &error);
  g_assert_no_error (error);
  return edge;
}

void
test_edge_free (TestEdge *edge)
{
  g_clear_object (&edge->client);
  soup_server_disconnect (edge->server);
  g_clear_object (&edge->server);
  lk_app_unref (edge->app);
  lk_token_unref (edge->org_token);
  if (edge->published != edge->key)
    test_key_free (edge->published);
  test_key_free (edge->key);
  g_unlink (edge->trust_file);
  g_rmdir (edge->dir);
  g_free (edge->dir);
  g_free (edge->authority);
  g_free (edge->trust_file);
  g_free (edge->connect_to);
  g_string_free (edge->seen, TRUE);
  g_free (edge);
}

void
test_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GAsyncResult *
test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}
