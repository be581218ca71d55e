/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The log that --loglevel, --logfile and --log-directory ask for. Without a file it goes to stderr, and
 * without any of the flags there is none. It tells layers and times; no header's value, no token, no
 * byte of a session ever goes in.
 */
typedef enum {
  LK_LOG_DEBUG,
  LK_LOG_INFO,
  LK_LOG_WARN,
  LK_LOG_ERROR,
  LK_LOG_FATAL,
} LkLogLevel;

/**
 * lk_log_open:
 * @level: (nullable): "debug", "info", "warn", "error" or "fatal"
 * @file: (nullable): the file to append to; made with mode 0600
 * @directory: (nullable): the folder in which to append to latchkey.log
 *
 * Returns: %FALSE with %LK_ERROR_USAGE or %LK_ERROR_CONFIG
 */
gboolean lk_log_open (const char *level, const char *file, const char *directory, GError **error);

/** lk_log: writes one line; safe in any thread */
void lk_log (LkLogLevel level, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
