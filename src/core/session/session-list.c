/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/session-list.h"

#include <string.h>

#include "session/known-teams.h"

void
lk_session_info_free (LkSessionInfo *info)
{
  g_free (info->auth_domain);
  g_free (info->app_hostname);
  g_free (info->hostname);
  g_free (info->aud);
  g_free (info->email);
  g_free (info);
}

GVariant *
lk_session_info_describe (const LkSessionInfo *info)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *issued_at = lk_clock_format (info->issued_at);
  g_autofree char *expires_at = lk_clock_format (info->expires_at);

  if (info->kind == LK_TOKEN_APP) {
    g_variant_dict_insert (&dict, "hostname", "s", info->hostname);
    g_variant_dict_insert (&dict, "app_hostname", "s", info->app_hostname);
    g_variant_dict_insert (&dict, "aud", "s", info->aud);
  }
  g_variant_dict_insert (&dict, "auth_domain", "s", info->auth_domain);
  g_variant_dict_insert (&dict, "email", "s", info->email == NULL ? "" : info->email);
  g_variant_dict_insert (&dict, "issued_at", "s", issued_at);
  g_variant_dict_insert (&dict, "expires_at", "s", expires_at);
  g_variant_dict_insert (&dict, "state", "s", lk_token_state_name (info->state));
  return g_variant_dict_end (&dict);
}

static LkSessionInfo *
read_item (const LkStoreItem *item, gint64 now)
{
  g_autoptr (LkToken) token = item->secret == NULL ? NULL : lk_token_new (item->secret, NULL);
  LkSessionInfo *info;

  if (item->key.kind == LK_STORE_SERVICE || token == NULL)
    return NULL;
  info = g_new0 (LkSessionInfo, 1);
  info->kind = lk_token_get_kind (token);
  info->auth_domain = g_strdup (lk_token_get_auth_domain (token));
  if (info->kind == LK_TOKEN_APP) {
    info->app_hostname = g_strdup (item->key.app_hostname);
    info->aud = g_strdup (item->key.aud);
  }
  info->email = g_strdup (lk_token_get_email (token));
  info->issued_at = lk_token_get_issued_at (token);
  info->expiring_at = lk_token_get_expiring_at (token);
  info->expires_at = lk_token_get_expires_at (token);
  info->state = lk_token_get_state (token, now);
  info->stage = lk_expiry_stage (info->expiring_at, info->expires_at, now);
  return info;
}

static LkSessionInfo *
copy_for (const LkSessionInfo *info, const char *hostname)
{
  LkSessionInfo *copy = g_memdup2 (info, sizeof *info);

  copy->auth_domain = g_strdup (info->auth_domain);
  copy->app_hostname = g_strdup (info->app_hostname);
  copy->hostname = g_strdup (hostname);
  copy->aud = g_strdup (info->aud);
  copy->email = g_strdup (info->email);
  return copy;
}

/* Adds a token as each of the hosts that it is known to serve. */
static void
add_info (GPtrArray *infos, LkSessionInfo *info, GHashTable *teams)
{
  guint before = infos->len;
  GHashTableIter iter;
  gpointer host, team;

  if (info->kind == LK_TOKEN_APP && strchr (info->app_hostname, '*') != NULL && teams != NULL) {
    g_hash_table_iter_init (&iter, teams);
    while (g_hash_table_iter_next (&iter, &host, &team)) {
      if (strcmp (team, info->auth_domain) == 0 &&
          g_pattern_match_simple (info->app_hostname, host))
        g_ptr_array_add (infos, copy_for (info, host));
    }
  }
  if (infos->len > before) {
    lk_session_info_free (info);
    return;
  }
  info->hostname = g_strdup (info->app_hostname);
  g_ptr_array_add (infos, info);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const LkSessionInfo *one = *(LkSessionInfo *const *) a;
  const LkSessionInfo *two = *(LkSessionInfo *const *) b;

  if (one->kind != two->kind)
    return one->kind == LK_TOKEN_ORG ? -1 : 1;
  int order = strcmp (one->auth_domain, two->auth_domain);
  return order != 0 ? order : g_strcmp0 (one->hostname, two->hostname);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkSession *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) infos =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_session_info_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = lk_store_list_finish (LK_STORE (source), result, &error);

  if (items == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  /* Without it the hosts of a wildcard are not told apart. */
  g_autoptr (GHashTable) teams = lk_known_teams (lk_session_get_state_dir (self), NULL);
  for (guint i = 0; i < items->len; i++) {
    LkSessionInfo *info = read_item (g_ptr_array_index (items, i), lk_session_now (self));

    if (info != NULL)
      add_info (infos, info, teams);
  }
  g_ptr_array_sort (infos, compare);
  g_task_return_pointer (task, g_steal_pointer (&infos), (GDestroyNotify) g_ptr_array_unref);
}

void
lk_session_list_async (LkSession *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  LkStoreKey all = {.kind = LK_STORE_ANY};

  g_task_set_source_tag (task, lk_session_list_async);
  lk_store_list_async (lk_session_get_store (self), &all, cancellable, on_listed,
                       g_object_ref (task));
}

GPtrArray *
lk_session_list_finish (LkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gint64
lk_session_list_next_change (GPtrArray *infos, gint64 now)
{
  gint64 soonest = -1;

  for (guint i = 0; i < infos->len; i++) {
    const LkSessionInfo *info = g_ptr_array_index (infos, i);
    gint64 next = lk_expiry_next (info->expiring_at, info->expires_at, now);

    if (next >= 0 && (soonest < 0 || next - now < soonest))
      soonest = next - now;
  }
  return soonest;
}
