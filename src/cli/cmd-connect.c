/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <signal.h>
#include <unistd.h>
#include <glib-unix.h>

#include "base/error.h"
#include "carrier/listener.h"
#include "connect.h"
#include "log.h"
#include "report.h"

/* Written to by the signal handler, watched by the listener, so that its socket file is removed. */
static int stop_pipe[2] = {-1, -1};

static void
on_signal (int number)
{
  (void) !write (stop_pipe[1], "", 1);
}

static int
carry_standard_streams (const LkConnectOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTunnel) tunnel = lk_connect_open (options, -1, &error);

  if (tunnel == NULL)
    return lk_report (options->host, error);
  lk_log (LK_LOG_INFO, "%s: connected", options->host);
  if (!lk_tunnel_run (tunnel, STDIN_FILENO, STDOUT_FILENO, -1, NULL, &error))
    return lk_report_dropped (options->host, error);
  lk_log (LK_LOG_INFO, "%s: closed", options->host);
  return LK_EXIT_DONE;
}

static void
on_connection (int fd, int cancel_fd, gpointer data)
{
  const LkConnectOptions *options = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTunnel) tunnel = lk_connect_open (options, cancel_fd, &error);

  if (tunnel == NULL)
    lk_report (options->host, error);
  else if (!lk_tunnel_run (tunnel, fd, fd, cancel_fd, NULL, &error))
    lk_report_dropped (options->host, error);
}

static int
listen_and_carry (LkConnectOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkListener) listener = lk_listener_new (options->listener, &error);
  struct sigaction action = {.sa_handler = on_signal};

  if (listener == NULL)
    return lk_report (options->host, error);
  if (!g_unix_open_pipe (stop_pipe, FD_CLOEXEC, &error))
    return lk_report (options->host, error);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
  g_printerr ("latchkey: %s: listening on %s\n", options->host, lk_listener_address (listener));
  if (!lk_listener_run (listener, stop_pipe[0], on_connection, options, &error))
    return lk_report (options->host, error);
  return LK_EXIT_DONE;
}

int
lk_cmd_connect (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConnectOptions) options = lk_connect_options_parse (argc, argv, &error);

  if (options == NULL)
    return lk_report (NULL, error);
  return options->listener == NULL ? carry_standard_streams (options) : listen_and_carry (options);
}
