/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/secret.h"

G_BEGIN_DECLS

typedef enum {
  LK_STORE_ANY,     /* only to ask for */
  LK_STORE_APP,     /* an app token, under team, AUD and application */
  LK_STORE_ORG,     /* a team's session, under the team */
  LK_STORE_SERVICE, /* a service token, "ID\nSECRET", under the host as application */
} LkStoreKind;

/**
 * LkStoreKey:
 *
 * Under what a secret is kept. Attributes of a keyring are not encrypted: nothing here is secret. What does
 * not apply is %NULL; where secrets are looked for, %NULL (and %LK_STORE_ANY) means whatever it is.
 */
typedef struct {
  LkStoreKind kind;
  const char *auth_domain;
  const char *aud;
  const char *app_hostname;
} LkStoreKey;

/** LkStoreItem: a secret and its key, of which it owns everything */
typedef struct {
  LkStoreKey key;
  LkSecret *secret;
} LkStoreItem;

LkStoreItem *lk_store_item_new (const LkStoreKey *key, LkSecret *secret);
void lk_store_item_free (LkStoreItem *item);

/** lk_store_key_matches: Returns: whether @key is one of those that @pattern asks for */
gboolean lk_store_key_matches (const LkStoreKey *key, const LkStoreKey *pattern);

/**
 * LkStoreStatus:
 * @backend: "secret-service", "kernel" or "memory": where secrets survive longest
 * @locked: there is a desktop keyring, and it is locked
 * @detail: one sentence for the user: where tokens are kept, and why there
 */
typedef struct {
  const char *backend;
  gboolean locked;
  const char *detail;
} LkStoreStatus;

/**
 * LkStore:
 *
 * Keeps secrets. Operations are asynchronous and each is bounded in time by its backend; they fail with
 * %G_IO_ERROR_CANCELLED or %LK_ERROR_STORAGE.
 */
#define LK_TYPE_STORE (lk_store_get_type ())
G_DECLARE_INTERFACE (LkStore, lk_store, LK, STORE, GObject)

/** LkStoreInterface: @list gives all items that a key asks for; the task's result is a GPtrArray of LkStoreItem */
struct _LkStoreInterface {
  GTypeInterface parent_iface;

  void (*list) (LkStore *self, const LkStoreKey *pattern, GTask *task);
  void (*save) (LkStore *self,
                const LkStoreKey *key,
                LkSecret *secret,
                gint64 expires_at,
                const char *label,
                GTask *task);
  void (*clear) (LkStore *self, const LkStoreKey *pattern, GTask *task);
  const LkStoreStatus *(*get_status) (LkStore *self);
};

/** lk_store_lookup_async: looks for the secret under @key */
void lk_store_lookup_async (LkStore *self,
                            const LkStoreKey *key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** lk_store_lookup_finish: Returns: (transfer full) (nullable): the secret; %NULL without error when there is none */
LkSecret *lk_store_lookup_finish (LkStore *self, GAsyncResult *result, GError **error);

/**
 * lk_store_save_async:
 * @expires_at: when it may be forgotten; 0 for never
 * @label: what a keyring's own tool shows
 *
 * Keeps @secret under @key, in the place of an older one.
 */
void lk_store_save_async (LkStore *self,
                          const LkStoreKey *key,
                          LkSecret *secret,
                          gint64 expires_at,
                          const char *label,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/**
 * lk_store_save_finish:
 *
 * Returns: %FALSE with an error that says where it is kept instead, or that it is kept nowhere
 */
gboolean lk_store_save_finish (LkStore *self, GAsyncResult *result, GError **error);

/** lk_store_clear_async: forgets every secret that @pattern asks for */
void lk_store_clear_async (LkStore *self,
                           const LkStoreKey *pattern,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

gboolean lk_store_clear_finish (LkStore *self, GAsyncResult *result, GError **error);

/** lk_store_list_async: reads every secret that @pattern asks for */
void lk_store_list_async (LkStore *self,
                          const LkStoreKey *pattern,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/** lk_store_list_finish: Returns: (transfer full) (element-type LkStoreItem): %NULL with an error */
GPtrArray *lk_store_list_finish (LkStore *self, GAsyncResult *result, GError **error);

/** lk_store_get_status: Returns: (transfer none): how things stand; valid until the next operation */
const LkStoreStatus *lk_store_get_status (LkStore *self);

G_END_DECLS
