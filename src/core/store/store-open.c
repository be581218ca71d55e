/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store-open.h"

#include "base/error.h"
#include "store/kernel-keys.h"
#include "store/store-kernel.h"
#include "store/store-memory.h"
#include "store/store-pair.h"
#include "store/store-secret-service.h"

static LkStore *
open_warm (LkClock clock)
{
  return lk_kernel_keys_available () ? lk_store_kernel_new (clock) : lk_store_memory_new ();
}

static void
on_secret_service_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkClock *clock = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkStore) cold = lk_store_secret_service_open_finish (result, &error);
  g_autoptr (LkStore) warm = open_warm (*clock);

  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_return_pointer (
      task, lk_store_pair_new (cold, warm, error == NULL ? NULL : error->message), g_object_unref);
}

void
lk_store_open_async (LkClock clock,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, lk_store_open_async);
  g_task_set_task_data (task, g_memdup2 (&clock, sizeof clock), g_free);
  lk_store_secret_service_open_async (cancellable, on_secret_service_opened, task);
}

LkStore *
lk_store_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_store_secret_service_unlock_finish (LK_STORE_SECRET_SERVICE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
lk_store_unlock_async (LkStore *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  LkStore *cold = LK_IS_STORE_PAIR (self) ? lk_store_pair_get_cold (LK_STORE_PAIR (self)) : NULL;

  g_task_set_source_tag (task, lk_store_unlock_async);
  if (cold == NULL || !lk_store_get_status (cold)->locked)
    g_task_return_boolean (task, TRUE);
  else
    lk_store_secret_service_unlock_async (LK_STORE_SECRET_SERVICE (cold), cancellable, on_unlocked,
                                          g_object_ref (task));
}

gboolean
lk_store_unlock_finish (LkStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
