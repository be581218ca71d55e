/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-config.h"

#include "base/error.h"

typedef struct {
  const char *before;
  const char *call;  /* "set|add|unset host Name value|value" */
  const char *after; /* NULL: refused */
} Case;

static gboolean
apply (LkConfigTree *tree, const char *call, GError **error)
{
  g_auto (GStrv) words = g_strsplit (call, " ", 4);
  g_auto (GStrv) values = words[3] != NULL ? g_strsplit (words[3], "|", -1) : NULL;
  LkConfigSetting setting = {words[2], (const char *const *) values};
  LkConfigRef at = {0, 0};

  if (!g_str_equal (words[1], "-"))
    at = lk_test_find (tree, words[1]);
  if (g_str_equal (words[0], "set"))
    return lk_config_edit_set (tree, at, &setting, error);
  if (g_str_equal (words[0], "add"))
    return lk_config_edit_add (tree, at, &setting, error);
  return lk_config_edit_unset (tree, at, words[2], (const char *const *) values, error);
}

static void
run (const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (LkConfigTree) tree = lk_test_from (cases[i].before);
    g_autoptr (GError) error = NULL;
    gboolean ok = apply (tree, cases[i].call, &error);
    g_autofree char *after = lk_test_text (tree, 0);

    if (cases[i].after != NULL) {
      g_assert_no_error (error);
      g_assert_cmpstr (after, ==, cases[i].after);
    } else {
      g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
      g_assert_cmpstr (after, ==, cases[i].before);
    }
    g_assert_cmpint (ok, ==, cases[i].after != NULL);
  }
}

static void
test_set (void)
{
  static const Case cases[] = {
      {"Host a\n  User x  # why\n", "set a user y", "Host a\n  User y  # why\n"},
      {"Host a\n\tuser=\"x y\" \t\r\n", "set a User z", "Host a\n\tuser=\"z\" \t\r\n"},
      {"Host a\n user = 'x'", "set a User y z", "Host a\n user = 'y z'"},
      {"Host a\n User x\n", "set a User C:\\d\\", "Host a\n User \"C:\\d\\\\\"\n"},
      {"Host a\n User x\n", "set a User \"'", "Host a\n User \"\\\"'\"\n"},
      {"Host a\n User x\n", "set a User #1", "Host a\n User \"#1\"\n"},
      {"Host a\n User x\n", "set a User =1", "Host a\n User \"=1\"\n"},
      {"Host a\n LocalForward 80  x:80 #\n", "set a LocalForward 80|y:80",
       "Host a\n LocalForward 80  y:80 #\n"},
      {"Host a\n SendEnv  A  B C #\n", "set a SendEnv D|E", "Host a\n SendEnv  D E #\n"},
      {"Host a\n IdentityFile x\n User u\n IdentityFile y\n", "set a IdentityFile z",
       "Host a\n IdentityFile z\n User u\n"},
      {"Host a\n ProxyCommand = nc \"%h\" # 1  \n", "set a ProxyCommand l \"%h\" #|2",
       "Host a\n ProxyCommand = l \"%h\" # 2  \n"},
      {"Host a\n  User\n", "set a User x", "Host a\n  User x\n"},
      {"Host a\n User x\n", "set a User x", "Host a\n User x\n"},
      {"User g\nHost a\n User x\n", "set - User y", "User y\nHost a\n User x\n"},
      {"Host a\n User x\n", "set a User x\ny", NULL},
      {"Host a\n ProxyCommand x\n", "set a ProxyCommand nc \"", NULL},
      {"Host a\n User x\n", "set a Host b", NULL},
      {"Host a\n User x\n", "set a Us-er b", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_insert (void)
{
  static const Case cases[] = {
      {"Host a", "set a User x", "Host a\n  User x"},
      {"Host a\r\n", "set a User x", "Host a\r\n  User x\r\n"},
      {"Host a\n\tUser = x", "set a Port 22", "Host a\n\tUser = x\n\tPort = 22"},
      {"Host a\nUser x\n\n# b\nHost b\n", "set a Port 22",
       "Host a\nUser x\nPort 22\n\n# b\nHost b\n"},
      {"Host b\n    User=x\n\nHost a\n", "set a Port 22",
       "Host b\n    User=x\n\nHost a\n    Port=22\n"},
      {"Host a\n  User       x\n  Port       1\n", "set a HostName h",
       "Host a\n  User       x\n  Port       1\n  HostName   h\n"},
      {"Host a\n  User  x\n  HostName  h\n", "set a Port 1",
       "Host a\n  User  x\n  HostName  h\n  Port  1\n"},
      {"Host a\n  User     x\n  HostName h\n", "set a IdentityFile k",
       "Host a\n  User     x\n  HostName h\n  IdentityFile k\n"},
      {"Host a\n\tUser\t\tx\n\tHostName\th\n", "set a Port 1",
       "Host a\n\tUser\t\tx\n\tHostName\th\n\tPort\t\t1\n"},
      {"Host a\n  User     = x\n  HostName = h\n", "set a Port 1",
       "Host a\n  User     = x\n  HostName = h\n  Port     = 1\n"},
      {"Host a\n  User x\n  Include i\n  Port 1\n", "set a HostName h",
       "Host a\n  User x\n  HostName h\n  Include i\n  Port 1\n"},
      {"# top\n\nHost a\n  User x\n", "set - Port 1", "# top\nPort 1\n\nHost a\n  User x\n"},
      {"", "set - Port 1", "Port 1\n"},
      {"Host a\n IdentityFile x\n User u\n", "add a IdentityFile y z",
       "Host a\n IdentityFile x\n IdentityFile \"y z\"\n User u\n"},
      {"Host a\n User u\n\n", "add a SendEnv A|B", "Host a\n User u\n SendEnv A B\n\n"},
      {"Host a\n", "add a ProxyCommand ", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_unset (void)
{
  static const Case cases[] = {
      {"Host a\n  # note\n  User x\n  user y", "unset a USER", "Host a\n  # note\n"},
      {"Host a\n IdentityFile x\n IdentityFile \"y z\"\n", "unset a IdentityFile y z",
       "Host a\n IdentityFile x\n"},
      {"Host a\n ProxyCommand a \"b\"\n", "unset a ProxyCommand a \"b\"", "Host a\n"},
      {"Host a\n User x\nHost b\n User y\n", "unset b User", "Host a\n User x\nHost b\n"},
      {"Host a\n User x\n", "unset a Port", NULL},
      {"Host a\n User x\n", "unset a User y", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sshconfig/edit-option/set", test_set);
  g_test_add_func ("/sshconfig/edit-option/insert", test_insert);
  g_test_add_func ("/sshconfig/edit-option/unset", test_unset);
  return g_test_run ();
}
