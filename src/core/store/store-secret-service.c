/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-secret-service.h"

#include <glib/gi18n-lib.h>

#include "store/secret-call.h"

static void store_init (LkStoreInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkStoreSecretService,
                         lk_store_secret_service,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_STORE, store_init))

static const SecretSchema schema = {
    "org.latchkey.Token",
    SECRET_SCHEMA_NONE,
    {
        {"kind", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"auth-domain", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"aud", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {"app-hostname", SECRET_SCHEMA_ATTRIBUTE_STRING},
        {NULL, 0},
    },
};

static const char *const kinds[] = {
    [LK_STORE_APP] = "app",
    [LK_STORE_ORG] = "org",
    [LK_STORE_SERVICE] = "service",
};

static GHashTable *
make_attributes (const LkStoreKey *key)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  if (key->kind != LK_STORE_ANY)
    g_hash_table_insert (attributes, (char *) "kind", g_strdup (kinds[key->kind]));
  if (key->auth_domain != NULL)
    g_hash_table_insert (attributes, (char *) "auth-domain", g_strdup (key->auth_domain));
  if (key->aud != NULL)
    g_hash_table_insert (attributes, (char *) "aud", g_strdup (key->aud));
  if (key->app_hostname != NULL)
    g_hash_table_insert (attributes, (char *) "app-hostname", g_strdup (key->app_hostname));
  return attributes;
}

static LkStoreItem *
read_item (SecretItem *item)
{
  g_autoptr (GHashTable) attributes = secret_item_get_attributes (item);
  SecretValue *value = secret_item_get_secret (item);
  const char *kind = g_hash_table_lookup (attributes, "kind");
  LkStoreKey key = {.kind = LK_STORE_ANY,
                    .auth_domain = g_hash_table_lookup (attributes, "auth-domain"),
                    .aud = g_hash_table_lookup (attributes, "aud"),
                    .app_hostname = g_hash_table_lookup (attributes, "app-hostname")};
  LkStoreItem *result = NULL;

  for (LkStoreKind i = LK_STORE_APP; i <= LK_STORE_SERVICE; i++) {
    if (g_strcmp0 (kinds[i], kind) == 0)
      key.kind = i;
  }
  if (value != NULL && key.kind != LK_STORE_ANY) {
    gsize length;
    const char *text = secret_value_get (value, &length);
    g_autoptr (LkSecret) secret = lk_secret_new (text, (gssize) length);

    result = lk_store_item_new (&key, secret);
  }
  g_clear_pointer (&value, secret_value_unref);
  return result;
}

static LkSecretCall *
new_call (GTask *task, LkSecretRun run, const LkStoreKey *key)
{
  LkSecretCall *call = lk_secret_call_new (task, run);

  call->attributes = make_attributes (key);
  return call;
}

static void
fail_locked (GTask *task)
{
  lk_secret_call_fail (task, g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked"));
}

/* Listing */

static void
on_list_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_store_item_free);
  GError *error = NULL;
  GList *items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  gboolean locked = FALSE;

  if (error != NULL) {
    lk_secret_call_fail (task, error);
    return;
  }
  for (GList *l = items; l != NULL; l = l->next) {
    LkStoreItem *item = read_item (l->data);

    locked = locked || secret_item_get_locked (l->data);
    if (item != NULL)
      g_ptr_array_add (found, item);
  }
  g_list_free_full (items, g_object_unref);
  if (found->len == 0 && locked)
    fail_locked (task);
  else
    g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

static void
run_list (LkStoreSecretService *self, GTask *task)
{
  LkSecretCall *call = g_task_get_task_data (task);

  secret_service_search (self->service, &schema, call->attributes,
                         SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS,
                         lk_secret_call_cancellable (task), on_list_searched, task);
}

static void
service_list (LkStore *store, const LkStoreKey *pattern, GTask *task)
{
  new_call (task, run_list, pattern);
  lk_secret_call_begin (task);
}

/* Saving */

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretItem) item = secret_item_create_finish (result, &error);

  if (item != NULL)
    g_task_return_boolean (task, TRUE);
  else
    lk_secret_call_fail (task, error);
}

static void
run_save (LkStoreSecretService *self, GTask *task)
{
  LkSecretCall *call = g_task_get_task_data (task);

  /* Unlike secret_service_store(), this never asks the user to unlock the keyring. */
  secret_item_create (self->collection, &schema, call->attributes, call->label, call->value,
                      SECRET_ITEM_CREATE_REPLACE, lk_secret_call_cancellable (task), on_created,
                      task);
}

