/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/caller.h"

#include <unistd.h>

/* Among a test's parents there is no ssh: it is itself what the user called. */
static void
test_self (void)
{
  g_autoptr (LkCaller) caller = lk_caller_find ();
  g_autofree char *folder = g_get_current_dir ();

  g_assert_false (caller->ssh.batch);
  g_assert_cmpuint (caller->ssh.connect_timeout, ==, 0);
  g_assert_cmpstr (caller->program->name, ==, "test-cli-caller");
  g_assert_cmpstr (caller->program->folder, ==, folder);
  g_assert_cmpint (caller->program->pid, ==, getpid ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/caller/self", test_self);
  return g_test_run ();
}
