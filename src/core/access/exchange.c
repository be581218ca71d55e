/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "access/http.h"
#include "access/redirect.h"
#include "access/verify.h"
#include "base/error.h"

#define AUTHORIZED_PATH "/cdn-cgi/access/authorized"
#define HOPS_MAX 10

typedef struct {
  LkApp *app;
  LkToken *org_token;
  LkSecret *app_session; /* the cookie that ties the end to the beginning */
  gint64 deadline;       /* monotonic, microseconds */
  guint hops;
  gboolean org_token_sent;
  gboolean at_end; /* the request under way is the one that is answered with the token */
  gboolean at_app; /* it goes to the application's host */
} Exchange;

static void
exchange_free (Exchange *exchange)
{
  lk_app_unref (exchange->app);
  lk_token_unref (exchange->org_token);
  g_clear_pointer (&exchange->app_session, lk_secret_unref);
  g_free (exchange);
}

static void request (GTask *task, const char *host, const char *path);

static void
on_token_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LkToken *token = lk_verify_token_finish (LK_ACCESS_CLIENT (source), result, &error);

  if (token == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, token, (GDestroyNotify) lk_token_unref);
}

/* The way ended without a token: says whose answer that is. */
static void
give_up (GTask *task, const LkHttpReply *reply)
{
  Exchange *exchange = g_task_get_task_data (task);
  const LkApp *app = exchange->app;
  const char *email = exchange->org_token == NULL ? NULL : lk_token_get_email (exchange->org_token);
  GError *error = NULL;

  if (exchange->org_token_sent && reply->status == 403 && email != NULL)
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_POLICY,
        /* Translators: a host name and an e-mail address */
        _ ("the policy of %s does not let %s in; ask its administrator for access"), app->hostname,
        email);
  else if (exchange->org_token_sent && reply->status == 403)
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_POLICY,
        _ ("the policy of %s does not let this login in; ask its administrator for access"),
        app->hostname);
  else if (reply->status == 403) {
    lk_discovery_set_error (&error, LK_DISCOVERY_NO_LOGIN, app->hostname);
    g_task_return_error (task, error);
  } else if (reply->status == 429 || reply->status >= 500)
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_ACCESS,
        _ ("Access answered %u instead of a token for %s; try again in a minute"), reply->status,
        app->hostname);
  else if (exchange->org_token_sent)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_LOGIN,
                             _ ("the session with %s is over, so %s needs a new login"),
                             app->auth_domain, app->hostname);
  else
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_ACCESS,
        _ ("%s answered %u and does not lead to the login of %s; try again, and "
           "log in in the browser if that does not help"),
        app->hostname, reply->status, app->auth_domain);
}

/* Whether the login is the one for this application: exactly one kid, and that its AUD. */
static gboolean
is_own_login (GUri *uri, const LkApp *app)
{
  GUriParamsIter iter;
  char *name, *value;
  guint found = 0;
  gboolean same = TRUE;

  if (strcmp (g_uri_get_host (uri), app->auth_domain) != 0 || !lk_redirect_is_login_uri (uri) ||
      g_uri_get_query (uri) == NULL)
    return FALSE;
  g_uri_params_iter_init (&iter, g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL)) {
    if (strcmp (name, "kid") == 0) {
      found++;
      same = same && strcmp (value, app->aud) == 0;
    }
    g_free (name);
    g_free (value);
  }
  return found == 1 && same;
}

/* Whether a redirect may be followed: on the application's host, and at the team up to the one login. */
static gboolean
may_follow (const Exchange *exchange, GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  if (exchange->at_end || exchange->hops >= HOPS_MAX)
    return FALSE;
  if (strcmp (host, exchange->app->hostname) == 0)
    return TRUE;
  return strcmp (host, exchange->app->auth_domain) == 0 &&
         (!lk_redirect_is_login_uri (uri) ||
          (!exchange->org_token_sent && is_own_login (uri, exchange->app)));
}

static void
on_reply_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  LkAccessClient *self = LK_ACCESS_CLIENT (source);
  Exchange *exchange = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LkHttpReply) reply = lk_http_send_finish (self, result, &error);

  if (reply == NULL) {
    g_task_return_error (task, error);
    return;
  }

  g_autoptr (LkSecret) token =
      exchange->at_end ? lk_http_reply_cookie (reply, "CF_Authorization") : NULL;

  if (token != NULL) {
    lk_verify_token_async (self, token, LK_TOKEN_APP, exchange->app, reply->served_at, cancellable,
                           on_token_ready, g_steal_pointer (&task));
    return;
  }
  if (exchange->at_app && exchange->app_session == NULL)
    exchange->app_session = lk_http_reply_cookie (reply, "CF_AppSession");

  g_autoptr (GUri) uri = lk_redirect_target (reply);

  if (uri == NULL || !may_follow (exchange, uri)) {
    give_up (task, reply);
    return;
  }

  const char *query = g_uri_get_query (uri);
  g_autofree char *path = g_strconcat (g_uri_get_path (uri), query == NULL ? "" : "?", query, NULL);

  request (g_steal_pointer (&task), g_uri_get_host (uri), path);
}

/* Takes @task. Which secret a request carries is decided here and nowhere else. */
static void
request (GTask *task, const char *host, const char *path)
{
  LkAccessClient *self = g_task_get_source_object (task);
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (SoupMessage) message = lk_http_message_new ("HEAD", host, path);
  GUri *uri = soup_message_get_uri (message);
  gint64 left = (exchange->deadline - g_get_monotonic_time ()) / 1000;

  exchange->hops++;
  exchange->at_app = strcmp (g_uri_get_host (uri), exchange->app->hostname) == 0;
  exchange->at_end = exchange->at_app && strcmp (g_uri_get_path (uri), AUTHORIZED_PATH) == 0;
  if (exchange->at_end && exchange->app_session != NULL) {
    lk_http_set_secret (message, "Cookie", "CF_AppSession=", exchange->app_session);
  } else if (is_own_login (uri, exchange->app)) {
    exchange->org_token_sent = TRUE;
    lk_http_set_secret (message, "Cookie",
                        "CF_Authorization=", lk_token_get_text (exchange->org_token));
  }
  lk_http_send_async (self, message, 0, (guint) MAX (1, left), g_task_get_cancellable (task),
                      on_reply_ready, task);
}

void
lk_access_exchange_async (LkAccessClient *self,
                          LkApp *app,
                          LkToken *org_token,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, lk_access_exchange_async);
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);
  exchange->app = lk_app_ref (app);
  exchange->org_token = lk_token_ref (org_token);
  exchange->deadline = g_get_monotonic_time () + LK_ACCESS_LIMIT * 1000;
  if (lk_token_get_kind (org_token) != LK_TOKEN_ORG ||
      strcmp (lk_token_get_auth_domain (org_token), app->auth_domain) != 0)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_LOGIN,
                             _ ("there is no session with %s, so %s needs a login"),
                             app->auth_domain, app->hostname);
  else
    request (g_steal_pointer (&task), app->hostname, app->path);
}

LkToken *
lk_access_exchange_finish (LkAccessClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
