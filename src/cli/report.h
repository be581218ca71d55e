/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a shell sees. Settled: scripts rely on these numbers. */
typedef enum {
  LK_EXIT_DONE = 0,
  LK_EXIT_UNEXPECTED = 1,
  LK_EXIT_USAGE = 2,
  LK_EXIT_LOGIN = 4,   /* login needed and not possible here */
  LK_EXIT_REFUSED = 5, /* by policy or credentials */
  LK_EXIT_DOWN = 6,    /* tunnel, origin or edge */
  LK_EXIT_NETWORK = 7, /* network, name, proxy or TLS */
  LK_EXIT_DROPPED = 8, /* in mid-session */
  LK_EXIT_SET_UP = 9,  /* keyring or configuration */
} LkExit;

/**
 * lk_report:
 * @host: (nullable): whom it is about
 * @error: what happened
 *
 * The one place where an error becomes a line and a code: "latchkey: HOST: LAYER: sentence" on stderr.
 *
 * Returns: the exit code
 */
LkExit lk_report (const char *host, const GError *error);

/** lk_report_dropped: as lk_report(), for a connection that broke while it was in use */
LkExit lk_report_dropped (const char *host, const GError *error);

/** lk_report_usage: the line for a command that makes no sense. Returns: %LK_EXIT_USAGE */
LkExit lk_report_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
