/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-memory.h"

#include <glib/gi18n-lib.h>

struct _LkStoreMemory {
  GObject parent;
  GPtrArray *items;
};

static void
memory_list (LkStore *store, const LkStoreKey *pattern, GTask *owned)
{
  LkStoreMemory *self = LK_STORE_MEMORY (store);
  g_autoptr (GTask) task = owned;
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_store_item_free);

  for (guint i = 0; i < self->items->len; i++) {
    const LkStoreItem *item = g_ptr_array_index (self->items, i);

    if (lk_store_key_matches (&item->key, pattern))
      g_ptr_array_add (found, lk_store_item_new (&item->key, item->secret));
  }
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

static void
forget (LkStoreMemory *self, const LkStoreKey *pattern)
{
  for (guint i = self->items->len; i > 0; i--) {
    const LkStoreItem *item = g_ptr_array_index (self->items, i - 1);

    if (lk_store_key_matches (&item->key, pattern))
      g_ptr_array_remove_index (self->items, i - 1);
  }
}

static void
memory_save (LkStore *store,
             const LkStoreKey *key,
             LkSecret *secret,
             gint64 expires_at,
             const char *label,
             GTask *owned)
{
  LkStoreMemory *self = LK_STORE_MEMORY (store);
  g_autoptr (GTask) task = owned;

  forget (self, key);
  g_ptr_array_add (self->items, lk_store_item_new (key, secret));
  g_task_return_boolean (task, TRUE);
}

static void
memory_clear (LkStore *store, const LkStoreKey *pattern, GTask *owned)
{
  g_autoptr (GTask) task = owned;

  forget (LK_STORE_MEMORY (store), pattern);
  g_task_return_boolean (task, TRUE);
}

static const LkStoreStatus *
memory_get_status (LkStore *store)
{
  static LkStoreStatus status = {.backend = "memory"};

  status.detail = _ ("Tokens are kept by this process only.");
  return &status;
}

static void
store_init (LkStoreInterface *iface)
{
  iface->list = memory_list;
  iface->save = memory_save;
  iface->clear = memory_clear;
  iface->get_status = memory_get_status;
}

G_DEFINE_TYPE_WITH_CODE (LkStoreMemory,
                         lk_store_memory,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_STORE, store_init))

static void
lk_store_memory_finalize (GObject *object)
{
  g_ptr_array_unref (LK_STORE_MEMORY (object)->items);
  G_OBJECT_CLASS (lk_store_memory_parent_class)->finalize (object);
}

static void
lk_store_memory_class_init (LkStoreMemoryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_store_memory_finalize;
}

static void
lk_store_memory_init (LkStoreMemory *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_store_item_free);
}

LkStore *
lk_store_memory_new (void)
{
  return g_object_new (LK_TYPE_STORE_MEMORY, NULL);
}
