/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * lk_store_open_async:
 *
 * Chooses where secrets are kept; the only place that does. The desktop keyring, if there is one; beside
 * it, for speed and in its place where there is none or it is locked, the kernel's keyring; where even
 * that is forbidden, this process's memory.
 */
void lk_store_open_async (LkClock clock,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/** lk_store_open_finish: Returns: (transfer full): a store; %NULL only with %G_IO_ERROR_CANCELLED */
LkStore *lk_store_open_finish (GAsyncResult *result, GError **error);

/**
 * lk_store_unlock_async:
 *
 * Asks the user to unlock the desktop keyring, if there is one and it is locked, and waits up to a minute.
 */
void lk_store_unlock_async (LkStore *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** lk_store_unlock_finish: Returns: %FALSE with %LK_ERROR_STORAGE when it is still locked */
gboolean lk_store_unlock_finish (LkStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
