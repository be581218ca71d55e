/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/**
 * LkStoreSecretService:
 *
 * The desktop's keyring through libsecret, schema "org.latchkey.Token". Every call is bounded at
 * three seconds, and none of them asks the user anything: a locked keyring is an error.
 */
#define LK_TYPE_STORE_SECRET_SERVICE (lk_store_secret_service_get_type ())
G_DECLARE_FINAL_TYPE (LkStoreSecretService,
                      lk_store_secret_service,
                      LK,
                      STORE_SECRET_SERVICE,
                      GObject)

/** lk_store_secret_service_open_async: connects to the service and finds the default keyring */
void lk_store_secret_service_open_async (GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/**
 * lk_store_secret_service_open_finish:
 *
 * Returns: (transfer full): the store, whose keyring may be locked; %NULL with %LK_ERROR_STORAGE when
 *   there is none
 */
LkStore *lk_store_secret_service_open_finish (GAsyncResult *result, GError **error);

/** lk_store_secret_service_unlock_async: asks the user to unlock the keyring, and waits up to a minute */
void lk_store_secret_service_unlock_async (LkStoreSecretService *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/** lk_store_secret_service_unlock_finish: Returns: %FALSE with %LK_ERROR_STORAGE when the user did not */
gboolean lk_store_secret_service_unlock_finish (LkStoreSecretService *self,
                                                GAsyncResult *result,
                                                GError **error);

G_END_DECLS
