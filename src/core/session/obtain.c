/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/session.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "session/keep.h"
#include "session/known-teams.h"
#include "session/obtain-private.h"

static void
obtain_free (LkObtain *o)
{
  lk_obtain_login_clear (o);
  g_clear_object (&o->session);
  g_clear_object (&o->prompt);
  g_free (o->host);
  g_free (o->path);
  g_clear_pointer (&o->refused, lk_secret_unref);
  g_clear_pointer (&o->dead_org, lk_secret_unref);
  g_clear_pointer (&o->app, lk_app_unref);
  g_clear_pointer (&o->app_token, lk_token_unref);
  g_clear_pointer (&o->org_token, lk_token_unref);
  g_free (o);
}

/* After a login, the user should know if it will not outlive this machine's next start. */
static void
note_where_kept (LkObtain *o)
{
  const LkStoreStatus *status = lk_store_get_status (lk_session_get_store (o->session));

  if (o->transfer != NULL && !o->where_noted && strcmp (status->backend, "secret-service") != 0)
    lk_prompt_note (o->prompt, status->detail);
}

/* A host is pinned to its team from the first token on that is used for it. */
static void
remember_team (LkObtain *o)
{
  g_autoptr (GError) error = NULL;

  if (!lk_known_team_remember (lk_session_get_state_dir (o->session), o->host, o->app->auth_domain,
                               &error))
    lk_prompt_note (o->prompt, error->message);
}

static void
finish (GTask *task, LkToken *token)
{
  LkObtain *o = g_task_get_task_data (task);
  LkGrant *grant = g_new0 (LkGrant, 1);

  note_where_kept (o);
  if (token != NULL)
    remember_team (o);
  grant->host = g_strdup (o->host);
  grant->app = o->app == NULL ? NULL : lk_app_ref (o->app);
  grant->token = token == NULL ? NULL : lk_token_ref (token);
  grant->fresh = o->app_token != NULL;
  if (grant->fresh)
    lk_changes_announce (lk_session_get_runtime_dir (o->session));
  lk_obtain_login_clear (o);
  g_task_return_pointer (task, grant, (GDestroyNotify) lk_grant_free);
}

/*
 * A keyring that fails ends nothing: there is always a login, and the memory. What it cannot find and what
 * it cannot keep are told once each; the latter says where the token is instead.
 */
static void
note_storage (LkObtain *o, const GError *error, gboolean *noted)
{
  if (error == NULL || *noted || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  *noted = TRUE;
  lk_prompt_note (o->prompt, error->message);
}

void
lk_obtain_fail (GTask *task, GError *error)
{
  lk_obtain_login_clear (g_task_get_task_data (task));
  g_task_return_error (task, error);
}

gboolean
lk_obtain_end_if_cancelled (GTask *task)
{
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;
  lk_obtain_login_clear (g_task_get_task_data (task));
  return g_task_return_error_if_cancelled (task);
}

/* Saving */

static void
on_org_token_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!lk_store_save_finish (LK_STORE (source), result, &error))
    note_storage (o, error, &o->where_noted);
  finish (task, o->app_token);
}

static void
save_org_token (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);

  if (o->org_token == NULL) {
    finish (task, o->app_token);
    return;
  }
  lk_keep_async (lk_session_get_store (o->session), o->org_token, o->app,
                 g_task_get_cancellable (task), on_org_token_saved, g_object_ref (task));
}

static void
on_app_token_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!lk_store_save_finish (LK_STORE (source), result, &error))
    note_storage (o, error, &o->where_noted);
  save_org_token (task);
}

void
lk_obtain_save (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);

  if (lk_token_serves_once (o->app_token))
    save_org_token (task);
  else
    lk_keep_async (lk_session_get_store (o->session), o->app_token, o->app,
                   g_task_get_cancellable (task), on_app_token_saved, g_object_ref (task));
}

/* Silent exchange */

static void
on_exchanged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  o->app_token = lk_access_exchange_finish (LK_ACCESS_CLIENT (source), result, &error);
  if (o->app_token == NULL && g_error_matches (error, LK_ERROR, LK_ERROR_LOGIN)) {
    g_clear_pointer (&o->dead_org, lk_secret_unref);
    o->dead_org = lk_secret_ref (lk_token_get_text (o->org_token));
  }
  /* The org token stays as it is in the store; only a login brings a new one. */
  g_clear_pointer (&o->org_token, lk_token_unref);
  if (o->app_token != NULL)
    lk_obtain_save (task);
  else if (g_error_matches (error, LK_ERROR, LK_ERROR_LOGIN))
    lk_obtain_login (task);
  else
    lk_obtain_fail (task, g_steal_pointer (&error));
}

static LkToken *
usable_token (LkObtain *o, LkSecret *text)
{
  g_autoptr (LkToken) token = text == NULL ? NULL : lk_token_new (text, NULL);

  if (token == NULL ||
      lk_token_get_state (token, lk_session_now (o->session)) == LK_TOKEN_EXPIRED ||
      strcmp (lk_token_get_auth_domain (token), o->app->auth_domain) != 0)
    return NULL;
  return g_steal_pointer (&token);
}

