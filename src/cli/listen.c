/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listen.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <glib-unix.h>

#include "base/error.h"
#include "base/io.h"
#include "carrier/listener.h"
#include "connect.h"
#include "log.h"
#include "report.h"
#include "tunnels/mark.h"

typedef struct {
  const LkConnectOptions *options;
  const char *address;
  int stop; /* written to when all is to end */
  GMutex mutex;
  GHashTable *open; /* number to descriptor */
  guint32 last;
  int failed; /* there was trouble since the last connection that was made */
} Listening;

/* The signal's handler writes the number of the connection to end, 0 for all. */
static int signal_pipe[2] = {-1, -1};

static void
on_signal (int number, siginfo_t *info, void *context)
{
  guint32 which = info->si_code == SI_QUEUE ? (guint32) info->si_value.sival_int : 0;

  (void) !write (signal_pipe[1], &which, sizeof which);
}

static void
watch_signals (void)
{
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
}

/* Whoever carries the connection sees its end as if the client had closed it. */
static void
end_one (Listening *listening, guint32 which)
{
  gpointer fd;

  g_mutex_lock (&listening->mutex);
  if (g_hash_table_lookup_extended (listening->open, GUINT_TO_POINTER (which), NULL, &fd))
    shutdown (GPOINTER_TO_INT (fd), SHUT_RDWR);
  g_mutex_unlock (&listening->mutex);
}

static gpointer
obey_signals (gpointer data)
{
  Listening *listening = data;
  guint32 which;

  while (lk_read_full (signal_pipe[0], &which, sizeof which, NULL) && which != 0)
    end_one (listening, which);
  lk_write_full (listening->stop, "", 1, NULL);
  return NULL;
}

static guint32
enter (Listening *listening, int fd)
{
  guint32 number;

  g_mutex_lock (&listening->mutex);
  number = ++listening->last;
  g_hash_table_insert (listening->open, GUINT_TO_POINTER (number), GINT_TO_POINTER (fd));
  g_mutex_unlock (&listening->mutex);
  return number;
}

static void
leave (Listening *listening, guint32 number)
{
  g_mutex_lock (&listening->mutex);
  g_hash_table_remove (listening->open, GUINT_TO_POINTER (number));
  g_mutex_unlock (&listening->mutex);
}

static void
on_connection (int fd, int cancel_fd, gpointer data)
{
  Listening *listening = data;
  const char *host = listening->options->host;
  guint32 number = enter (listening, fd);
  g_autoptr (LkTunnelMark) mark = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTunnel) tunnel = lk_connect_open (listening->options, cancel_fd, &error);

  if (tunnel == NULL) {
    lk_report (host, error);
    g_atomic_int_set (&listening->failed, TRUE);
  } else {
    /* Whoever was told of trouble wants to know that it is over. */
    if (g_atomic_int_compare_and_exchange (&listening->failed, TRUE, FALSE))
      g_printerr ("latchkey: %s: connected again\n", host);
    mark = lk_tunnel_mark_new (host, listening->address, number, fd, &error);
    if (mark == NULL)
      lk_log (LK_LOG_WARN, "%s: %s", host, error->message);
    g_clear_error (&error);
    if (!lk_tunnel_run (tunnel, fd, fd, cancel_fd, lk_tunnel_mark_traffic (mark), &error)) {
      lk_report_dropped (host, error);
      g_atomic_int_set (&listening->failed, TRUE);
    }
  }
  leave (listening, number);
}

int
lk_listen (const LkConnectOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkListener) listener = lk_listener_new (options->listener, &error);
  Listening listening = {.options = options};
  int stop_pipe[2];
  GThread *thread;

  if (listener == NULL || !g_unix_open_pipe (stop_pipe, FD_CLOEXEC, &error) ||
      !g_unix_open_pipe (signal_pipe, FD_CLOEXEC, &error))
    return lk_report (options->host, error);
  listening.address = lk_listener_address (listener);
  listening.stop = stop_pipe[1];
  listening.open = g_hash_table_new (NULL, NULL);
  thread = g_thread_new ("signals", obey_signals, &listening);
  watch_signals ();
  g_printerr ("latchkey: %s: listening on %s\n", options->host, listening.address);
  lk_listener_run (listener, stop_pipe[0], on_connection, &listening, &error);
  lk_write_full (signal_pipe[1], &(guint32){0}, sizeof (guint32), NULL);
  g_thread_join (thread);
  g_hash_table_unref (listening.open);
  return error == NULL ? LK_EXIT_DONE : lk_report (options->host, error);
}
