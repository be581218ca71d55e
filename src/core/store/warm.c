/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/warm.h"

#include <string.h>

#include "store/kernel-keys.h"

/*
 * A host's route is an entry of five lines: version, team, AUD, application, proxy. A host without a token
 * has empty lines there; a proxy that nobody knows is "?". The token has an entry of its own, because
 * several hosts may share one application.
 */
enum { VERSION, AUTH_DOMAIN, AUD, APP_HOSTNAME, PROXY, N_LINES };

static char *
route_name (const char *host)
{
  return g_strconcat ("latchkey:host:", host, NULL);
}

char *
lk_warm_token_name (const char *auth_domain, const char *aud, const char *app_hostname)
{
  return g_strdup_printf ("latchkey:app:%s:%s:%s", auth_domain, aud, app_hostname);
}

static char **
read_route (const char *host, gint64 now, gint64 *expires_at)
{
  g_autofree char *name = route_name (host);
  g_autoptr (LkSecret) text = lk_kernel_key_lookup (name, now, expires_at);
  g_auto (GStrv) lines =
      text == NULL ? NULL : g_strsplit (lk_secret_text (text), "\n", N_LINES + 1);

  if (lines == NULL || g_strv_length (lines) != N_LINES || strcmp (lines[VERSION], "1") != 0)
    return NULL;
  return g_steal_pointer (&lines);
}

LkWarm *
lk_warm_lookup (const char *host, gint64 now)
{
  gint64 expires_at = 0;
  g_auto (GStrv) lines = read_route (host, now, &expires_at);
  g_autoptr (LkWarm) warm = NULL;

  if (lines == NULL)
    return NULL;
  warm = g_new0 (LkWarm, 1);
  warm->expires_at = expires_at;
  if (strcmp (lines[PROXY], "?") != 0)
    warm->proxy = g_strdup (lines[PROXY]);
  if (*lines[AUTH_DOMAIN] == '\0')
    return g_steal_pointer (&warm);

  g_autofree char *name = lk_warm_token_name (lines[AUTH_DOMAIN], lines[AUD], lines[APP_HOSTNAME]);
  warm->token = lk_kernel_key_lookup (name, now, &warm->expires_at);
  if (warm->token == NULL)
    return NULL;
  warm->auth_domain = g_strdup (lines[AUTH_DOMAIN]);
  warm->aud = g_strdup (lines[AUD]);
  warm->app_hostname = g_strdup (lines[APP_HOSTNAME]);
  return g_steal_pointer (&warm);
}

gboolean
lk_warm_save (const char *host, const LkWarm *warm, gint64 now, GError **error)
{
  g_autofree char *name = route_name (host);
  gboolean token = warm->token != NULL;
  g_autoptr (LkSecret) route = lk_secret_new_take (
      g_strjoin ("\n", "1", token ? warm->auth_domain : "", token ? warm->aud : "",
                 token ? warm->app_hostname : "", warm->proxy == NULL ? "?" : warm->proxy, NULL));

  if (token) {
    g_autofree char *token_name =
        lk_warm_token_name (warm->auth_domain, warm->aud, warm->app_hostname);

    if (!lk_kernel_key_save (token_name, warm->token, warm->expires_at, now, error))
      return FALSE;
  }
  return lk_kernel_key_save (name, route, warm->expires_at, now, error);
}

void
lk_warm_forget (const char *host)
{
  g_auto (GStrv) lines = read_route (host, 0, NULL);
  g_autofree char *name = route_name (host);

  lk_kernel_key_forget (name);
  if (lines != NULL && *lines[AUTH_DOMAIN] != '\0') {
    g_autofree char *token =
        lk_warm_token_name (lines[AUTH_DOMAIN], lines[AUD], lines[APP_HOSTNAME]);

    lk_kernel_key_forget (token);
  }
}

void
lk_warm_free (LkWarm *warm)
{
  g_free (warm->auth_domain);
  g_free (warm->aud);
  g_free (warm->app_hostname);
  g_free (warm->proxy);
  g_clear_pointer (&warm->token, lk_secret_unref);
  g_free (warm);
}
