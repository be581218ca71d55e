/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-pair.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

struct _LkStorePair {
  GObject parent;
  LkStore *cold;
  LkStore *warm;
  char *trouble; /* why the cold store is not there, or the last call of it failed */
  LkStoreStatus status;
  char *detail;
};

/* An operation that goes from one of the two to the other. */
typedef struct {
  LkStoreKey key; /* its fields are owned */
  LkSecret *secret;
  char *label;
  GPtrArray *items;
  GError *warm_error;
} Operation;

static void
operation_free (Operation *operation)
{
  g_free ((char *) operation->key.auth_domain);
  g_free ((char *) operation->key.aud);
  g_free ((char *) operation->key.app_hostname);
  g_clear_pointer (&operation->secret, lk_secret_unref);
  g_free (operation->label);
  g_clear_pointer (&operation->items, g_ptr_array_unref);
  g_clear_error (&operation->warm_error);
  g_free (operation);
}

static Operation *
begin (GTask *task, const LkStoreKey *key)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->key.kind = key->kind;
  operation->key.auth_domain = g_strdup (key->auth_domain);
  operation->key.aud = g_strdup (key->aud);
  operation->key.app_hostname = g_strdup (key->app_hostname);
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);
  return operation;
}

static gboolean
warm_is_kernel (LkStorePair *self)
{
  return g_str_equal (lk_store_get_status (self->warm)->backend, "kernel");
}

/* Remembers for the status how the cold store fared: @error, or well. That it is locked, it says itself. */
static void
note_cold (LkStorePair *self, const GError *error)
{
  if (error != NULL && error->domain != LK_ERROR)
    return;
  g_free (self->trouble);
  self->trouble =
      error == NULL || lk_store_get_status (self->cold)->locked ? NULL : g_strdup (error->message);
}

/* Looking */

/* Whether @key can have one secret only, so that finding it ends the search. */
static gboolean
is_exact (const LkStoreKey *key)
{
  switch (key->kind) {
  case LK_STORE_APP:
    return key->auth_domain != NULL && key->aud != NULL && key->app_hostname != NULL;
  case LK_STORE_ORG:
    return key->auth_domain != NULL;
  case LK_STORE_SERVICE:
    return key->app_hostname != NULL;
  case LK_STORE_ANY:
  default:
    return FALSE;
  }
}

static gboolean
has_item (GPtrArray *items, const LkStoreItem *wanted)
{
  for (guint i = 0; i < items->len; i++) {
    const LkStoreItem *item = g_ptr_array_index (items, i);

    if (item->key.kind == wanted->key.kind &&
        g_strcmp0 (item->key.auth_domain, wanted->key.auth_domain) == 0 &&
        g_strcmp0 (item->key.aud, wanted->key.aud) == 0 &&
        g_strcmp0 (item->key.app_hostname, wanted->key.app_hostname) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
return_items (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&operation->items),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
on_cold_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) items = lk_store_list_finish (LK_STORE (source), result, &error);

  note_cold (g_task_get_source_object (task), error);
  for (guint i = 0; items != NULL && i < items->len; i++) {
    const LkStoreItem *item = g_ptr_array_index (items, i);

    if (!has_item (operation->items, item))
      g_ptr_array_add (operation->items, lk_store_item_new (&item->key, item->secret));
  }
  /* That a listing is not the whole of it, the status says. */
  if (error != NULL && (error->domain != LK_ERROR || is_exact (&operation->key))) {
    g_task_return_error (task, error);
  } else {
    g_clear_error (&error);
    return_items (task);
  }
}

static void
on_warm_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkStorePair *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  operation->items = lk_store_list_finish (LK_STORE (source), result, &error);
  if (operation->items == NULL)
    g_task_return_error (task, error);
  else if (self->cold == NULL || (operation->items->len > 0 && is_exact (&operation->key)))
    return_items (task);
  else
    lk_store_list_async (self->cold, &operation->key, g_task_get_cancellable (task), on_cold_listed,
                         g_object_ref (task));
}

static void
pair_list (LkStore *store, const LkStoreKey *pattern, GTask *task)
{
  begin (task, pattern);
  lk_store_list_async (LK_STORE_PAIR (store)->warm, pattern, g_task_get_cancellable (task),
                       on_warm_listed, task);
}

/* Saving */

static const char *
where_instead (LkStorePair *self, const Operation *operation)
{
  if (operation->warm_error != NULL)
    return _ ("the token is not kept:");
  return warm_is_kernel (self)
             ? _ ("the token is kept in the kernel's keyring until the machine restarts:")
             : _ ("the token is kept by this process only:");
}

