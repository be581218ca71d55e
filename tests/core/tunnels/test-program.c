/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/program.h"

#include <unistd.h>

static void
check_command (const char *command_line, const char *expected)
{
  g_auto (GStrv) argv = NULL;
  g_autofree char *command = NULL;

  g_assert_true (g_shell_parse_argv (command_line, NULL, &argv, NULL));
  command = lk_program_command ((const char *const *) argv);
  g_assert_cmpstr (command, ==, expected);
}

static void
test_command (void)
{
  check_command ("git fetch origin", "git fetch");
  check_command ("/usr/lib/git-core/git -C src -c a.b=c --no-pager push", "git push");
  check_command ("git -c", "git");
  check_command ("git 'pu\nsh'", "git pu?sh");
  check_command ("rsync --password-file=secret a b", "rsync");
  check_command ("ssh host", "ssh");
  check_command ("/opt/latchkey login host", "latchkey login");
  check_command ("unheard-of --secret", "unheard-of");
}

/* Among a test's parents there is no ssh: it is itself what the user called. */
static void
test_self (void)
{
  pid_t ssh = -1;
  g_autoptr (LkProgram) program = lk_program_find (getpid (), &ssh);

  g_assert_cmpint (ssh, ==, 0);
  g_assert_cmpstr (program->name, ==, "test-tunnels-program");
  g_assert_cmpint (program->pid, ==, getpid ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program/command", test_command);
  g_test_add_func ("/program/self", test_self);
  return g_test_run ();
}
