/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-trace.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static int
wait_for (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return status;
}

static pid_t
start (const LkTestTrace *trace)
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
      _exit (99);
    raise (SIGSTOP);
    _exit (trace->work (trace->data));
  }
  g_assert_true (WIFSTOPPED (wait_for (child)));
  g_assert_cmpint (ptrace (PTRACE_SETOPTIONS, child, NULL, PTRACE_O_EXITKILL), ==, 0);
  return child;
}

static int
finish (pid_t child, gboolean killed)
{
  int status;

  if (killed)
    kill (child, SIGKILL);
  else
    ptrace (PTRACE_DETACH, child, NULL, NULL);
  status = wait_for (child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

gboolean
lk_test_trace (const LkTestTrace *trace, guint stop, int *code)
{
  pid_t child = start (trace);

  for (guint i = 0; i < stop; i++) {
    int status;

    g_assert_cmpint (ptrace (PTRACE_SYSCALL, child, NULL, NULL), ==, 0);
    status = wait_for (child);
    if (WIFEXITED (status)) {
      *code = WEXITSTATUS (status);
      return FALSE;
    }
    g_assert_true (WIFSTOPPED (status));
    g_assert_cmpint (WSTOPSIG (status), ==, SIGTRAP);
  }
  if (trace->meanwhile != NULL)
    trace->meanwhile (trace->data);
  *code = finish (child, trace->meanwhile == NULL);
  return TRUE;
}
