/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/warm-format.h"

#include <string.h>

/*
 * An entry is "1 SECONDS\n" and its value. A host's route is a value of four lines: team, AUD, application,
 * proxy. A host that needs no token has empty lines there; a proxy that nobody knows is "?".
 */
enum { AUTH_DOMAIN, AUD, APP_HOSTNAME, PROXY, N_LINES };

#define ENTRY_VERSION "1 "

char *
lk_entry_head (gint64 expires_at)
{
  return g_strdup_printf (ENTRY_VERSION "%" G_GINT64_FORMAT "\n", expires_at);
}

const char *
lk_entry_parse (const char *data, gsize length, gint64 *expires_at)
{
  const char *end = length == 0 ? NULL : memchr (data, '\n', MIN (length, LK_ENTRY_HEAD_MAX));
  g_autofree char *head = end == NULL ? NULL : g_strndup (data, (gsize) (end - data));

  if (head == NULL || !g_str_has_prefix (head, ENTRY_VERSION) ||
      !g_ascii_string_to_signed (head + strlen (ENTRY_VERSION), 10, 0, G_MAXINT64, expires_at,
                                 NULL) ||
      memchr (data, '\0', length) != NULL)
    return NULL;
  return end + 1;
}

static gboolean
is_line (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return FALSE;
  }
  return TRUE;
}

char *
lk_route_format (const LkWarm *warm)
{
  gboolean token = warm->token != NULL;
  const char *lines[N_LINES + 1] = {
      [AUTH_DOMAIN] = token ? warm->auth_domain : "",
      [AUD] = token ? warm->aud : "",
      [APP_HOSTNAME] = token ? warm->app_hostname : "",
      [PROXY] = warm->proxy == NULL ? "?" : warm->proxy,
  };

  for (int i = 0; i < N_LINES; i++) {
    if (!is_line (lines[i]) || (token && i != PROXY && *lines[i] == '\0'))
      return NULL;
  }
  return g_strjoinv ("\n", (char **) lines);
}

LkWarm *
lk_route_parse (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", N_LINES + 1);
  gboolean token;
  LkWarm *warm;

  if (g_strv_length (lines) != N_LINES)
    return NULL;
  token = *lines[AUTH_DOMAIN] != '\0';
  for (int i = 0; i < N_LINES; i++) {
    if (!is_line (lines[i]) || (i != PROXY && (*lines[i] != '\0') != token))
      return NULL;
  }
  warm = g_new0 (LkWarm, 1);
  if (token) {
    warm->auth_domain = g_strdup (lines[AUTH_DOMAIN]);
    warm->aud = g_strdup (lines[AUD]);
    warm->app_hostname = g_strdup (lines[APP_HOSTNAME]);
  }
  if (strcmp (lines[PROXY], "?") != 0)
    warm->proxy = g_strdup (lines[PROXY]);
  return warm;
}
