/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs clients between two pipes and measures them alone, as ssh would have them.
 *
 *   stopwatch first ROUNDS -- COMMAND... [-- COMMAND...]...   rounds of all of them by turns
 *     prints for each the median of milliseconds from fork to the first byte, and of CPU milliseconds
 *   stopwatch MODE BYTES [-p TEXT] -- COMMAND...              MODE as of peer.c
 *     prints CPU seconds, and the peak of its memory in KiB after the first MiB and at the end;
 *     TEXT is written to it first, and the head of the answer skipped
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib-unix.h>

#define CHUNK (256 * 1024)
#define ROUNDS_MAX 1000
#define COMMANDS_MAX 8

typedef struct {
  pid_t pid;
  int in, out; /* what it reads from and what it writes to */
  gint64 started;
} Child;

static char chunk[CHUNK];

static Child
start (char **argv)
{
  Child child = {0};
  int in[2], out[2];

  g_assert_true (pipe2 (in, O_CLOEXEC) == 0 && pipe2 (out, O_CLOEXEC) == 0);
  child.started = g_get_monotonic_time ();
  child.pid = vfork ();
  if (child.pid == 0) {
    dup2 (in[0], 0);
    dup2 (out[1], 1);
    execv (argv[0], argv);
    _exit (127);
  }
  close (in[0]);
  close (out[1]);
  child.in = in[1];
  child.out = out[0];
  return child;
}

/* Returns its CPU time in seconds. */
static double
end (Child *child)
{
  struct rusage usage;

  kill (child->pid, SIGKILL);
  wait4 (child->pid, NULL, 0, &usage);
  close (child->in);
  close (child->out);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static long
peak (const Child *child)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) child->pid);
  g_autofree char *text = NULL;
  const char *line;
  long kib = -1;

  g_file_get_contents (path, &text, NULL, NULL);
  line = text == NULL ? NULL : strstr (text, "VmHWM:");
  if (line != NULL)
    sscanf (line, "VmHWM: %ld", &kib);
  return kib;
}

static int
compare (const void *a, const void *b)
{
  double one = *(const double *) a, two = *(const double *) b;

  return (one > two) - (one < two);
}

static void
first (int rounds, char ***commands, int n)
{
  static double waits[COMMANDS_MAX][ROUNDS_MAX], cpu[COMMANDS_MAX][ROUNDS_MAX];

  for (int round = 0; round < rounds; round++) {
    for (int i = 0; i < n; i++) {
      Child child = start (commands[i]);

      if (read (child.out, chunk, 1) != 1)
        g_error ("%s ended without a byte", commands[i][0]);
      waits[i][round] = (double) (g_get_monotonic_time () - child.started) / 1000;
      cpu[i][round] = end (&child) * 1000;
    }
  }
  for (int i = 0; i < n; i++) {
    qsort (waits[i], (size_t) rounds, sizeof (double), compare);
    qsort (cpu[i], (size_t) rounds, sizeof (double), compare);
    printf ("%.2f %.2f\n", waits[i][rounds / 2], cpu[i][rounds / 2]);
  }
}

/* Takes the preamble's answer off the front. */
static void
skip_head (Child *child)
{
  char tail[4] = "";

  while (memcmp (tail, "\r\n\r\n", 4) != 0) {
    memmove (tail, tail + 1, 3);
    if (read (child->out, tail + 3, 1) != 1)
      g_error ("no answer to the preamble");
  }
}

static void
pipe_bytes (const char *mode, guint64 bytes, const char *preamble, char **command)
{
  gboolean writes = strcmp (mode, "down") != 0, stalled = strcmp (mode, "stall-write") == 0;
  guint64 left_in = !writes ? 0 : strcmp (mode, "stall-read") == 0 ? G_MAXUINT64 : bytes;
  guint64 left_out = strcmp (mode, "up") == 0 ? 1 : stalled ? 0 : bytes;
  guint64 moved = 0;
  Child child = start (command);
  long early = -1;

  if (preamble != NULL) {
    g_assert_cmpint (write (child.in, preamble, strlen (preamble)), ==, strlen (preamble));
    skip_head (&child);
  }
  g_unix_set_fd_nonblocking (child.in, TRUE, NULL);
  fcntl (child.in, F_SETPIPE_SZ, CHUNK);
  fcntl (child.out, F_SETPIPE_SZ, CHUNK);
  while (left_out > 0 || (stalled && left_in > 0)) {
    struct pollfd fds[] = {{.fd = left_out > 0 ? child.out : -1, .events = POLLIN},
                           {.fd = left_in > 0 ? child.in : -1, .events = POLLOUT}};
    ssize_t n;

    poll (fds, 2, -1);
    if (fds[0].revents != 0) {
      n = read (child.out, chunk, CHUNK);
      if (n <= 0)
        g_error ("%s ended early", command[0]);
      left_out -= MIN (left_out, (guint64) n);
      moved += (guint64) n;
    }
    if (fds[1].revents != 0) {
      n = write (child.in, chunk, MIN (left_in, CHUNK));
      if (n < 0 && errno != EAGAIN)
        g_error ("%s ended early", command[0]);
      left_in -= (guint64) MAX (n, 0);
      moved += (guint64) MAX (n, 0);
    }
    if (early < 0 && moved > 1 << 20)
      early = peak (&child);
  }

  long late = peak (&child);
  printf ("%.3f %ld %ld\n", end (&child), early, late);
}

int
main (int argc, char **argv)
{
  char **commands[COMMANDS_MAX];
  const char *preamble = NULL;
  int n = 0;

  signal (SIGPIPE, SIG_IGN);
  for (int i = 3; i < argc; i++) {
    if (strcmp (argv[i], "-p") == 0 && n == 0 && i + 1 < argc) {
      preamble = argv[i + 1];
    } else if (strcmp (argv[i], "--") == 0 && n < COMMANDS_MAX) {
      commands[n++] = argv + i + 1;
      argv[i] = NULL;
    }
  }
  if (argc < 5 || n == 0) {
    fprintf (stderr, "stopwatch: see the head of its source\n");
    return 2;
  }
  if (strcmp (argv[1], "first") == 0)
    first (atoi (argv[2]), commands, n);
  else
    pipe_bytes (argv[1], g_ascii_strtoull (argv[2], NULL, 10), preamble, commands[0]);
  return 0;
}