static void
on_cold_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkStorePair *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean saved = lk_store_save_finish (LK_STORE (source), result, &error);

  note_cold (self, error);
  if (saved) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (error->domain == LK_ERROR)
    g_prefix_error (&error, "%s ", where_instead (self, g_task_get_task_data (task)));
  g_task_return_error (task, error);
}

static void
on_warm_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkStorePair *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);

  lk_store_save_finish (LK_STORE (source), result, &operation->warm_error);
  if (self->cold != NULL)
    lk_store_save_async (self->cold, &operation->key, operation->secret, 0, operation->label,
                         g_task_get_cancellable (task), on_cold_saved, g_object_ref (task));
  else if (operation->warm_error != NULL)
    g_task_return_error (task, g_steal_pointer (&operation->warm_error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
pair_save (LkStore *store,
           const LkStoreKey *key,
           LkSecret *secret,
           gint64 expires_at,
           const char *label,
           GTask *task)
{
  Operation *operation = begin (task, key);

  operation->secret = lk_secret_ref (secret);
  operation->label = g_strdup (label);
  lk_store_save_async (LK_STORE_PAIR (store)->warm, key, secret, expires_at, label,
                       g_task_get_cancellable (task), on_warm_saved, task);
}

/* Forgetting */

static void
on_cold_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean cleared = lk_store_clear_finish (LK_STORE (source), result, &error);

  note_cold (g_task_get_source_object (task), error);
  if (cleared)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_warm_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkStorePair *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  if (!lk_store_clear_finish (LK_STORE (source), result, &error))
    g_task_return_error (task, error);
  else if (self->cold == NULL)
    g_task_return_boolean (task, TRUE);
  else
    lk_store_clear_async (self->cold, &operation->key, g_task_get_cancellable (task),
                          on_cold_cleared, g_object_ref (task));
}

static void
pair_clear (LkStore *store, const LkStoreKey *pattern, GTask *task)
{
  begin (task, pattern);
  lk_store_clear_async (LK_STORE_PAIR (store)->warm, pattern, g_task_get_cancellable (task),
                        on_warm_cleared, task);
}

static const LkStoreStatus *
pair_get_status (LkStore *store)
{
  LkStorePair *self = LK_STORE_PAIR (store);
  const LkStoreStatus *cold = self->cold == NULL ? NULL : lk_store_get_status (self->cold);
  gboolean locked = cold != NULL && cold->locked;
  const char *why;

  if (cold != NULL && !locked && self->trouble == NULL)
    return cold;
  g_free (self->detail);
  why = locked ? _ ("the desktop keyring is locked") : self->trouble;
  self->detail = warm_is_kernel (self)
                     /* Translators: %s is a clause, such as "the desktop keyring is locked" */
                     ? g_strdup_printf (_ ("Tokens are kept in the kernel's keyring until the "
                                           "machine restarts, because %s."),
                                        why)
                     /* Translators: %s is a clause, such as "the desktop keyring is locked" */
                     : g_strdup_printf (_ ("Tokens are kept by this process only, because the "
                                           "kernel's keyring may not be used here and %s."),
                                        why);
  self->status = (LkStoreStatus){.backend = lk_store_get_status (self->warm)->backend,
                                 .locked = locked,
                                 .detail = self->detail};
  return &self->status;
}

static void
store_init (LkStoreInterface *iface)
{
  iface->list = pair_list;
  iface->save = pair_save;
  iface->clear = pair_clear;
  iface->get_status = pair_get_status;
}

G_DEFINE_TYPE_WITH_CODE (LkStorePair,
                         lk_store_pair,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_STORE, store_init))

static void
lk_store_pair_finalize (GObject *object)
{
  LkStorePair *self = LK_STORE_PAIR (object);

  g_clear_object (&self->cold);
  g_clear_object (&self->warm);
  g_free (self->trouble);
  g_free (self->detail);
  G_OBJECT_CLASS (lk_store_pair_parent_class)->finalize (object);
}

static void
lk_store_pair_class_init (LkStorePairClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_store_pair_finalize;
}

static void
lk_store_pair_init (LkStorePair *self)
{
}

LkStore *
lk_store_pair_new (LkStore *cold, LkStore *warm, const char *why_not)
{
  LkStorePair *self = g_object_new (LK_TYPE_STORE_PAIR, NULL);

  self->cold = cold == NULL ? NULL : g_object_ref (cold);
  self->warm = g_object_ref (warm);
  self->trouble = g_strdup (why_not);
  return LK_STORE (self);
}

LkStore *
lk_store_pair_get_cold (LkStorePair *self)
{
  return self->cold;
}
