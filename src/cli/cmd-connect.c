/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <signal.h>
#include <unistd.h>

#include "base/error.h"
#include "connect.h"
#include "listen.h"
#include "log.h"
#include "report.h"
#include "tunnels/mark.h"

/* Of the mark of the one tunnel; NULL before and after it. */
static const char *volatile mark_path;

/* ssh ends us with SIGHUP when it ends: that is no reason to leave something behind. */
static void
on_signal (int number)
{
  const char *path = mark_path;

  if (path != NULL)
    unlink (path);
  raise (number);
}

static void
watch_signals (void)
{
  static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int) SA_RESETHAND}, old;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    if (sigaction (numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
      sigaction (numbers[i], &action, NULL);
  }
}

static LkTunnelMark *
make_mark (const char *host)
{
  g_autoptr (GError) error = NULL;
  LkTunnelMark *mark = lk_tunnel_mark_new (host, NULL, 0, -1, &error);

  if (mark == NULL) {
    lk_log (LK_LOG_WARN, "%s: %s", host, error->message);
    return NULL;
  }
  mark_path = lk_tunnel_mark_path (mark);
  watch_signals ();
  return mark;
}

static int
carry_standard_streams (const LkConnectOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTunnel) tunnel = lk_connect_open (options, -1, &error);
  g_autoptr (LkTunnelMark) mark = NULL;
  gboolean ok;

  if (tunnel == NULL)
    return lk_report (options->host, error);
  lk_log (LK_LOG_INFO, "%s: connected", options->host);
  mark = make_mark (options->host);
  ok = lk_tunnel_run (tunnel, STDIN_FILENO, STDOUT_FILENO, -1, lk_tunnel_mark_traffic (mark),
                      &error);
  mark_path = NULL;
  if (!ok)
    return lk_report_dropped (options->host, error);
  lk_log (LK_LOG_INFO, "%s: closed", options->host);
  return LK_EXIT_DONE;
}

int
lk_cmd_connect (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConnectOptions) options = lk_connect_options_parse (argc, argv, &error);

  if (options == NULL)
    return lk_report (NULL, error);
  return options->listener == NULL ? carry_standard_streams (options) : lk_listen (options);
}
