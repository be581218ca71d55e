/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

#include <string.h>
#include <unistd.h>

#include "base/process.h"
#include "base/sandbox.h"

/* The ssh that runs us is outside of our sandbox, where only the launcher could look. */
static void
take_outside (LkCaller *caller)
{
  const char *text = g_getenv (LK_SANDBOX_CALLER);
  g_auto (GStrv) argv = text == NULL ? NULL : g_strsplit (text, "\n", 0);
  g_autofree char *name = argv == NULL || argv[0] == NULL ? NULL : g_path_get_basename (argv[0]);

  if (name != NULL && strcmp (name, "ssh") == 0)
    caller->ssh = lk_ssh_options_find (0, (const char *const *) argv);
}

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
  else if (lk_sandbox_id () != NULL)
    take_outside (caller);
  return caller;
}

void
lk_caller_free (LkCaller *caller)
{
  g_clear_pointer (&caller->program, lk_program_free);
  g_free (caller);
}
