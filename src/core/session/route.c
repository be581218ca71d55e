/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/route.h"

#include "session/proxy.h"
#include "store/warm.h"

/* A host that needs no token is asked again after this time, in seconds: it may be protected by then. */
#define BYPASS_LIFE 600

void
lk_session_keep_route (LkSession *self, const LkGrant *grant, const char *proxy)
{
  gint64 now = lk_session_now (self);
  LkWarm warm = {.proxy = (char *) proxy, .expires_at = now + BYPASS_LIFE};

  if (grant->client_id != NULL || (grant->token != NULL && lk_token_serves_once (grant->token)))
    return;
  if (grant->token != NULL) {
    warm.auth_domain = (char *) grant->app->auth_domain;
    warm.aud = (char *) grant->app->aud;
    warm.app_hostname = (char *) grant->app->app_hostname;
    warm.expires_at = lk_token_get_expires_at (grant->token);
    warm.token = lk_token_get_text (grant->token);
  }
  (void) lk_warm_save (grant->host, &warm, now, NULL);
}

static void
on_proxy_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *proxy = lk_proxy_lookup_finish (result, NULL);

  lk_session_keep_route (g_task_get_source_object (task), g_task_get_task_data (task), proxy);
  g_task_return_boolean (task, TRUE);
}

void
lk_session_find_route_async (LkSession *self,
                             LkGrant *grant,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_session_find_route_async);
  g_task_set_task_data (task, grant, (GDestroyNotify) lk_grant_free);
  lk_proxy_lookup_async (grant->host, NULL, on_proxy_found, g_object_ref (task));
}
