/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/open-tunnel.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/dirs.h"
#include "tunnels/mark.h"

static char *runtime_dir;

/* A process that has a tunnel open until it gets a signal. */
static pid_t
start (const char *via, guint32 number)
{
  int ready[2];
  pid_t pid;
  char byte;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    LkTunnelMark *mark = lk_tunnel_mark_new ("ssh.example.com", via, number, -1, NULL);

    lk_tunnel_mark_traffic (mark)->sent = 12;
    lk_tunnel_mark_traffic (mark)->received = 1234567890123;
    (void) !write (ready[1], "", 1);
    for (;;)
      pause ();
  }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  return pid;
}

static int
wait_for (pid_t pid)
{
  int status;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return status;
}

static guint
count_files (void)
{
  g_autofree char *folder = g_build_filename (runtime_dir, "tunnels", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_list (void)
{
  pid_t pid = start (NULL, 0);
  g_autoptr (GPtrArray) list = lk_open_tunnels_list (runtime_dir);
  g_autoptr (GPtrArray) after = NULL;
  const LkOpenTunnel *tunnel;

  g_assert_cmpuint (list->len, ==, 1);
  tunnel = list->pdata[0];
  g_assert_cmpstr (tunnel->host, ==, "ssh.example.com");
  g_assert_cmpstr (tunnel->via, ==, "");
  g_assert_cmpuint (tunnel->traffic.sent, ==, 12);
  g_assert_cmpuint (tunnel->traffic.received, ==, 1234567890123);
  g_assert_cmpint (tunnel->pid, ==, pid);
  g_assert_cmpstr (tunnel->program->name, ==, "test-tunnels-open-tunnel");
  g_assert_cmpint (ABS (tunnel->opened_at - g_get_real_time () / G_USEC_PER_SEC), <=, 60);
  /* What a killed one left is gone when somebody has looked. */
  kill (pid, SIGKILL);
  wait_for (pid);
  g_assert_cmpuint (count_files (), ==, 1);
  after = lk_open_tunnels_list (runtime_dir);
  g_assert_cmpuint (after->len, ==, 0);
  g_assert_cmpuint (count_files (), ==, 0);
}

static void
test_end (void)
{
  pid_t one = start (NULL, 0), two = start ("127.0.0.1:5432", 7);
  g_autoptr (GPtrArray) list = lk_open_tunnels_list (runtime_dir);
  g_autoptr (GPtrArray) rest = NULL;

  g_assert_cmpuint (list->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const LkOpenTunnel *tunnel = list->pdata[i];

    if (tunnel->pid != (guint) one)
      continue;
    g_assert_true (lk_open_tunnel_end (runtime_dir, tunnel->id, NULL));
    g_assert_cmpint (WTERMSIG (wait_for (one)), ==, SIGTERM);
    /* A second time there is nothing to do. */
    g_assert_true (lk_open_tunnel_end (runtime_dir, tunnel->id, NULL));
  }
  rest = lk_open_tunnels_list (runtime_dir);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpint (((const LkOpenTunnel *) rest->pdata[0])->pid, ==, two);
  g_assert_cmpstr (((const LkOpenTunnel *) rest->pdata[0])->via, ==, "127.0.0.1:5432");
  g_assert_cmpuint (((const LkOpenTunnel *) rest->pdata[0])->number, ==, 7);
  kill (two, SIGKILL);
  wait_for (two);
}

/* Names that lead elsewhere, links, files of others and of nobody. */
static void
test_strange (void)
{
  g_autofree char *folder = g_build_filename (runtime_dir, "tunnels", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *outside = g_build_filename (runtime_dir, "outside", NULL);
  g_autoptr (GPtrArray) list = NULL;

  g_assert_true (g_file_set_contents (outside, "precious", -1, NULL));
  g_assert_true (g_file_set_contents (file, "no record", -1, NULL));
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_true (lk_open_tunnel_end (runtime_dir, "../outside", NULL));
  list = lk_open_tunnels_list (runtime_dir);
  g_assert_cmpuint (list->len, ==, 0);
  g_assert_true (g_file_test (outside, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_unlink (link);
  g_unlink (outside);
}

/* Closed by itself it leaves nothing, and while it is being made nobody removes it. */
static void
test_race (void)
{
  siginfo_t info = {0};
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    for (int i = 0; i < 2000; i++) {
      g_autoptr (LkTunnelMark) mark = lk_tunnel_mark_new ("ssh.example.com", NULL, 0, -1, NULL);

      if (mark == NULL || !g_file_test (lk_tunnel_mark_path (mark), G_FILE_TEST_EXISTS))
        _exit (1);
    }
    _exit (0);
  }
  while (info.si_pid != pid) {
    g_autoptr (GPtrArray) list = lk_open_tunnels_list (runtime_dir);

    g_assert_cmpuint (list->len, <=, 1);
    g_assert_cmpint (waitid (P_PID, (id_t) pid, &info, WEXITED | WNOHANG | WNOWAIT), ==, 0);
  }
  g_assert_cmpint (wait_for (pid), ==, 0);
  g_assert_cmpuint (count_files (), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *base = g_dir_make_tmp ("latchkey-tunnels-XXXXXX", NULL);
  g_autofree char *folder = NULL;
  int result;

  g_setenv ("XDG_RUNTIME_DIR", base, TRUE);
  runtime_dir = lk_runtime_dir (NULL);
  folder = g_build_filename (runtime_dir, "tunnels", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/open-tunnel/list", test_list);
  g_test_add_func ("/open-tunnel/end", test_end);
  g_test_add_func ("/open-tunnel/strange", test_strange);
  g_test_add_func ("/open-tunnel/race", test_race);
  result = g_test_run ();
  g_rmdir (folder);
  g_rmdir (runtime_dir);
  g_rmdir (base);
  g_free (runtime_dir);
  return result;
}
