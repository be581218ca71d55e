/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-kernel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/kernel-keys.h"
#include "store/warm.h"

/* What stands before the fields in an entry's name, by kind. */
static const char *const prefixes[] = {
    [LK_STORE_APP] = "latchkey:app:",
    [LK_STORE_ORG] = "latchkey:org:",
    [LK_STORE_SERVICE] = "latchkey:service:",
};

struct _LkStoreKernel {
  GObject parent;
  LkClock clock;
};

static char *
make_name (const LkStoreKey *key)
{
  switch (key->kind) {
  case LK_STORE_APP:
    return lk_warm_token_name (key->auth_domain, key->aud, key->app_hostname);
  case LK_STORE_ORG:
    return g_strconcat (prefixes[LK_STORE_ORG], key->auth_domain, NULL);
  case LK_STORE_SERVICE:
    return g_strconcat (prefixes[LK_STORE_SERVICE], key->app_hostname, NULL);
  case LK_STORE_ANY:
  default:
    g_return_val_if_reached (NULL);
  }
}

/* The key that @name says, its fields pointing into @fields. */
static gboolean
parse_name (const char *name, LkStoreKind kind, char ***fields, LkStoreKey *key)
{
  const char *rest = name + strlen (prefixes[kind]);

  *fields = g_strsplit (rest, ":", 3);
  *key = (LkStoreKey){.kind = kind};
  if (kind == LK_STORE_APP && g_strv_length (*fields) == 3) {
    key->auth_domain = (*fields)[0];
    key->aud = (*fields)[1];
    key->app_hostname = (*fields)[2];
    return TRUE;
  }
  if (kind == LK_STORE_ORG)
    key->auth_domain = (*fields)[0];
  else
    key->app_hostname = (*fields)[0];
  return kind != LK_STORE_APP && g_strv_length (*fields) == 1;
}

typedef void (*Visit) (const char *name, const LkStoreKey *key, gpointer data);

static void
visit_matching (const LkStoreKey *pattern, Visit visit, gpointer data)
{
  for (LkStoreKind kind = LK_STORE_APP; kind <= LK_STORE_SERVICE; kind++) {
    g_auto (GStrv) names = NULL;

    if (pattern->kind != LK_STORE_ANY && pattern->kind != kind)
      continue;
    names = lk_kernel_key_names (prefixes[kind]);
    for (char **name = names; *name != NULL; name++) {
      g_auto (GStrv) fields = NULL;
      LkStoreKey key;

      if (parse_name (*name, kind, &fields, &key) && lk_store_key_matches (&key, pattern))
        visit (*name, &key, data);
    }
  }
}

typedef struct {
  GPtrArray *items;
  gint64 now;
} Collection;

static void
collect (const char *name, const LkStoreKey *key, gpointer data)
{
  Collection *collection = data;
  g_autoptr (LkSecret) secret = lk_kernel_key_lookup (name, collection->now, NULL);

  if (secret != NULL)
    g_ptr_array_add (collection->items, lk_store_item_new (key, secret));
}

static void
kernel_list (LkStore *store, const LkStoreKey *pattern, GTask *owned)
{
  g_autoptr (GTask) task = owned;
  Collection collection = {.items =
                               g_ptr_array_new_with_free_func ((GDestroyNotify) lk_store_item_free),
                           .now = LK_STORE_KERNEL (store)->clock ()};

  visit_matching (pattern, collect, &collection);
  g_task_return_pointer (task, collection.items, (GDestroyNotify) g_ptr_array_unref);
}

static void
kernel_save (LkStore *store,
             const LkStoreKey *key,
             LkSecret *secret,
             gint64 expires_at,
             const char *label,
             GTask *owned)
{
  g_autoptr (GTask) task = owned;
  g_autofree char *name = make_name (key);
  GError *error = NULL;

  if (lk_kernel_key_save (name, secret, expires_at, LK_STORE_KERNEL (store)->clock (), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
forget (const char *name, const LkStoreKey *key, gpointer data)
{
  lk_kernel_key_forget (name);
}

static void
kernel_clear (LkStore *store, const LkStoreKey *pattern, GTask *owned)
{
  g_autoptr (GTask) task = owned;

  visit_matching (pattern, forget, NULL);
  if (pattern->kind == LK_STORE_ANY)
    lk_warm_forget_routes (pattern->auth_domain);
  g_task_return_boolean (task, TRUE);
}

static const LkStoreStatus *
kernel_get_status (LkStore *store)
{
  static LkStoreStatus status = {.backend = "kernel"};

  status.detail = _ ("Tokens are kept in the kernel's keyring until the machine restarts.");
  return &status;
}

static void
store_init (LkStoreInterface *iface)
{
  iface->list = kernel_list;
  iface->save = kernel_save;
  iface->clear = kernel_clear;
  iface->get_status = kernel_get_status;
}

G_DEFINE_TYPE_WITH_CODE (LkStoreKernel,
                         lk_store_kernel,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (LK_TYPE_STORE, store_init))

static void
lk_store_kernel_class_init (LkStoreKernelClass *class)
{
}

static void
lk_store_kernel_init (LkStoreKernel *self)
{
}

LkStore *
lk_store_kernel_new (LkClock clock)
{
  LkStoreKernel *self = g_object_new (LK_TYPE_STORE_KERNEL, NULL);

  self->clock = clock;
  return LK_STORE (self);
}
