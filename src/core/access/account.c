/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/http.h"

#include <glib/gi18n-lib.h>

#include "access/json.h"
#include "access/redirect.h"
#include "base/error.h"

#define IDENTITY_PATH "/cdn-cgi/access/get-identity"
#define IDENTITY_MAX (256 * 1024)
#define LOGOUT_PATH "/cdn-cgi/access/logout"
#define LOGOUT_LIMIT 45000 /* the edge takes 20 to 30 s for it */

/* One request and what its reply means. */
typedef struct {
  char *host;
  void (*read) (GTask *task, const LkHttpReply *reply, const char *host);
} Ask;

static void
ask_free (Ask *ask)
{
  g_free (ask->host);
  g_free (ask);
}

static void
on_reply_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LkHttpReply) reply = lk_http_send_finish (LK_ACCESS_CLIENT (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    ask->read (task, reply, ask->host);
}

static Ask *
ask_new (const char *host, void (*read) (GTask *task, const LkHttpReply *reply, const char *host))
{
  Ask *ask = g_new0 (Ask, 1);

  ask->host = g_strdup (host);
  ask->read = read;
  return ask;
}

static void
read_check (GTask *task, const LkHttpReply *reply, const char *host)
{
  g_task_return_int (task, !lk_redirect_is_login (reply));
}

void
lk_access_check_async (LkAccessClient *self,
                       LkApp *app,
                       LkToken *token,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = g_strconcat (app->path, "?cloudflared_token_check=true", NULL);
  g_autoptr (SoupMessage) message = lk_http_message_new ("GET", app->hostname, path);

  g_task_set_source_tag (task, lk_access_check_async);
  g_task_set_task_data (task, ask_new (app->hostname, read_check), (GDestroyNotify) ask_free);
  if (!lk_token_fits (token, app)) {
    g_task_return_int (task, FALSE);
    return;
  }
  lk_http_set_secret (message, "Cf-Access-Token", "", lk_token_get_text (token));
  lk_http_send_async (self, message, 0, LK_ACCESS_LIMIT, cancellable, on_reply_ready,
                      g_steal_pointer (&task));
}

gboolean
lk_access_check_finish (LkAccessClient *self,
                        GAsyncResult *result,
                        gboolean *accepted,
                        GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  *accepted = answer == TRUE;
  return answer >= 0;
}

static void
return_trouble (GTask *task, const LkHttpReply *reply, const char *host)
{
  if (reply->status == 429 || reply->status >= 500)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                             _ ("%s answered %u; try again in a minute"), host, reply->status);
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_LOGIN,
                             _ ("the session with %s is over; log in again"), host);
}

static void
read_identity (GTask *task, const LkHttpReply *reply, const char *host)
{
  gsize length;
  const char *data = g_bytes_get_data (reply->body, &length);
  g_autoptr (JsonObject) object =
      reply->status == 200 ? lk_json_parse_object (data, length, IDENTITY_MAX, "", NULL) : NULL;
  const char *email = object == NULL ? NULL : lk_json_text (object, "email");

  if (reply->status != 200)
    return_trouble (task, reply, host);
  else if (email == NULL)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                             _ ("%s does not say who is logged in; try again later"), host);
  else
    g_task_return_pointer (task, lk_printable (email, -1), g_free);
}

static void
read_logout (GTask *task, const LkHttpReply *reply, const char *host)
{
  if (reply->status < 400)
    g_task_return_boolean (task, TRUE);
  else
    return_trouble (task, reply, host);
}

/* A request to the token's own team, with the token as the browser's cookie. */
static void
ask_team (GTask *task,
          LkToken *token,
          const char *path,
          gsize body_max,
          guint limit,
          void (*read) (GTask *task, const LkHttpReply *reply, const char *host))
{
  const char *team = lk_token_get_auth_domain (token);
  g_autoptr (SoupMessage) message = lk_http_message_new ("GET", team, path);

  g_task_set_task_data (task, ask_new (team, read), (GDestroyNotify) ask_free);
  lk_http_set_secret (message, "Cookie", "CF_Authorization=", lk_token_get_text (token));
  lk_http_send_async (g_task_get_source_object (task), message, body_max, limit,
                      g_task_get_cancellable (task), on_reply_ready, task);
}

void
lk_access_identity_async (LkAccessClient *self,
                          LkToken *token,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_access_identity_async);
  ask_team (task, token, IDENTITY_PATH, IDENTITY_MAX, LK_ACCESS_LIMIT, read_identity);
}

char *
lk_access_identity_finish (LkAccessClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lk_access_logout_async (LkAccessClient *self,
                        LkToken *token,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_access_logout_async);
  ask_team (task, token, LOGOUT_PATH, 0, LOGOUT_LIMIT, read_logout);
}

gboolean
lk_access_logout_finish (LkAccessClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
