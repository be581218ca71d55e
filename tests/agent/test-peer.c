/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "agent/peer.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

static void
check (const char *command_line, const char *expected)
{
  g_auto (GStrv) argv = NULL;
  g_autofree char *host = NULL;

  g_assert_true (g_shell_parse_argv (command_line, NULL, &argv, NULL));
  host = lk_peer_parse ((const char *const *) argv);
  g_assert_cmpstr (host, ==, expected);
}

static void
test_parse (void)
{
  check ("/usr/bin/latchkey ssh --hostname SSH.example.com", "ssh.example.com");
  check ("latchkey ssh ssh.example.com", "ssh.example.com");
  check ("latchkey ssh --hostname=ssh.example.com --destination db:22", "ssh.example.com");
  check ("latchkey ssh --destination db:22 -T ssh.example.com", "ssh.example.com");
  check ("latchkey ssh -hostname ssh.example.com", "ssh.example.com");
  check ("cloudflared access --fedramp ssh --hostname https://ssh.example.com/", "ssh.example.com");
  check ("latchkey --fedramp tcp --tunnel-host ssh.example.com", "ssh.example.com");
  check ("latchkey", NULL);
  check ("latchkey ssh", NULL);
  check ("latchkey ssh --hostname", NULL);
  check ("latchkey ssh --hostname 'a b'", NULL);
  check ("latchkey login ssh.example.com", NULL);
  check ("ssh ssh --hostname ssh.example.com", NULL);
  g_assert_null (lk_peer_parse ((const char *const[]){NULL}));
}

/* Runs this program once more, as a helper that serves a host until its input ends. */
static GPid
start_helper (int *in, int *out)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *const argv[] = {self, "latchkey", "ssh", "--hostname", "ssh.example.com", NULL};
  GPid pid;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                           G_SPAWN_FILE_AND_ARGV_ZERO | G_SPAWN_DO_NOT_REAP_CHILD,
                                           NULL, NULL, &pid, in, out, NULL, NULL));
  return pid;
}

static void
test_process (void)
{
  g_autofree char *none = lk_peer_host (getpid ());
  g_autofree char *found = NULL;
  char ready;
  int in, out;
  GPid pid = start_helper (&in, &out);

  g_assert_null (none);
  g_assert_cmpint (read (out, &ready, 1), ==, 1);
  found = lk_peer_host (getpid ());
  g_assert_cmpstr (found, ==, "ssh.example.com");
  g_assert_true (g_close (in, NULL) && g_close (out, NULL));
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  g_spawn_close_pid (pid);
}

int
main (int argc, char **argv)
{
  if (argc > 1 && strcmp (argv[1], "ssh") == 0)
    return write (STDOUT_FILENO, "x", 1) != 1 || read (STDIN_FILENO, argv[0], 1) != 0;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/peer/parse", test_parse);
  g_test_add_func ("/peer/process", test_process);
  return g_test_run ();
}
