/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/warm.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "store/kernel-keys.h"
#include "store/warm-format.h"

/* A route and its token are two entries, because several hosts may share one application. */
#define ROUTE_PREFIX "latchkey:host:"

static char *
route_name (const char *host)
{
  return g_strconcat (ROUTE_PREFIX, host, NULL);
}

char *
lk_warm_token_name (const char *auth_domain, const char *aud, const char *app_hostname)
{
  return g_strdup_printf ("latchkey:app:%s:%s:%s", auth_domain, aud, app_hostname);
}

static char *
token_name (const LkWarm *warm)
{
  return lk_warm_token_name (warm->auth_domain, warm->aud, warm->app_hostname);
}

static LkWarm *
read_route (const char *name, gint64 now)
{
  gint64 expires_at = 0;
  g_autoptr (LkSecret) text = lk_kernel_key_lookup (name, now, &expires_at);
  LkWarm *warm = text == NULL ? NULL : lk_route_parse (lk_secret_text (text));

  if (warm != NULL)
    warm->expires_at = expires_at;
  return warm;
}

LkWarm *
lk_warm_lookup (const char *host, gint64 now)
{
  g_autofree char *name = route_name (host);
  g_autoptr (LkWarm) warm = read_route (name, now);

  if (warm != NULL && warm->auth_domain != NULL) {
    g_autofree char *token = token_name (warm);

    warm->token = lk_kernel_key_lookup (token, now, &warm->expires_at);
    if (warm->token == NULL)
      return NULL;
  }
  return g_steal_pointer (&warm);
}

gboolean
lk_warm_save (const char *host, const LkWarm *warm, gint64 now, GError **error)
{
  g_autofree char *name = route_name (host);
  char *text = lk_route_format (warm);
  g_autoptr (LkSecret) route = NULL;

  if (text == NULL) {
    g_set_error_literal (
        error, LK_ERROR, LK_ERROR_STORAGE,
        _ ("the way to this host has characters in it that cannot be kept; it will "
           "be found anew each time"));
    return FALSE;
  }
  route = lk_secret_new_take (text);
  if (warm->token != NULL) {
    g_autofree char *token = token_name (warm);

    if (!lk_kernel_key_save (token, warm->token, warm->expires_at, now, error))
      return FALSE;
  }
  return lk_kernel_key_save (name, route, warm->expires_at, now, error);
}

void
lk_warm_forget (const char *host)
{
  g_autofree char *name = route_name (host);
  g_autoptr (LkWarm) warm = read_route (name, 0);

  lk_kernel_key_forget (name);
  if (warm != NULL && warm->auth_domain != NULL) {
    g_autofree char *token = token_name (warm);

    lk_kernel_key_forget (token);
  }
}

void
lk_warm_forget_routes (const char *auth_domain)
{
  g_auto (GStrv) names = lk_kernel_key_names (ROUTE_PREFIX);

  for (char **name = names; *name != NULL; name++) {
    g_autoptr (LkWarm) warm = read_route (*name, 0);

    if (auth_domain == NULL || (warm != NULL && g_strcmp0 (warm->auth_domain, auth_domain) == 0))
      lk_kernel_key_forget (*name);
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
