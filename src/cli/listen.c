/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listen.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <glib-unix.h>

#include "ask.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/io.h"
#include "carrier/listener.h"
#include "connect.h"
#include "log.h"
#include "report.h"
#include "tunnels/mark.h"

/* How long one that nobody uses stays, in seconds. */
#define IDLE 600
#define IS_IDLE G_MAXUINT32

typedef struct {
  const LkConnectOptions *options;
  const char *address;
  int stop; /* written to when all is to end */
  GMutex mutex;
  GHashTable *open; /* number to descriptor */
  guint32 last;
  int failed;     /* there was trouble since the last connection that was made */
  gint64 ends_at; /* when a resident one is no good any more */
} Listening;

/* The signal's handler writes the number of the connection to end, 0 for all. */
static int signal_pipe[2] = {-1, -1};

static void
on_signal (int number, siginfo_t *info, void *context)
{
  guint32 which = info->si_code == SI_QUEUE ? (guint32) info->si_value.sival_int : 0;

  if (number == SIGALRM)
    which = IS_IDLE;
  (void) !write (signal_pipe[1], &which, sizeof which);
}

static void
watch_signals (void)
{
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
  sigaction (SIGALRM, &action, NULL);
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

static gboolean
is_idle (Listening *listening)
{
  gboolean idle;

  g_mutex_lock (&listening->mutex);
  idle = g_hash_table_size (listening->open) == 0;
  g_mutex_unlock (&listening->mutex);
  return idle;
}

/* Looks again later. Nobody comes any more to one that is no good; what is open there is not cut. */
static void
go_on (Listening *listening)
{
  gint64 left = listening->ends_at - lk_clock_system ();

  if (left <= 0)
    unlink (listening->options->listener);
  alarm ((unsigned) CLAMP (left, 1, IDLE));
}

static gpointer
obey_signals (gpointer data)
{
  Listening *listening = data;
  guint32 which;

  while (lk_read_full (signal_pipe[0], &which, sizeof which, NULL) && which != 0) {
    if (which != IS_IDLE)
      end_one (listening, which);
    else if (is_idle (listening))
      break;
    else
      go_on (listening);
  }
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
  if (listening->options->resident && g_hash_table_size (listening->open) == 0)
    go_on (listening);
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
  g_autoptr (LkTunnel) tunnel = NULL;

  /* What it has to say is about the last connection. */
  if (listening->options->resident)
    (void) !ftruncate (STDERR_FILENO, 0);
  tunnel = lk_connect_open (listening->options, cancel_fd, &error);

  if (tunnel == NULL) {
    lk_report (host, error);
    g_atomic_int_set (&listening->failed, TRUE);
    /* The next one goes where there may be somebody to ask. */
    listening->ends_at = 0;
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

/* A resident one asks nobody to log in. */
static gboolean
is_logged_in (Listening *listening)
{
  const LkAsk question = {.host = listening->options->host};
  g_autoptr (LkPass) pass = lk_ask_pass (&question, NULL);

  if (pass == NULL)
    return FALSE;
  listening->ends_at = pass->token == NULL || pass->client_id != NULL
                           ? G_MAXINT64
                           : lk_clock_system () + pass->remaining;
  return TRUE;
}

int
lk_listen (const LkConnectOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkListener) listener = NULL;
  Listening listening = {.options = options};
  int stop_pipe[2];
  GThread *thread;

  if (options->resident && !is_logged_in (&listening))
    return LK_EXIT_LOGIN;
  listener = lk_listener_new (options->listener, &error);
  /* Another one was quicker. */
  if (listener == NULL && options->resident)
    return LK_EXIT_DONE;
  if (listener == NULL || !g_unix_open_pipe (stop_pipe, FD_CLOEXEC, &error) ||
      !g_unix_open_pipe (signal_pipe, FD_CLOEXEC, &error))
    return lk_report (options->host, error);
  listening.address = lk_listener_address (listener);
  listening.stop = stop_pipe[1];
  listening.open = g_hash_table_new (NULL, NULL);
  thread = g_thread_new ("signals", obey_signals, &listening);
  watch_signals ();
  if (options->resident)
    go_on (&listening);
  else
    g_printerr ("latchkey: %s: listening on %s\n", options->host, listening.address);
  lk_listener_run (listener, stop_pipe[0], on_connection, &listening, &error);
  lk_write_full (signal_pipe[1], &(guint32){0}, sizeof (guint32), NULL);
  g_thread_join (thread);
  g_hash_table_unref (listening.open);
  return error == NULL ? LK_EXIT_DONE : lk_report (options->host, error);
}
