/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/check.h"

#include "base/error.h"
#include "session/file-watch.h"

typedef struct {
  LkSession *session;
  GQueue
      tokens; /* of LkToken: the teams' sessions that are to be asked for; the first one is now */
  guint ended;
  GError *error; /* the first team's that could not be asked */
} Check;

static void
check_free (Check *check)
{
  g_clear_object (&check->session);
  g_queue_clear_full (&check->tokens, (GDestroyNotify) lk_token_unref);
  g_clear_error (&check->error);
  g_free (check);
}

static void ask_next (GTask *task);

static LkStoreKey
key_of (LkToken *token, LkStoreKind kind)
{
  return (LkStoreKey){.kind = kind, .auth_domain = lk_token_get_auth_domain (token)};
}

static void
go_on (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  lk_token_unref (g_queue_pop_head (&check->tokens));
  ask_next (task);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);

  if (lk_store_clear_finish (LK_STORE (source), result,
                             check->error == NULL ? &check->error : NULL))
    check->ended++;
  lk_changes_announce (lk_session_get_runtime_dir (check->session));
  go_on (task);
}

/* Whoever logged in meanwhile has another token there. */
static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  LkToken *token = g_queue_peek_head (&check->tokens);
  LkStoreKey all = key_of (token, LK_STORE_ANY);
  g_autoptr (LkSecret) secret = lk_store_lookup_finish (LK_STORE (source), result, NULL);

  if (secret != NULL && lk_secret_equal (secret, lk_token_get_text (token)))
    lk_store_clear_async (LK_STORE (source), &all, g_task_get_cancellable (task), on_cleared,
                          g_object_ref (task));
  else
    go_on (task);
}

static void
on_identity (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  LkStoreKey key = key_of (g_queue_peek_head (&check->tokens), LK_STORE_ORG);
  g_autoptr (GError) error = NULL;
  g_autofree char *email = lk_access_identity_finish (LK_ACCESS_CLIENT (source), result, &error);

  if (email == NULL && g_error_matches (error, LK_ERROR, LK_ERROR_LOGIN)) {
    lk_store_lookup_async (lk_session_get_store (check->session), &key,
                           g_task_get_cancellable (task), on_looked_up, g_object_ref (task));
    return;
  }
  if (email == NULL && check->error == NULL)
    check->error = g_steal_pointer (&error);
  go_on (task);
}

static void
ask_next (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  LkToken *token = g_queue_peek_head (&check->tokens);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (token != NULL)
    lk_access_identity_async (lk_session_get_client (check->session), token,
                              g_task_get_cancellable (task), on_identity, g_object_ref (task));
  else if (check->error != NULL)
    g_task_return_error (task, g_steal_pointer (&check->error));
  else
    g_task_return_int (task, check->ended);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = lk_store_list_finish (LK_STORE (source), result, &error);
  gint64 now = lk_session_now (check->session);

  if (items == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  for (guint i = 0; i < items->len; i++) {
    const LkStoreItem *item = g_ptr_array_index (items, i);
    g_autoptr (LkToken) token = lk_token_new (item->secret, NULL);

    if (token != NULL && lk_token_get_state (token, now) != LK_TOKEN_EXPIRED)
      g_queue_push_tail (&check->tokens, g_steal_pointer (&token));
  }
  ask_next (task);
}

void
lk_session_check_async (LkSession *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  LkStoreKey sessions = {.kind = LK_STORE_ORG};
  Check *check = g_new0 (Check, 1);

  g_task_set_source_tag (task, lk_session_check_async);
  g_task_set_task_data (task, check, (GDestroyNotify) check_free);
  check->session = g_object_ref (self);
  g_queue_init (&check->tokens);
  lk_store_list_async (lk_session_get_store (self), &sessions, cancellable, on_listed,
                       g_object_ref (task));
}

gboolean
lk_session_check_finish (LkSession *self, GAsyncResult *result, guint *ended, GError **error)
{
  gssize n = g_task_propagate_int (G_TASK (result), error);

  if (n >= 0)
    *ended = (guint) n;
  return n >= 0;
}
