/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/cert-sign.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "access/http.h"
#include "access/json.h"
#include "access/redirect.h"
#include "access/skew.h"
#include "base/error.h"

#define PATH "/cdn-cgi/access/cert_sign"
#define REPLY_MAX (128 * 1024)
#define LIMIT 15000
#define NOT_ACCEPTED                                                                               \
  N_ ("the session is not accepted for a certificate, it is over or was revoked; log in again")

typedef struct {
  char *team;
  gint64 served_at;
} Sign;

static void
sign_free (Sign *sign)
{
  g_free (sign->team);
  g_free (sign);
}

/* What the edge says in words that tell more than its status; lower case, the first that fits. */
static const struct {
  const char *words;
  LkError layer;
  const char *sentence;
} sayings[] = {
    {"create a ca", LK_ERROR_POLICY,
     N_ ("the administrator has made no SSH certificate authority for this application; ask for "
         "one "
         "(in Access: Service credentials, SSH, Generate certificate), or log in with a key")},
    {"issuer", LK_ERROR_LOGIN,
     N_ ("the team does not know its own token any more, perhaps because it was renamed; log in "
         "again")},
    {"unauthorized", LK_ERROR_LOGIN, NOT_ACCEPTED},
};

/* Returns: (transfer full) (nullable): the edge's own words, printable; a web page is none */
static char *
read_message (const LkHttpReply *reply, JsonObject *object)
{
  gsize length;
  const char *body = g_bytes_get_data (reply->body, &length);
  const char *type = lk_http_reply_header (reply, "Content-Type");

  if (object != NULL)
    return lk_printable (lk_json_text (object, "message"), -1);
  if (type == NULL || !g_str_has_prefix (type, "text/plain"))
    return NULL;
  return g_strstrip (lk_printable (body, (gssize) length));
}

static void
return_unsaid (GTask *task, const LkHttpReply *reply, const char *message)
{
  const char *team = ((Sign *) g_task_get_task_data (task))->team;

  if (reply->status == 401 || reply->status == 403 || lk_redirect_is_login (reply))
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_LOGIN, "%s", _ (NOT_ACCEPTED));
  else if (reply->status == 429 || reply->status >= 500)
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                             _ ("%s answered %u instead of signing; try again in a minute"), team,
                             reply->status);
  else if (message == NULL || *message == '\0')
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                             _ ("%s answered %u instead of signing; tell the administrator"), team,
                             reply->status);
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                             _ ("%s does not sign (%u, \"%s\"); tell the administrator"), team,
                             reply->status, message);
}

static void
return_refusal (GTask *task, const LkHttpReply *reply, JsonObject *object)
{
  g_autofree char *message = read_message (reply, object);
  g_autofree char *lower = g_ascii_strdown (message == NULL ? "" : message, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (sayings); i++) {
    if (strstr (lower, sayings[i].words) != NULL) {
      g_task_return_new_error (task, LK_ERROR, (gint) sayings[i].layer, "%s",
                               _ (sayings[i].sentence));
      return;
    }
  }
  return_unsaid (task, reply, message);
}

static void
read_reply (GTask *task, const LkHttpReply *reply)
{
  Sign *sign = g_task_get_task_data (task);
  gint64 now = lk_access_client_get_now (g_task_get_source_object (task));
  gsize length;
  const char *body = g_bytes_get_data (reply->body, &length);
  g_autoptr (JsonObject) object = lk_json_parse_object (body, length, REPLY_MAX, "", NULL);
  const char *line =
      reply->status == 200 && object != NULL ? lk_json_text (object, "certificate") : NULL;
  GError *error = NULL;

  sign->served_at = reply->served_at;
  if (sign->served_at > 0 && ABS (now - sign->served_at) > LK_SKEW_MAX) {
    /* Refused or not: a certificate lives minutes, and nothing can be said of its end here. */
    lk_skew_set_error (&error, now, sign->served_at);
    g_task_return_error (task, error);
  } else if (line != NULL && *line != '\0') {
    g_task_return_pointer (task, g_strdup (line), g_free);
  } else {
    return_refusal (task, reply, object);
  }
}

static void
on_reply_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (LkHttpReply) reply = lk_http_send_finish (LK_ACCESS_CLIENT (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    read_reply (task, reply);
}

/* A line feed ends the key's line, as today's client sends it. Nothing in it needs an escape: base64, base64url, a host. */
static GBytes *
make_body (const LkToken *token, const char *public_key)
{
  const LkSecret *jwt = lk_token_get_text (token);
  LkSecret *body = lk_secret_new_take (
      g_strdup_printf ("{\"public_key\":\"%s\\n\",\"jwt\":\"%s\",\"issuer\":\"https://%s\"}",
                       public_key, lk_secret_text (jwt), lk_token_get_auth_domain (token)));

  return g_bytes_new_with_free_func (lk_secret_text (body), lk_secret_length (body),
                                     (GDestroyNotify) lk_secret_unref, body);
}

void
lk_access_sign_async (LkAccessClient *self,
                      LkToken *token,
                      const char *public_key,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (strpbrk (public_key, "\"\\\n") == NULL);

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Sign *sign = g_new0 (Sign, 1);
  g_autoptr (GBytes) body = make_body (token, public_key);
  g_autoptr (SoupMessage) message = NULL;

  g_task_set_source_tag (task, lk_access_sign_async);
  g_task_set_task_data (task, sign, (GDestroyNotify) sign_free);
  sign->team = g_strdup (lk_token_get_auth_domain (token));
  message = lk_http_message_new ("POST", sign->team, PATH);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  lk_http_send_async (self, message, REPLY_MAX, LIMIT, cancellable, on_reply_ready, task);
}

char *
lk_access_sign_finish (LkAccessClient *self,
                       GAsyncResult *result,
                       gint64 *served_at,
                       GError **error)
{
  const Sign *sign = g_task_get_task_data (G_TASK (result));

  *served_at = sign->served_at;
  return g_task_propagate_pointer (G_TASK (result), error);
}
