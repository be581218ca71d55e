/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/warm-format.h"

#include <string.h>

static void
test_entry (void)
{
  g_autofree char *head = lk_entry_head (1234567890123);
  g_autofree char *data = g_strconcat (head, "value\nof two lines", NULL);
  gint64 expires_at = 0;

  g_assert_cmpuint (strlen (head), <=, LK_ENTRY_HEAD_MAX);
  g_assert_cmpstr (lk_entry_parse (data, strlen (data), &expires_at), ==, "value\nof two lines");
  g_assert_cmpint (expires_at, ==, 1234567890123);
}

static void
test_entry_hostile (void)
{
  const char *texts[] = {
      "",
      "1",
      "\n",
      "1 \n",
      "1 5",
      "2 5\nx",
      "15\n",
      "1 x\n",
      "1 -5\n",
      "1 5 \n",
      "1 99999999999999999999\n",
      "1 0000000000000000000000000000000000000000000005\nx",
  };
  gint64 expires_at;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *exact = g_memdup2 (texts[i], strlen (texts[i]));

    g_assert_null (lk_entry_parse (exact, strlen (texts[i]), &expires_at));
  }
  g_assert_null (lk_entry_parse ("1 5\nx\0y", 7, &expires_at));
  g_assert_null (lk_entry_parse ("1 \0005\nx", 6, &expires_at));
  g_assert_cmpstr (lk_entry_parse ("1 5\n", 4, &expires_at), ==, "");
}

static void
check_route (const LkWarm *warm)
{
  g_autofree char *text = lk_route_format (warm);
  g_autoptr (LkWarm) back = lk_route_parse (text);

  g_assert_nonnull (back);
  g_assert_cmpstr (back->auth_domain, ==, warm->auth_domain);
  g_assert_cmpstr (back->aud, ==, warm->aud);
  g_assert_cmpstr (back->app_hostname, ==, warm->app_hostname);
  g_assert_cmpstr (back->proxy, ==, warm->proxy);
  g_assert_null (back->token);
}

static void
test_route (void)
{
  g_autoptr (LkSecret) token = lk_secret_new ("token", -1);
  LkWarm with = {.auth_domain = (char *) "team.cloudflareaccess.com",
                 .aud = (char *) "abc",
                 .app_hostname = (char *) "*.example.com",
                 .token = token};
  LkWarm without = {0};

  check_route (&with);
  with.proxy = (char *) "";
  check_route (&with);
  with.proxy = (char *) "http://user:word@proxy:3128";
  check_route (&with);
  check_route (&without);
  without.proxy = (char *) "";
  check_route (&without);
}

static void
test_route_unkeepable (void)
{
  const char *fields[] = {"a\nb", "", "a\x1b", "a\xff"};
  g_autoptr (LkSecret) token = lk_secret_new ("token", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    LkWarm warm = {.auth_domain = (char *) "team",
                   .aud = (char *) fields[i],
                   .app_hostname = (char *) "app",
                   .token = token};

    g_assert_null (lk_route_format (&warm));
  }
}

static void
test_route_hostile (void)
{
  const char *texts[] = {
      "",
      "\n\n",
      "\n\n\n\n",
      "team\n\n\n",
      "\naud\n\n",
      "team\naud\n\n",
      "t\na\nh\np\nx",
      "t\na\nh\x1b[31m\n",
      "t\na\n\xff\n",
      "t\na\nh",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (lk_route_parse (texts[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/warm-format/entry", test_entry);
  g_test_add_func ("/warm-format/entry-hostile", test_entry_hostile);
  g_test_add_func ("/warm-format/route", test_route);
  g_test_add_func ("/warm-format/route-unkeepable", test_route_unkeepable);
  g_test_add_func ("/warm-format/route-hostile", test_route_hostile);
  return g_test_run ();
}