static void
service_save (LkStore *store,
              const LkStoreKey *key,
              LkSecret *secret,
              gint64 expires_at,
              const char *label,
              GTask *task)
{
  LkSecretCall *call = new_call (task, run_save, key);

  call->value =
      secret_value_new (lk_secret_text (secret), (gssize) lk_secret_length (secret), "text/plain");
  call->label = g_strdup (label);
  lk_secret_call_begin (task);
}

/* Forgetting */

static void delete_next (GTask *task);

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_item_delete_finish (SECRET_ITEM (source), result, &error) ||
      g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT)) {
    g_clear_error (&error); /* somebody else deleted it */
    delete_next (task);
  } else {
    lk_secret_call_fail (task, error);
  }
}

static void
delete_next (GTask *task)
{
  LkSecretCall *call = g_task_get_task_data (task);
  g_autoptr (SecretItem) item = call->items == NULL ? NULL : call->items->data;

  if (item == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  call->items = g_list_delete_link (call->items, call->items);
  if (secret_item_get_locked (item))
    fail_locked (task);
  else
    secret_item_delete (item, lk_secret_call_cancellable (task), on_deleted, g_object_ref (task));
}

static void
on_clear_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkSecretCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  if (error != NULL)
    lk_secret_call_fail (task, error);
  else
    delete_next (task);
}

static void
run_clear (LkStoreSecretService *self, GTask *task)
{
  LkSecretCall *call = g_task_get_task_data (task);

  secret_service_search (self->service, &schema, call->attributes, SECRET_SEARCH_ALL,
                         lk_secret_call_cancellable (task), on_clear_searched, task);
}

static void
service_clear (LkStore *store, const LkStoreKey *pattern, GTask *task)
{
  new_call (task, run_clear, pattern);
  lk_secret_call_begin (task);
}

static gboolean
is_locked (LkStoreSecretService *self)
{
  g_autoptr (GVariant) locked =
      g_dbus_proxy_get_cached_property (G_DBUS_PROXY (self->collection), "Locked");

  /* Nothing is cached of a keyring that has gone. */
  return locked != NULL && g_variant_is_of_type (locked, G_VARIANT_TYPE_BOOLEAN) &&
         g_variant_get_boolean (locked);
}

static const LkStoreStatus *
service_get_status (LkStore *store)
{
  static LkStoreStatus status = {.backend = "secret-service"};

  status.locked = is_locked (LK_STORE_SECRET_SERVICE (store));
  status.detail = status.locked ? _ ("The desktop keyring is locked.")
                                : _ ("Tokens are kept in the desktop keyring.");
  return &status;
}

static void
store_init (LkStoreInterface *iface)
{
  iface->list = service_list;
  iface->save = service_save;
  iface->clear = service_clear;
  iface->get_status = service_get_status;
}

static void
lk_store_secret_service_finalize (GObject *object)
{
  LkStoreSecretService *self = LK_STORE_SECRET_SERVICE (object);

  g_clear_object (&self->service);
  g_clear_object (&self->collection);
  g_free (self->owner);
  G_OBJECT_CLASS (lk_store_secret_service_parent_class)->finalize (object);
}

static void
lk_store_secret_service_class_init (LkStoreSecretServiceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_store_secret_service_finalize;
}

static void
lk_store_secret_service_init (LkStoreSecretService *self)
{
}

/* Opening */

static void
run_open (LkStoreSecretService *self, GTask *task)
{
  g_task_return_pointer (task, g_object_ref (self), g_object_unref);
  g_object_unref (task);
}

void
lk_store_secret_service_open_async (GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (LkStoreSecretService) self = g_object_new (LK_TYPE_STORE_SECRET_SERVICE, NULL);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_store_secret_service_open_async);
  lk_secret_call_new (task, run_open);
  lk_secret_call_begin (task);
}

LkStore *
lk_store_secret_service_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Unlocking */

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int n = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    lk_secret_call_fail (task, error);
  else if (n > 0)
    g_task_return_boolean (task, TRUE);
  else
    lk_secret_call_fail (task, NULL);
}

static void
run_unlock (LkStoreSecretService *self, GTask *task)
{
  GList collections = {.data = self->collection};

  secret_service_unlock (self->service, &collections, lk_secret_call_cancellable (task),
                         on_unlocked, task);
}

void
lk_store_secret_service_unlock_async (LkStoreSecretService *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_store_secret_service_unlock_async);
  lk_secret_call_new (task, run_unlock)->asks = TRUE;
  lk_secret_call_begin (task);
}

gboolean
lk_store_secret_service_unlock_finish (LkStoreSecretService *self,
                                       GAsyncResult *result,
                                       GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
