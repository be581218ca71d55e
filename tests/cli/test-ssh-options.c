/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/ssh-options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Run with -G, this program is an ssh that does as its next argument says. */
static int
be_ssh (const char *how)
{
  if (strcmp (how, "batch") == 0)
    puts ("host x\nbatchmode yes\nconnecttimeout 45\nidentityfile ~/.ssh/id_rsa");
  while (strcmp (how, "flood") == 0 && puts ("batchmode yes") >= 0)
    ;
  if (strcmp (how, "hang") == 0)
    pause ();
  return 0;
}

static void
check (const char *how, gboolean batch, guint timeout)
{
  LkSshOptions options = lk_ssh_options_find (getpid (), (const char *const[]){"ssh", how, NULL});

  g_assert_cmpint (options.batch, ==, batch);
  g_assert_cmpuint (options.connect_timeout, ==, timeout);
}

static void
test_find (void)
{
  check ("batch", TRUE, 45);
  check ("nothing", FALSE, 0);
  check ("flood", FALSE, 0);
  check ("hang", FALSE, 0);
  g_assert_true (
      lk_ssh_options_find (getpid (), (const char *const[]){"ssh", "-G", "h", NULL}).batch);
}

static void
test_parse (void)
{
  g_assert_false (lk_ssh_options_parse ("batchmode no\nconnecttimeout none\n").batch);
  g_assert_cmpuint (lk_ssh_options_parse ("batchmode no\nconnecttimeout none").connect_timeout, ==,
                    0);
  g_assert_cmpuint (lk_ssh_options_parse ("connecttimeout 99999999999999999999").connect_timeout,
                    ==, G_MAXINT);
  g_assert_false (lk_ssh_options_parse ("localcommand batchmode yes\nbatchmode yesterday\n").batch);
}

static void
check_idle (const char *command_line, gboolean idle)
{
  g_auto (GStrv) argv = NULL;

  g_assert_true (g_shell_parse_argv (command_line, NULL, &argv, NULL));
  g_assert_cmpint (lk_ssh_options_is_idle ((const char *const *) argv), ==, idle);
}

static void
test_idle (void)
{
  check_idle ("ssh -G host", TRUE);
  check_idle ("ssh -vG host", TRUE);
  check_idle ("ssh -v -p 22 -oUser=x host -G", TRUE);
  check_idle ("ssh -O check host", TRUE);
  check_idle ("ssh -qOexit host", TRUE);
  check_idle ("ssh host", FALSE);
  check_idle ("ssh", FALSE);
  check_idle ("ssh -l G host", FALSE);
  check_idle ("ssh -lG host", FALSE);
  check_idle ("ssh -o -G host", FALSE);
  check_idle ("ssh host command -G", FALSE);
  check_idle ("ssh -i", FALSE);
}

static void
check_agent (const char *text, const char *expected)
{
  LkSshOptions options = lk_ssh_options_parse (text);

  g_assert_cmpstr (lk_ssh_options_agent (&options), ==, expected);
}

static void
test_agent (void)
{
  g_assert_true (g_setenv ("SSH_AUTH_SOCK", "/own", TRUE));
  g_assert_true (g_setenv ("OTHER_SOCK", "/other", TRUE));
  check_agent ("", "/own");
  check_agent ("identityagent SSH_AUTH_SOCK\n", "/own");
  check_agent ("identityagent none\n", NULL);
  check_agent ("identityagent $OTHER_SOCK\n", "/other");
  check_agent ("identityagent $NO_SUCH_THING\n", NULL);
  check_agent ("user me\nidentityagent /with a space\n", "/with a space");
  g_assert_cmpstr (lk_ssh_options_parse ("user me\n").user, ==, "me");
  g_assert_true (lk_ssh_options_parse (
                     "identityfile ~/.ssh/id\nidentityfile /run/latchkey/certificates/%h/key\n")
                     .identity);
  g_assert_false (lk_ssh_options_parse ("identityfile ~/.cloudflared/%h-cf_key\n").identity);
  g_unsetenv ("SSH_AUTH_SOCK");
  check_agent ("", NULL);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "-G") == 0)
    return be_ssh (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ssh-options/find", test_find);
  g_test_add_func ("/ssh-options/parse", test_parse);
  g_test_add_func ("/ssh-options/idle", test_idle);
  g_test_add_func ("/ssh-options/agent", test_agent);
  return g_test_run ();
}
