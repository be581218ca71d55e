/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

G_DEFINE_INTERFACE (LkStore, lk_store, G_TYPE_OBJECT)

static void
lk_store_default_init (LkStoreInterface *iface)
{
}

LkStoreItem *
lk_store_item_new (const LkStoreKey *key, LkSecret *secret)
{
  LkStoreItem *item = g_new0 (LkStoreItem, 1);

  item->key.kind = key->kind;
  item->key.auth_domain = g_strdup (key->auth_domain);
  item->key.aud = g_strdup (key->aud);
  item->key.app_hostname = g_strdup (key->app_hostname);
  item->secret = lk_secret_ref (secret);
  return item;
}

void
lk_store_item_free (LkStoreItem *item)
{
  g_free ((char *) item->key.auth_domain);
  g_free ((char *) item->key.aud);
  g_free ((char *) item->key.app_hostname);
  lk_secret_unref (item->secret);
  g_free (item);
}

static gboolean
field_matches (const char *value, const char *pattern)
{
  return pattern == NULL || g_strcmp0 (value, pattern) == 0;
}

gboolean
lk_store_key_matches (const LkStoreKey *key, const LkStoreKey *pattern)
{
  return (pattern->kind == LK_STORE_ANY || pattern->kind == key->kind) &&
         field_matches (key->auth_domain, pattern->auth_domain) &&
         field_matches (key->aud, pattern->aud) &&
         field_matches (key->app_hostname, pattern->app_hostname);
}

void
lk_store_list_async (LkStore *self,
                     const LkStoreKey *pattern,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_store_list_async);
  LK_STORE_GET_IFACE (self)->list (self, pattern, task);
}

GPtrArray *
lk_store_list_finish (LkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lk_store_lookup_async (LkStore *self,
                       const LkStoreKey *key,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  lk_store_list_async (self, key, cancellable, callback, user_data);
}

LkSecret *
lk_store_lookup_finish (LkStore *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) items = lk_store_list_finish (self, result, error);

  if (items == NULL || items->len == 0)
    return NULL;
  return lk_secret_ref (((LkStoreItem *) g_ptr_array_index (items, 0))->secret);
}

void
lk_store_save_async (LkStore *self,
                     const LkStoreKey *key,
                     LkSecret *secret,
                     gint64 expires_at,
                     const char *label,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (key->kind != LK_STORE_ANY);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, lk_store_save_async);
  LK_STORE_GET_IFACE (self)->save (self, key, secret, expires_at, label, task);
}

gboolean
lk_store_save_finish (LkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
lk_store_clear_async (LkStore *self,
                      const LkStoreKey *pattern,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_store_clear_async);
  LK_STORE_GET_IFACE (self)->clear (self, pattern, task);
}

gboolean
lk_store_clear_finish (LkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const LkStoreStatus *
lk_store_get_status (LkStore *self)
{
  return LK_STORE_GET_IFACE (self)->get_status (self);
}
