/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/app.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "access/host.h"
#include "base/error.h"

#define TEAM_SUFFIX ".cloudflareaccess.com"
#define AUD_MAX 128
#define APP_HOSTNAME_MAX 1024

typedef struct {
  LkApp app; /* first, so that the one is the other */
  gatomicrefcount refs;
} App;

gboolean
lk_auth_domain_is_valid (const char *domain)
{
  return lk_host_is_canonical (domain) && g_str_has_suffix (domain, TEAM_SUFFIX);
}

static gboolean
aud_is_valid (const char *aud)
{
  gsize length = strlen (aud);

  return length >= 1 && length <= AUD_MAX &&
         strspn (aud, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_") == length;
}

static gboolean
is_graphic (const char *text)
{
  while (g_ascii_isgraph (*text))
    text++;
  return *text == '\0';
}

LkApp *
lk_app_new (const char *hostname,
            const char *path,
            const char *auth_domain,
            const char *aud,
            const char *app_hostname,
            GError **error)
{
  g_return_val_if_fail (hostname != NULL && path != NULL, NULL);
  g_return_val_if_fail (auth_domain != NULL && aud != NULL, NULL);

  if (app_hostname == NULL || app_hostname[0] == '\0')
    app_hostname = hostname;
  if (!lk_host_is_canonical (hostname) || path[0] != '/' || !is_graphic (path) ||
      !lk_auth_domain_is_valid (auth_domain) || !aud_is_valid (aud) ||
      strlen (app_hostname) > APP_HOSTNAME_MAX || !is_graphic (app_hostname)) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS,
                         _ ("it names a team, application or host that cannot be one"));
    return NULL;
  }

  App *self = g_new0 (App, 1);

  g_atomic_ref_count_init (&self->refs);
  self->app.hostname = g_strdup (hostname);
  self->app.path = g_strdup (path);
  self->app.auth_domain = g_strdup (auth_domain);
  self->app.aud = g_strdup (aud);
  self->app.app_hostname = g_strdup (app_hostname);
  return &self->app;
}

LkApp *
lk_app_ref (LkApp *app)
{
  g_return_val_if_fail (app != NULL, NULL);

  g_atomic_ref_count_inc (&((App *) app)->refs);
  return app;
}

void
lk_app_unref (LkApp *app)
{
  g_return_if_fail (app != NULL);

  if (!g_atomic_ref_count_dec (&((App *) app)->refs))
    return;
  g_free ((char *) app->hostname);
  g_free ((char *) app->path);
  g_free ((char *) app->auth_domain);
  g_free ((char *) app->aud);
  g_free ((char *) app->app_hostname);
  g_free (app);
}
