/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-config.h"

#include "base/error.h"

static void
check_listen (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *listen = lk_forward_listen_parse (text, 1024, &error);

  g_assert_cmpstr (listen, ==, expected);
  if (expected == NULL)
    g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
}

static void
test_listen (void)
{
  g_autofree char *home = g_build_filename (g_get_home_dir (), "db.sock", NULL);
  g_autofree char *longest = g_strnfill (107 - strlen ("/tmp/"), 'x');
  g_autofree char *fits = g_strconcat ("/tmp/", longest, NULL);
  g_autofree char *too_long = g_strconcat (fits, "x", NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_home_dir (), 0700), ==, 0);
  check_listen ("5432", "127.0.0.1:5432");
  check_listen (" 5432\n", "127.0.0.1:5432");
  check_listen (":5432", "127.0.0.1:5432");
  check_listen ("localhost:1024", "localhost:1024");
  check_listen ("0.0.0.0:65535", "0.0.0.0:65535");
  check_listen ("[::1]:5432", "[::1]:5432");
  check_listen ("/tmp/db.sock", "/tmp/db.sock");
  check_listen ("unix:/tmp/db.sock", "/tmp/db.sock");
  check_listen ("~/db.sock", home);
  check_listen (fits, fits);

  const char *const wrong[] = {"",      " ",           "0",          "65536",  "99999999999",
                               "-1",    "db",          "host:",      "host:0", "host name:5432",
                               "1023",  "[::1]:80",    "unix:db",    "~db",    "/tmp",
                               "/tmp/", "/nowhere/db", "tcp://a:80", too_long, "127.0.0.1:5432x"};
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    check_listen (wrong[i], NULL);
}

static void
test_public (void)
{
  g_assert_false (lk_forward_listen_is_public ("127.0.0.1:5432"));
  g_assert_false (lk_forward_listen_is_public ("127.8.0.1:5432"));
  g_assert_false (lk_forward_listen_is_public ("[::1]:5432"));
  g_assert_false (lk_forward_listen_is_public ("localhost:5432"));
  g_assert_false (lk_forward_listen_is_public ("/tmp/db.sock"));
  g_assert_true (lk_forward_listen_is_public ("0.0.0.0:5432"));
  g_assert_true (lk_forward_listen_is_public ("[::]:5432"));
  g_assert_true (lk_forward_listen_is_public ("myhost:5432"));
}

/* What an administrator wrote is taken as it is, but for what nobody could tell apart. */
static void
test_variant (void)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_parsed (
      "[('db', 'db.example.com', '127.0.0.1:5432', true), ('', 'x', '1', false), "
      "('db', 'other.example.com', '5433', false), ('rdp', 'win.example.com', '/run/rdp', "
      "false)]"));
  g_autoptr (GPtrArray) configs = lk_forward_configs_from_variant (value);
  g_autoptr (GVariant) again = g_variant_ref_sink (lk_forward_configs_to_variant (configs));
  g_autofree char *text = g_variant_print (again, FALSE);

  g_assert_cmpstr (text, ==,
                   "[('db', 'db.example.com', '127.0.0.1:5432', true), "
                   "('rdp', 'win.example.com', '/run/rdp', false)]");
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static LkForwardConfig *
check (const char *name, const char *host, const char *listen, gboolean probe, GError **error)
{
  g_autoptr (LkForwardConfig) config = lk_forward_config_new (name, host, listen, TRUE);
  g_autoptr (GAsyncResult) result = NULL;

  lk_forward_config_check_async (config, probe, NULL, on_checked, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return lk_forward_config_check_finish (result, error);
}

static void
check_wrong (const char *name, const char *host, const char *listen)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (check (name, host, listen, FALSE, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
}

static void
test_check (void)
{
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (other, NULL, NULL);
  g_autofree char *listen = g_strdup_printf ("%u", port);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkForwardConfig) config = NULL;

  check_wrong (" ", "db.example.com", "5432");
  check_wrong ("db", "", "5432");
  check_wrong ("db", "db example", "5432");
  check_wrong ("db", "db.example.com", "");
  g_assert_null (check ("db", "db.example.com", listen, TRUE, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_TCP);
  config = check (" db ", "https://DB.example.com/", listen, FALSE, NULL);
  g_assert_cmpstr (config->name, ==, "db");
  g_assert_cmpstr (config->host, ==, "db.example.com");
  g_assert_cmpstr (config->listen, ==, address);
  g_assert_true (config->at_login);
  g_socket_listener_close (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forward-config/listen", test_listen);
  g_test_add_func ("/forward-config/public", test_public);
  g_test_add_func ("/forward-config/variant", test_variant);
  g_test_add_func ("/forward-config/check", test_check);
  return g_test_run ();
}
