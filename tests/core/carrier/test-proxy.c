/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/proxy.h"

#include <string.h>

#include "base/error.h"

static void
test_parse (void)
{
  static const struct {
    const char *url;
    LkProxyKind kind;
    const char *host;
    guint16 port;
    const char *user, *password;
  } cases[] = {
      {"http://proxy.example.com:3128", LK_PROXY_HTTP, "proxy.example.com", 3128, NULL, NULL},
      {"http://proxy.example.com:3128/", LK_PROXY_HTTP, "proxy.example.com", 3128, NULL, NULL},
      {"proxy:8080", LK_PROXY_HTTP, "proxy", 8080, NULL, NULL},
      {"proxy", LK_PROXY_HTTP, "proxy", 1080, NULL, NULL},
      {"HTTPS://proxy", LK_PROXY_HTTPS, "proxy", 443, NULL, NULL},
      {"socks4://10.0.0.1", LK_PROXY_SOCKS4, "10.0.0.1", 1080, NULL, NULL},
      {"socks4a://a:1", LK_PROXY_SOCKS4A, "a", 1, NULL, NULL},
      {"socks5://[::1]:9050", LK_PROXY_SOCKS5, "::1", 9050, NULL, NULL},
      {"socks5h://a", LK_PROXY_SOCKS5, "a", 1080, NULL, NULL},
      {"http://me@proxy:1", LK_PROXY_HTTP, "proxy", 1, "me", NULL},
      {"http://me:pa%40ss%3Aword@proxy:1", LK_PROXY_HTTP, "proxy", 1, "me", "pa@ss:word"},
      {"me:secret@proxy:1", LK_PROXY_HTTP, "proxy", 1, "me", "secret"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LkProxy) proxy = lk_proxy_parse (cases[i].url, &error);

    g_assert_no_error (error);
    g_assert_cmpint (proxy->kind, ==, cases[i].kind);
    g_assert_cmpstr (proxy->host, ==, cases[i].host);
    g_assert_cmpuint (proxy->port, ==, cases[i].port);
    g_assert_cmpstr (proxy->user, ==, cases[i].user);
    g_assert_cmpstr (proxy->password == NULL ? NULL : lk_secret_text (proxy->password), ==,
                     cases[i].password);
  }
}

/* What is wrong with it is said without quoting it: it may hold a password. */
static void
test_parse_refused (void)
{
  static const char *const bad[] = {
      "",
      "http://",
      "ftp://hunter2",
      "http://a:hunter2@:80",
      "http://hunter2:70000",
      "http://[hunter2",
      "http://a:hunter2@b\r\nX: y:1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (lk_proxy_parse (bad[i], &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_PROXY);
    g_assert_null (strstr (error->message, "hunter2"));
  }
}

static void
test_exempts (void)
{
  static const struct {
    const char *list, *host;
    gboolean exempt;
  } cases[] = {
      {"", "a.example.com", FALSE},
      {"*", "a.example.com", TRUE},
      {"example.com", "example.com", TRUE},
      {"example.com", "A.Example.COM", TRUE},
      {".example.com", "a.example.com", TRUE},
      {".example.com", "example.com", TRUE},
      {"example.com.", "a.example.com", TRUE},
      {"example.com", "a.example.com.", TRUE},
      {"example.com", "badexample.com", FALSE},
      {"ample.com", "example.com", FALSE},
      {"a.example.com", "example.com", FALSE},
      {"localhost, 10.0.0.0/8 ,b.test", "b.test", TRUE},
      {"localhost, 10.0.0.0/8 ,b.test", "10.1.2.3", TRUE},
      {"10.0.0.0/8", "11.1.2.3", FALSE},
      {"10.0.0.0/33", "10.0.0.0", FALSE},
      {"192.168.1.1", "192.168.1.1", TRUE},
      {"192.168.1.1", "192.168.1.11", FALSE},
      {"fe80::/10", "fe80::1", TRUE},
      {"fe80::/10", "2001:db8::1", FALSE},
      {"[::1]", "::1", TRUE},
      {"::1", "::1", TRUE},
      {"example.com:443", "a.example.com", TRUE},
      {"example.com:8443", "a.example.com", FALSE},
      {"[::1]:443", "::1", TRUE},
      {"[::1]:8443", "::1", FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("'%s' and %s", cases[i].list, cases[i].host);
    g_assert_cmpint (lk_proxy_exempts (cases[i].list, cases[i].host, 443), ==, cases[i].exempt);
  }
}

static void
expect (const char *host)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkProxy) proxy = lk_proxy_from_environment ("ssh.example.com", 443, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (proxy == NULL ? NULL : proxy->host, ==, host);
}

static void
test_environment (void)
{
  static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                                      "http_proxy",  "no_proxy",    "NO_PROXY"};

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_unsetenv (names[i]);
  expect (NULL);
  g_assert_false (lk_proxy_environment_decides ("ssh.example.com", 443));
  g_setenv ("http_proxy", "http://never", TRUE);
  expect (NULL);
  g_setenv ("ALL_PROXY", "socks5://four", TRUE);
  expect ("four");
  g_assert_true (lk_proxy_environment_decides ("ssh.example.com", 443));
  g_setenv ("all_proxy", "socks5://three", TRUE);
  expect ("three");
  g_setenv ("HTTPS_PROXY", "http://two", TRUE);
  expect ("two");
  g_setenv ("https_proxy", "http://one", TRUE);
  expect ("one");
  g_setenv ("https_proxy", "", TRUE);
  expect ("two");
  g_setenv ("NO_PROXY", "example.com", TRUE);
  expect (NULL);
  g_setenv ("no_proxy", "other.com", TRUE);
  expect ("two");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy/parse", test_parse);
  g_test_add_func ("/proxy/parse-refused", test_parse_refused);
  g_test_add_func ("/proxy/exempts", test_exempts);
  g_test_add_func ("/proxy/environment", test_environment);
  return g_test_run ();
}
