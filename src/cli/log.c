/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

static const char *const level_names[] = {"debug", "info", "warn", "error", "fatal"};

static int log_fd = -1;
static LkLogLevel log_level = LK_LOG_INFO;

static gboolean
parse_level (const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (level_names); i++) {
    if (strcmp (level_names[i], name) == 0) {
      log_level = (LkLogLevel) i;
      return TRUE;
    }
  }
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               "there is no log level '%s'; use debug, info, warn, error or fatal", name);
  return FALSE;
}

gboolean
lk_log_open (const char *level, const char *file, const char *directory, GError **error)
{
  g_autofree char *path =
      directory == NULL ? g_strdup (file) : g_build_filename (directory, "latchkey.log", NULL);

  if (level != NULL && !parse_level (level, error))
    return FALSE;
  if (path == NULL) {
    log_fd = level == NULL ? -1 : STDERR_FILENO;
    return TRUE;
  }
  log_fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log_fd < 0)
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "cannot write the log file %s: %s", path,
                 g_strerror (errno));
  return log_fd >= 0;
}

void
lk_log (LkLogLevel level, const char *format, ...)
{
  va_list args;

  if (log_fd < 0 || level < log_level)
    return;

  g_autofree char *time = lk_clock_format (lk_clock_system ());
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "%s %s [%d] ", time, level_names[level], (int) getpid ());
  va_start (args, format);
  g_string_append_vprintf (line, format, args);
  va_end (args);
  g_string_append_c (line, '\n');
  /* One write, so that lines of several processes do not mix. A full disk must not end a session. */
  (void) !write (log_fd, line->str, line->len);
}
