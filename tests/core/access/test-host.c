/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/host.h"

#include <string.h>

#include "base/error.h"

static void
test_good (void)
{
  static const struct {
    const char *text, *host, *path;
  } cases[] = {
      {"ssh.example.com", "ssh.example.com", "/"},
      {"SSH.Example.COM.", "ssh.example.com", "/"},
      {"https://ssh.example.com", "ssh.example.com", "/"},
      {"HTTPS://ssh.example.com:443/a/b?q#f", "ssh.example.com", "/a/b"},
      {"https://ssh.example.com?q=/x", "ssh.example.com", "/"},
      {"b\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example", "/"},
      {"my_host.example.com", "my_host.example.com", "/"},
      {"localhost", "localhost", "/"},
      {"1password.example.com", "1password.example.com", "/"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = NULL;
    g_autofree char *host = lk_host_parse (cases[i].text, &path, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (host, ==, cases[i].host);
    g_assert_cmpstr (path, ==, cases[i].path);
    g_assert_true (lk_host_is_canonical (host));
  }
}

static void
test_bad (void)
{
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *fifty = g_strnfill (50, 'a');
  g_autofree char *name = g_strconcat (fifty, ".", fifty, ".", fifty, ".", fifty, ".", fifty, NULL);
  g_autofree char *huge = g_strnfill (100000, 'a');
  const char *cases[] = {
      "",
      ".",
      "..",
      "https://",
      "a..b",
      ".example.com",
      "ssh example.com",
      " ssh.example.com",
      "ssh.example.com\n",
      "ann@ssh.example.com",
      "https://ann:x@ssh.example.com/",
      "http://ssh.example.com",
      "ssh://ssh.example.com",
      "ssh.example.com:22",
      "ssh.example.com:",
      "-ssh.example.com",
      "ssh-.example.com",
      "-oProxyCommand=x",
      "ssh.exa%6dple.com",
      "$(id).example.com",
      "10.0.0.1",
      "10.1",
      "1.2.3",
      "::1",
      "[::1]",
      "[::1]:443",
      "https://[2001:db8::1]/",
      "ssh.example.com/a b",
      "\xff\xfe",
      label,
      name,
      huge,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (lk_host_parse (cases[i], NULL, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
    g_assert_cmpuint (strlen (error->message), <, 1000);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/good", test_good);
  g_test_add_func ("/host/bad", test_bad);
  return g_test_run ();
}
