/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/host.h"

#include <glib/gi18n-lib.h>

#include "access/http.h"
#include "access/keys.h"
#include "access/metadata.h"
#include "access/redirect.h"
#include "base/error.h"

typedef struct {
  char *host;
  char *path;
  LkJwt *proof;
  gint64 served_at;
  LkDiscovery kind;
  gboolean turned_away;
} Discover;

static void
discover_free (Discover *discover)
{
  g_free (discover->host);
  g_free (discover->path);
  g_clear_pointer (&discover->proof, lk_jwt_free);
  g_free (discover);
}

static void
distrust (GTask *task, GError *reason)
{
  Discover *discover = g_task_get_task_data (task);

  if (!g_error_matches (reason, LK_ERROR, LK_ERROR_ACCESS)) {
    g_task_return_error (task, reason);
    return;
  }
  g_task_return_new_error (
      task, LK_ERROR, LK_ERROR_ACCESS,
      _ ("%s sent a proof of its Access application that cannot be trusted (%s); "
         "no token was sent to it, tell its administrator"),
      discover->host, reason->message);
  g_error_free (reason);
}

static void
on_signature_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccessClient *self = LK_ACCESS_CLIENT (source);
  Discover *discover = g_task_get_task_data (task);
  gboolean verified;
  GError *error = NULL;
  LkApp *app = NULL;

  if (!lk_keys_verify_finish (self, result, &verified, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (!verified)
    error = g_error_new_literal (LK_ERROR, LK_ERROR_ACCESS, _ ("its signature does not verify"));
  else
    app = lk_metadata_read (discover->proof, discover->host, discover->path,
                            lk_access_client_get_now (self), discover->served_at, &error);
  if (app != NULL && discover->turned_away) {
    discover->kind = LK_DISCOVERY_NO_LOGIN;
    g_clear_pointer (&app, lk_app_unref);
    g_task_return_pointer (task, NULL, NULL);
    return;
  }
  if (app == NULL)
    distrust (task, error);
  else
    g_task_return_pointer (task, app, (GDestroyNotify) lk_app_unref);
}

/* No proof: says who answered instead. */
static LkDiscovery
guess (const LkHttpReply *reply)
{
  const char *server = lk_http_reply_header (reply, "Server");

  if (lk_redirect_is_login (reply))
    return LK_DISCOVERY_STRIPPED;
  return lk_http_reply_header (reply, "CF-Ray") != NULL || g_strcmp0 (server, "cloudflare") == 0
             ? LK_DISCOVERY_NO_APPLICATION
             : LK_DISCOVERY_NOT_CLOUDFLARE;
}

static void
on_reply_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  LkAccessClient *self = LK_ACCESS_CLIENT (source);
  Discover *discover = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LkHttpReply) reply = lk_http_send_finish (self, result, &error);

  if (reply == NULL) {
    g_task_return_error (task, error);
    return;
  }

  const char *text = lk_http_reply_header (reply, "Cf-Access-Metadata");

  if (text == NULL) {
    discover->kind = guess (reply);
    g_task_return_pointer (task, NULL, NULL);
    return;
  }

  g_autoptr (LkSecret) secret = lk_secret_new (text, -1);
  g_autofree char *auth_domain = NULL;

  discover->served_at = reply->served_at;
  discover->turned_away =
      reply->status == 403 && lk_http_reply_header (reply, "Cf-Access-Error") != NULL;
  discover->proof = lk_jwt_parse (secret, &error);
  if (discover->proof == NULL) {
    distrust (task, error);
    return;
  }
  auth_domain = lk_metadata_auth_domain (discover->proof);
  if (auth_domain == NULL)
    distrust (task, g_error_new_literal (LK_ERROR, LK_ERROR_ACCESS, _ ("it names no Access team")));
  else
    lk_keys_verify_async (self, auth_domain, discover->proof, cancellable, on_signature_ready,
                          g_steal_pointer (&task));
}

void
lk_access_discover_async (LkAccessClient *self,
                          const char *host,
                          const char *path,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (lk_host_is_canonical (host) && path[0] == '/');

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Discover *discover = g_new0 (Discover, 1);
  g_autoptr (SoupMessage) message = lk_http_message_new ("HEAD", host, path);

  g_task_set_source_tag (task, lk_access_discover_async);
  g_task_set_task_data (task, discover, (GDestroyNotify) discover_free);
  discover->host = g_strdup (host);
  discover->path = g_strdup (path);
  discover->kind = LK_DISCOVERY_APP;
  soup_message_headers_replace (soup_message_get_request_headers (message),
                                "Cf-Access-Metadata-Request", "true");
  lk_http_send_async (self, message, 0, LK_ACCESS_LIMIT, cancellable, on_reply_ready,
                      g_steal_pointer (&task));
}

gboolean
lk_access_discover_finish (LkAccessClient *self,
                           GAsyncResult *result,
                           LkDiscovery *discovery,
                           LkApp **app,
                           GError **error)
{
  g_autoptr (GError) local = NULL;

  *app = g_task_propagate_pointer (G_TASK (result), &local);
  *discovery = ((Discover *) g_task_get_task_data (G_TASK (result)))->kind;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
lk_discovery_set_error (GError **error, LkDiscovery discovery, const char *host)
{
  g_return_if_fail (discovery != LK_DISCOVERY_APP);

  if (discovery == LK_DISCOVERY_NO_APPLICATION)
    g_set_error (
        error, LK_ERROR, LK_ERROR_ACCESS,
        _ ("no Access application protects %s, so there is nothing to log in to; check the "
           "spelling, or ask its administrator"),
        host);
  else if (discovery == LK_DISCOVERY_NOT_CLOUDFLARE)
    g_set_error (error, LK_ERROR, LK_ERROR_ACCESS,
                 _ ("%s is not behind Cloudflare; check the spelling and which DNS answers for it "
                    "here, or ssh to it directly"),
                 host);
  else if (discovery == LK_DISCOVERY_NO_LOGIN)
    g_set_error (
        error, LK_ERROR, LK_ERROR_POLICY,
        _ ("%s offers no login: its policy may let in service tokens only, or a firewall rule "
           "is in the way; ask its administrator"),
        host);
  else
    g_set_error (
        error, LK_ERROR, LK_ERROR_ACCESS,
        _ ("%s asks for a login, but the signed proof of its Access application is missing; "
           "a proxy or firewall on the way removes headers, ask who runs it"),
        host);
}
