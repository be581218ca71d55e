/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/verify.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "access/keys.h"
#include "access/skew.h"
#include "base/error.h"

typedef struct {
  LkJwt *jwt;
  LkToken *token;
  LkApp *app;
  gint64 served_at;
} Verify;

static void
verify_free (Verify *verify)
{
  g_clear_pointer (&verify->jwt, lk_jwt_free);
  g_clear_pointer (&verify->token, lk_token_unref);
  lk_app_unref (verify->app);
  g_free (verify);
}

gboolean
lk_token_check_times (const LkToken *token, gint64 now, gint64 served_at, GError **error)
{
  gint64 issued_at = lk_token_get_issued_at (token);
  gint64 starts_at = MAX (issued_at, lk_token_get_not_before (token));
  gint64 truth = served_at > 0 ? served_at : issued_at;

  if (starts_at > now + LK_SKEW_MAX) {
    lk_skew_set_error (error, now, starts_at);
    return FALSE;
  }
  if (lk_token_serves_once (token) ? now - issued_at <= LK_SKEW_MAX
                                   : now < lk_token_get_expires_at (token))
    return TRUE;
  if (now - truth > LK_SKEW_MAX)
    lk_skew_set_error (error, now, truth);
  else
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it had already expired"));
  return FALSE;
}

/* Makes the reason a sentence; what is one already stays. */
static void
distrust (GTask *task, GError *reason)
{
  Verify *verify = g_task_get_task_data (task);

  if (!g_error_matches (reason, LK_ERROR, LK_ERROR_ACCESS)) {
    g_task_return_error (task, reason);
    return;
  }
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_ACCESS,
                           _ ("the token for %s cannot be trusted (%s); log in again, and tell the "
                              "administrator if that does not help"),
                           verify->app->hostname, reason->message);
  g_error_free (reason);
}

static void
on_signature_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkAccessClient *client = LK_ACCESS_CLIENT (source);
  Verify *verify = g_task_get_task_data (task);
  gboolean verified;
  GError *error = NULL;

  if (!lk_keys_verify_finish (client, result, &verified, &error))
    g_task_return_error (task, error);
  else if (!verified)
    distrust (task,
              g_error_new_literal (LK_ERROR, LK_ERROR_ACCESS, _ ("its signature does not verify")));
  else if (!lk_token_check_times (verify->token, lk_access_client_get_now (client),
                                  verify->served_at, &error))
    distrust (task, error);
  else
    g_task_return_pointer (task, lk_token_ref (verify->token), (GDestroyNotify) lk_token_unref);
}

static gboolean
read_token (Verify *verify, LkSecret *text, LkTokenKind kind, GError **error)
{
  verify->jwt = lk_jwt_parse (text, error);
  verify->token = verify->jwt == NULL ? NULL : lk_token_new (text, error);
  if (verify->token == NULL)
    return FALSE;
  if (lk_token_get_kind (verify->token) != kind)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it is of the wrong kind"));
  else if (strcmp (lk_token_get_auth_domain (verify->token), verify->app->auth_domain) != 0)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("another team issued it"));
  else if (kind == LK_TOKEN_APP && !lk_token_fits (verify->token, verify->app))
    g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("it is for another application"));
  else
    return TRUE;
  return FALSE;
}

void
lk_verify_token_async (LkAccessClient *client,
                       LkSecret *text,
                       LkTokenKind kind,
                       LkApp *app,
                       gint64 served_at,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (client, cancellable, callback, user_data);
  Verify *verify = g_new0 (Verify, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, lk_verify_token_async);
  g_task_set_task_data (task, verify, (GDestroyNotify) verify_free);
  verify->app = lk_app_ref (app);
  verify->served_at = served_at;
  if (!read_token (verify, text, kind, &error))
    distrust (task, error);
  else
    lk_keys_verify_async (client, app->auth_domain, verify->jwt, cancellable, on_signature_ready,
                          g_steal_pointer (&task));
}

LkToken *
lk_verify_token_finish (LkAccessClient *client, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