static void
on_org_token_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) text = lk_store_lookup_finish (LK_STORE (source), result, &error);
  g_autoptr (LkToken) token = usable_token (o, text);

  note_storage (o, error, &o->lookup_noted);
  if (lk_obtain_end_if_cancelled (task))
    return;
  if (token == NULL || (o->dead_org != NULL && lk_secret_equal (o->dead_org, text))) {
    lk_obtain_login (task);
    return;
  }
  o->org_token = g_steal_pointer (&token);
  lk_access_exchange_async (lk_session_get_client (o->session), o->app, o->org_token,
                            g_task_get_cancellable (task), on_exchanged, g_object_ref (task));
}

/* Stored tokens */

static void
look_for_org_token (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);
  LkStoreKey key = lk_keep_key (LK_TOKEN_ORG, o->app);

  lk_store_lookup_async (lk_session_get_store (o->session), &key, g_task_get_cancellable (task),
                         on_org_token_found, g_object_ref (task));
}

static void
on_refused_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  (void) lk_store_clear_finish (LK_STORE (source), result, NULL);
  look_for_org_token (task);
}

static void
on_app_token_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) text = lk_store_lookup_finish (LK_STORE (source), result, &error);
  g_autoptr (LkToken) token = usable_token (o, text);
  LkStoreKey key = lk_keep_key (LK_TOKEN_APP, o->app);

  note_storage (o, error, &o->lookup_noted);
  if (lk_obtain_end_if_cancelled (task))
    return;
  if (text != NULL && o->refused != NULL && lk_secret_equal (o->refused, text))
    lk_store_clear_async (LK_STORE (source), &key, g_task_get_cancellable (task),
                          on_refused_cleared, g_object_ref (task));
  else if (token != NULL && lk_token_fits (token, o->app))
    finish (task, token);
  else
    look_for_org_token (task);
}

void
lk_obtain_look (GTask *task)
{
  LkObtain *o = g_task_get_task_data (task);
  LkStoreKey key = lk_keep_key (LK_TOKEN_APP, o->app);

  if ((o->flags & LK_OBTAIN_RENEW) != 0)
    lk_obtain_login (task);
  else if ((o->flags & LK_OBTAIN_REFRESH) != 0)
    look_for_org_token (task);
  else
    lk_store_lookup_async (lk_session_get_store (o->session), &key, g_task_get_cancellable (task),
                           on_app_token_found, g_object_ref (task));
}

/* Discovery */

static gboolean
check_team (LkObtain *o, GError **error)
{
  const char *dir = lk_session_get_state_dir (o->session);
  g_autoptr (GError) local = NULL;
  g_autofree char *known = lk_known_team_lookup (dir, o->host, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (known == NULL || strcmp (known, o->app->auth_domain) == 0 ||
      (o->flags & LK_OBTAIN_ACCEPT_TEAM) != 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_POLICY,
               _ ("this host belonged to %s until now and says that it belongs to %s; nothing was "
                  "sent. If that is right, "
                  "run 'latchkey login --accept-team %s'"),
               known, o->app->auth_domain, o->host);
  return FALSE;
}

static void
on_discovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  LkDiscovery discovery;

  if (!lk_access_discover_finish (LK_ACCESS_CLIENT (source), result, &discovery, &o->app, &error)) {
    lk_obtain_fail (task, g_steal_pointer (&error));
    return;
  }
  if (discovery == LK_DISCOVERY_NO_APPLICATION) {
    finish (task, NULL);
    return;
  }
  if (discovery != LK_DISCOVERY_APP)
    lk_discovery_set_error (&error, discovery, o->host);
  if (error != NULL || !check_team (o, &error))
    lk_obtain_fail (task, g_steal_pointer (&error));
  else
    lk_obtain_look (task);
}

static void
on_service_token_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkObtain *o = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) both = lk_store_lookup_finish (LK_STORE (source), result, &error);
  const char *id = both == NULL ? NULL : lk_secret_text (both);
  const char *end = id == NULL ? NULL : strchr (id, '\n');

  note_storage (o, error, &o->lookup_noted);
  if (lk_obtain_end_if_cancelled (task))
    return;
  if (end != NULL) {
    LkGrant *grant = g_new0 (LkGrant, 1);

    grant->host = g_strdup (o->host);
    grant->client_id = g_strndup (id, (gsize) (end - id));
    grant->client_secret = lk_secret_new (end + 1, -1);
    g_task_return_pointer (task, grant, (GDestroyNotify) lk_grant_free);
    return;
  }
  lk_access_discover_async (lk_session_get_client (o->session), o->host, o->path,
                            g_task_get_cancellable (task), on_discovered, g_object_ref (task));
}

void
lk_session_obtain_async (LkSession *self,
                         const char *host,
                         const char *path,
                         LkObtainFlags flags,
                         LkSecret *refused,
                         LkPrompt *prompt,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  LkStoreKey key = {.kind = LK_STORE_SERVICE, .app_hostname = host};
  LkObtain *o = g_new0 (LkObtain, 1);

  g_return_if_fail (LK_IS_SESSION (self) && LK_IS_PROMPT (prompt));

  g_task_set_source_tag (task, lk_session_obtain_async);
  g_task_set_task_data (task, o, (GDestroyNotify) obtain_free);
  o->session = g_object_ref (self);
  o->prompt = g_object_ref (prompt);
  o->host = g_strdup (host);
  o->path = g_strdup (path);
  o->flags = flags;
  o->refused = refused == NULL ? NULL : lk_secret_ref (refused);
  lk_store_lookup_async (lk_session_get_store (self), &key, cancellable, on_service_token_found,
                         g_object_ref (task));
}

LkGrant *
lk_session_obtain_finish (LkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
