/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/caller.h"

static void
check (const char *command_line, gboolean batch, int timeout)
{
  g_auto (GStrv) argv = NULL;
  LkCaller caller;

  g_assert_true (g_shell_parse_argv (command_line, NULL, &argv, NULL));
  lk_caller_parse (&caller, (const char *const *) argv);
  g_assert_cmpint (caller.batch, ==, batch);
  g_assert_cmpint (caller.connect_timeout, ==, timeout);
}

static void
test_options (void)
{
  check ("ssh host", FALSE, 0);
  check ("ssh -oBatchMode=yes host", TRUE, 0);
  check ("ssh -o 'batchmode yes' -o ConnectTimeout=7 host", TRUE, 7);
  check ("ssh -o BatchMode=no host", FALSE, 0);
  check ("ssh -o ConnectTimeout=none host", FALSE, 0);
  check ("ssh -o", FALSE, 0);
  check ("ssh -o BatchModeX=yes host", FALSE, 0);
}

/* There is no ssh among a test's parents. */
static void
test_none (void)
{
  LkCaller caller = {TRUE, 1};

  lk_caller_find (&caller);
  g_assert_false (caller.batch);
  g_assert_cmpint (caller.connect_timeout, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caller/options", test_options);
  g_test_add_func ("/caller/none", test_none);
  return g_test_run ();
}
