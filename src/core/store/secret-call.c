/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/secret-call.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

#define CALL_SECONDS 3
#define ASK_SECONDS 60

/* A keyring that did not answer is not asked again for a while: one command waits for it once. */
#define SILENCE_SECONDS 30

static const char no_answer[] =
    N_ ("the desktop keyring did not answer within 3 seconds; restart it or "
        "log in to the desktop anew");
static const char no_user[] = N_ ("nobody answered the desktop keyring's question");
G_STATIC_ASSERT (CALL_SECONDS == 3);

static void
call_free (LkSecretCall *call)
{
  g_clear_pointer (&call->bounded, lk_bounded_free);
  g_clear_pointer (&call->attributes, g_hash_table_unref);
  g_clear_pointer (&call->value, secret_value_unref);
  g_free (call->label);
  g_list_free_full (call->items, g_object_unref);
  g_free (call);
}

LkSecretCall *
lk_secret_call_new (GTask *task, LkSecretRun run)
{
  LkSecretCall *call = g_new0 (LkSecretCall, 1);

  call->run = run;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  return call;
}

GCancellable *
lk_secret_call_cancellable (GTask *task)
{
  LkSecretCall *call = g_task_get_task_data (task);

  return lk_bounded_cancellable (call->bounded);
}

/* What went wrong, told so that the user knows what to do. It is no error at all to dismiss a question. */
static char *
describe (GError *cause)
{
  g_autofree char *text = NULL;

  if (cause == NULL || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (_ ("the desktop keyring's question was dismissed"));
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return g_strdup (_ ("the desktop keyring is locked; unlock it and try again"));
  if (g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    return g_strdup (_ ("no desktop keyring runs in this session"));
  g_dbus_error_strip_remote_error (cause);
  text = lk_printable (cause->message, -1);
  return g_strdup_printf (_ ("the desktop keyring does not work: %s"), text);
}

void
lk_secret_call_fail (GTask *task, GError *error)
{
  LkStoreSecretService *self = g_task_get_source_object (task);
  LkSecretCall *call = g_task_get_task_data (task);
  g_autoptr (GError) cause = error;
  g_autofree char *text = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!lk_bounded_timed_out (call->bounded)) {
    text = describe (cause);
  } else {
    text = g_strdup (call->asks ? _ (no_user) : _ (no_answer));
    if (!call->asks)
      self->silent_until = g_get_monotonic_time () + SILENCE_SECONDS * G_USEC_PER_SEC;
  }
  g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE, "%s", text);
}

/* Connecting */

static gboolean
is_connected (LkStoreSecretService *self)
{
  g_autofree char *owner =
      self->service == NULL ? NULL : g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->service));

  /* Another process knows nothing of the session that was opened with this one. */
  return owner != NULL && g_strcmp0 (owner, self->owner) == 0;
}

static void
on_collection_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LkStoreSecretService *self = g_task_get_source_object (task);
  LkSecretCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL) {
    lk_secret_call_fail (task, error);
    return;
  }
  if (collection == NULL) {
    g_task_return_new_error (
        task, LK_ERROR, LK_ERROR_STORAGE,
        _ ("the desktop has no default keyring; make one in its passwords application"));
    return;
  }
  g_set_object (&self->service, secret_collection_get_service (collection));
  g_set_object (&self->collection, collection);
  g_free (self->owner);
  self->owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->service));
  call->run (self, g_steal_pointer (&task));
}

static void
on_service_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretService) service = secret_service_open_finish (result, &error);

  if (service != NULL)
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 lk_secret_call_cancellable (task), on_collection_ready,
                                 g_object_ref (task));
  else
    lk_secret_call_fail (task, error);
}

static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus != NULL) {
    secret_service_open (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION,
                         lk_secret_call_cancellable (task), on_service_ready, g_object_ref (task));
  } else if (g_cancellable_is_cancelled (lk_secret_call_cancellable (task))) {
    lk_secret_call_fail (task, error);
  } else {
    g_error_free (error);
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE,
                             _ ("this login has no D-Bus session, and so no desktop keyring"));
  }
}

void
lk_secret_call_begin (GTask *task)
{
  LkStoreSecretService *self = g_task_get_source_object (task);
  LkSecretCall *call = g_task_get_task_data (task);

  if (g_get_monotonic_time () < self->silent_until) {
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_STORAGE, "%s", _ (no_answer));
    g_object_unref (task);
    return;
  }
  call->bounded =
      lk_bounded_new (g_task_get_cancellable (task), call->asks ? ASK_SECONDS : CALL_SECONDS);
  if (is_connected (self))
    call->run (self, task);
  else
    g_bus_get (G_BUS_TYPE_SESSION, lk_secret_call_cancellable (task), on_bus_ready, task);
}
