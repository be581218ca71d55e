/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/logout.h"

#include "session/file-watch.h"
#include "session/kept-certificate.h"
#include "session/known-teams.h"

typedef struct {
  LkSession *session;
  char *team;       /* NULL for every one */
  GQueue tokens;    /* of LkToken: one for each team whose session is to be ended at the edge */
  GHashTable *seen; /* team domains */
  GError *error;    /* the first team's that could not be reached */
} Logout;

static void
logout_free (Logout *logout)
{
  g_clear_object (&logout->session);
  g_free (logout->team);
  g_queue_clear_full (&logout->tokens, (GDestroyNotify) lk_token_unref);
  g_clear_pointer (&logout->seen, g_hash_table_unref);
  g_clear_error (&logout->error);
  g_free (logout);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Logout *logout = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean cleared = lk_store_clear_finish (LK_STORE (source), result, &error);

  lk_changes_announce (lk_session_get_runtime_dir (logout->session));
  if (!cleared)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (logout->error != NULL)
    g_task_return_error (task, g_steal_pointer (&logout->error));
  else
    g_task_return_int (task, (gssize) g_hash_table_size (logout->seen));
}

static void end_next_session (GTask *task);

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Logout *logout = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!lk_access_logout_finish (LK_ACCESS_CLIENT (source), result, &error) && logout->error == NULL)
    logout->error = g_steal_pointer (&error);
  end_next_session (task);
}

static void
end_next_session (GTask *task)
{
  Logout *logout = g_task_get_task_data (task);
  g_autoptr (LkToken) token = g_queue_pop_head (&logout->tokens);
  LkStoreKey all = {.kind = LK_STORE_ANY, .auth_domain = logout->team};

  if (token != NULL)
    lk_access_logout_async (lk_session_get_client (logout->session), token,
                            g_task_get_cancellable (task), on_ended, g_object_ref (task));
  else
    lk_store_clear_async (lk_session_get_store (logout->session), &all,
                          g_task_get_cancellable (task), on_cleared, g_object_ref (task));
}

/* Any token of a team ends all its sessions; an org token that is still good is the best one to say so. */
static void
take_token (Logout *logout, const LkStoreItem *item)
{
  gint64 now = lk_session_now (logout->session);
  g_autoptr (LkToken) token =
      item->key.kind == LK_STORE_SERVICE ? NULL : lk_token_new (item->secret, NULL);

  if (token == NULL || lk_token_get_state (token, now) == LK_TOKEN_EXPIRED ||
      g_hash_table_contains (logout->seen, item->key.auth_domain))
    return;
  g_hash_table_add (logout->seen, g_strdup (item->key.auth_domain));
  g_queue_push_tail (&logout->tokens, g_steal_pointer (&token));
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Logout *logout = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = lk_store_list_finish (LK_STORE (source), result, &error);

  if (items == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  for (LkStoreKind kind = LK_STORE_ORG;; kind = LK_STORE_APP) {
    for (guint i = 0; i < items->len; i++) {
      const LkStoreItem *item = g_ptr_array_index (items, i);

      if (item->key.kind == kind)
        take_token (logout, item);
    }
    if (kind == LK_STORE_APP)
      break;
  }
  end_next_session (task);
}

/* In a thread, since an agent may keep us waiting. They would be good for minutes yet. */
static void
forget_certificates (GTask *inner, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Logout *logout = data;
  const char *dir = lk_session_get_runtime_dir (logout->session);
  const char *agent = g_getenv ("SSH_AUTH_SOCK");
  g_autoptr (GPtrArray) list = lk_kept_list (dir, agent);
  g_autoptr (GHashTable) teams = lk_known_teams (lk_session_get_state_dir (logout->session), NULL);

  for (guint i = 0; i < list->len; i++) {
    const LkKept *kept = g_ptr_array_index (list, i);
    const char *team = teams == NULL ? NULL : g_hash_table_lookup (teams, kept->host);

    if (logout->team == NULL || g_strcmp0 (team, logout->team) == 0)
      lk_kept_forget (dir, agent, kept->host);
  }
  g_task_return_boolean (inner, TRUE);
}

static void
on_certificates_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Logout *logout = g_task_get_task_data (task);
  LkStoreKey all = {.kind = LK_STORE_ANY, .auth_domain = logout->team};

  lk_store_list_async (lk_session_get_store (logout->session), &all, g_task_get_cancellable (task),
                       on_listed, g_object_ref (task));
}

void
lk_session_logout_async (LkSession *self,
                         const char *team,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) inner = NULL;
  Logout *logout = g_new0 (Logout, 1);

  g_task_set_source_tag (task, lk_session_logout_async);
  g_task_set_task_data (task, logout, (GDestroyNotify) logout_free);
  logout->session = g_object_ref (self);
  logout->team = g_strdup (team);
  logout->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&logout->tokens);
  inner = g_task_new (NULL, cancellable, on_certificates_forgotten, g_object_ref (task));
  g_task_set_task_data (inner, logout, NULL);
  g_task_run_in_thread (inner, forget_certificates);
}

gboolean
lk_session_logout_finish (LkSession *self, GAsyncResult *result, guint *teams, GError **error)
{
  gssize n = g_task_propagate_int (G_TASK (result), error);

  if (n >= 0 && teams != NULL)
    *teams = (guint) n;
  return n >= 0;
}
