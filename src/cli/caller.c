/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

#include <unistd.h>

#include "base/process.h"

LkCaller *
lk_caller_find (void)
{
  LkCaller *caller = g_new0 (LkCaller, 1);
  g_auto (GStrv) argv = NULL;
  pid_t ssh;

  caller->program = lk_program_find (getpid (), &ssh);
  argv = ssh == 0 ? NULL : lk_process_argv (ssh);
  if (argv != NULL)
    caller->ssh = lk_ssh_options_find (ssh, (const char *const *) argv);
  return caller;
}

void
lk_caller_free (LkCaller *caller)
{
  g_clear_pointer (&caller->program, lk_program_free);
  g_free (caller);
}
