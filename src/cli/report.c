/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"

#include "base/error.h"
#include "log.h"

static const LkExit exits[] = {
    [LK_ERROR_USAGE] = LK_EXIT_USAGE,   [LK_ERROR_NAME] = LK_EXIT_NETWORK,
    [LK_ERROR_TCP] = LK_EXIT_NETWORK,   [LK_ERROR_PROXY] = LK_EXIT_NETWORK,
    [LK_ERROR_TLS] = LK_EXIT_NETWORK,   [LK_ERROR_ACCESS] = LK_EXIT_DOWN,
    [LK_ERROR_LOGIN] = LK_EXIT_LOGIN,   [LK_ERROR_POLICY] = LK_EXIT_REFUSED,
    [LK_ERROR_TUNNEL] = LK_EXIT_DOWN,   [LK_ERROR_ORIGIN] = LK_EXIT_DOWN,
    [LK_ERROR_CLOCK] = LK_EXIT_SET_UP,  [LK_ERROR_STORAGE] = LK_EXIT_SET_UP,
    [LK_ERROR_CONFIG] = LK_EXIT_SET_UP,
};

LkExit
lk_report (const char *host, const GError *error)
{
  const char *layer = lk_error_layer (error);
  g_autoptr (GString) line = g_string_new ("latchkey: ");

  if (host != NULL)
    g_string_append_printf (line, "%s: ", host);
  g_string_append_printf (line, "%s: %s", layer == NULL ? "unexpected" : layer, error->message);
  lk_log (LK_LOG_ERROR, "%s", line->str);
  g_printerr ("%s\n", line->str);
  return layer == NULL ? LK_EXIT_UNEXPECTED : exits[error->code];
}

LkExit
lk_report_dropped (const char *host, const GError *error)
{
  LkExit code = lk_report (host, error);

  return code == LK_EXIT_UNEXPECTED ? code : LK_EXIT_DROPPED;
}

LkExit
lk_report_usage (const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (LK_ERROR, LK_ERROR_USAGE, format, args);
  va_end (args);
  return lk_report (NULL, error);
}
