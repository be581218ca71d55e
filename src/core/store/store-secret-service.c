/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-secret-service.h"

#include <libsecret/secret.h>

#include "base/error.h"
#include "store/bounded.h"

#define CALL_SECONDS 3
#define UNLOCK_SECONDS 60

struct _LkStoreSecretService {
  GObject parent;
  SecretService *service;
  SecretCollection *collection; /* the default keyring */
};

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
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  if (key->kind != LK_STORE_ANY)
    g_hash_table_insert (attributes, (char *) "kind", (char *) kinds[key->kind]);
  if (key->auth_domain != NULL)
    g_hash_table_insert (attributes, (char *) "auth-domain", (char *) key->auth_domain);
  if (key->aud != NULL)
    g_hash_table_insert (attributes, (char *) "aud", (char *) key->aud);
  if (key->app_hostname != NULL)
    g_hash_table_insert (attributes, (char *) "app-hostname", (char *) key->app_hostname);
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

/* One call in flight: how long it may take, and what it is for. */
typedef struct {
  LkBounded *bounded;
  GList *items; /* still to be deleted, of SecretItem */
} Call;

static void
call_free (Call *call)
{
  lk_bounded_free (call->bounded);
  g_list_free_full (call->items, g_object_unref);
  g_free (call);
}

static GCancellable *
begin_call (GTask *task, guint seconds)
{
  Call *call = g_new0 (Call, 1);

  call->bounded = lk_bounded_new (g_task_get_cancellable (task), seconds);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return lk_bounded_cancellable (call->bounded);
}

/* Ends @task with what went wrong, told so that the user knows what to do. */
static void
fail (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) cause = error;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (call != NULL && lk_bounded_timed_out (call->bounded))
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE,
                             "the desktop keyring did not answer within %d seconds; restart it or "
                             "log in to the desktop anew",
                             CALL_SECONDS);
  else if (cause == NULL || g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE,
                             "the desktop keyring is locked; unlock it and try again");
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_STORAGE,
        "the desktop keyring's question was dismissed; the token is not kept there");
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE,
                             "the desktop keyring does not work: %s", cause->message);
}

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
    fail (task, error);
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
    fail (task, NULL);
  else
    g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify) g_ptr_array_unref);
}

static void
service_list (LkStore *store, const LkStoreKey *pattern, GTask *task)
{
  g_autoptr (GHashTable) attributes = make_attributes (pattern);

  secret_service_search (LK_STORE_SECRET_SERVICE (store)->service, &schema, attributes,
                         SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS,
                         begin_call (task, CALL_SECONDS), on_list_searched, task);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_service_store_finish (SECRET_SERVICE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    fail (task, error);
}

static void
service_save (LkStore *store,
              const LkStoreKey *key,
              LkSecret *secret,
              gint64 expires_at,
              const char *label,
              GTask *owned)
{
  LkStoreSecretService *self = LK_STORE_SECRET_SERVICE (store);
  g_autoptr (GTask) task = owned;
  g_autoptr (GHashTable) attributes = make_attributes (key);
  SecretValue *value;

  /* libsecret would ask the user to unlock it, and wait. */
  if (secret_collection_get_locked (self->collection)) {
    fail (task, NULL);
    return;
  }
  value =
      secret_value_new (lk_secret_text (secret), (gssize) lk_secret_length (secret), "text/plain");
  secret_service_store (self->service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                        begin_call (task, CALL_SECONDS), on_stored, g_object_ref (task));
  secret_value_unref (value);
}

static void delete_next (GTask *task);

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_item_delete_finish (SECRET_ITEM (source), result, &error))
    delete_next (task);
  else
    fail (task, error);
}

static void
delete_next (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (SecretItem) item = call->items == NULL ? NULL : call->items->data;

  if (item == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  call->items = g_list_delete_link (call->items, call->items);
  if (secret_item_get_locked (item))
    fail (task, NULL);
  else
    secret_item_delete (item, lk_bounded_cancellable (call->bounded), on_deleted,
                        g_object_ref (task));
}

static void
on_clear_searched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  call->items = secret_service_search_finish (SECRET_SERVICE (source), result, &error);
  if (error != NULL)
    fail (task, error);
  else
    delete_next (task);
}

static void
service_clear (LkStore *store, const LkStoreKey *pattern, GTask *task)
{
  g_autoptr (GHashTable) attributes = make_attributes (pattern);

  secret_service_search (LK_STORE_SECRET_SERVICE (store)->service, &schema, attributes,
                         SECRET_SEARCH_ALL, begin_call (task, CALL_SECONDS), on_clear_searched,
                         task);
}

static const LkStoreStatus *
service_get_status (LkStore *store)
{
  static const LkStoreStatus unlocked = {"secret-service", FALSE,
                                         "Tokens are kept in the desktop keyring."};
  static const LkStoreStatus locked = {"secret-service", TRUE, "The desktop keyring is locked."};

  return secret_collection_get_locked (LK_STORE_SECRET_SERVICE (store)->collection) ? &locked
                                                                                    : &unlocked;
}

static void
store_init (LkStoreInterface *iface)
{
  iface->list = service_list;
  iface->save = service_save;
  iface->clear = service_clear;
  iface->get_status = service_get_status;
}

G_DEFINE_TYPE_WITH_CODE (LkStoreSecretService,
                         lk_store_secret_service,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_STORE, store_init))

static void
lk_store_secret_service_finalize (GObject *object)
{
  LkStoreSecretService *self = LK_STORE_SECRET_SERVICE (object);

  g_clear_object (&self->service);
  g_clear_object (&self->collection);
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

static void
on_collection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);
  LkStoreSecretService *self;

  if (error != NULL) {
    fail (task, error);
    return;
  }
  if (collection == NULL) {
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_STORAGE,
        "the desktop has no default keyring; make one in its passwords application");
    return;
  }
  self = g_object_new (LK_TYPE_STORE_SECRET_SERVICE, NULL);
  self->service = g_object_ref (secret_collection_get_service (collection));
  self->collection = g_steal_pointer (&collection);
  g_task_return_pointer (task, self, g_object_unref);
}

static void
on_service_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);

  if (service != NULL)
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 lk_bounded_cancellable (call->bounded), on_collection_ready,
                                 g_object_ref (task));
  else if (!lk_bounded_timed_out (call->bounded) &&
           !g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE,
                             "there is no desktop keyring here (%s)", error->message);
    g_error_free (error);
  } else
    fail (task, error);
}

void
lk_store_secret_service_open_async (GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_store_secret_service_open_async);
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, begin_call (task, CALL_SECONDS),
                      on_service_ready, task);
}

LkStore *
lk_store_secret_service_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  int n = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    fail (task, error);
  else if (n > 0)
    g_task_return_boolean (task, TRUE);
  else
    fail (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed"));
}

void
lk_store_secret_service_unlock_async (LkStoreSecretService *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GList collections = {.data = self->collection};

  g_task_set_source_tag (task, lk_store_secret_service_unlock_async);
  secret_service_unlock (self->service, &collections, begin_call (task, UNLOCK_SECONDS),
                         on_unlocked, task);
}

gboolean
lk_store_secret_service_unlock_finish (LkStoreSecretService *self,
                                       GAsyncResult *result,
                                       GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
