/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recheck.h"

#include "session/check.h"

/* Networks come in several steps, each of which is told; in seconds. */
#define SETTLE 3

struct _LkRecheck {
  GObject parent;
  LkSession *session;
  GDBusConnection *system; /* NULL where there is none */
  guint sleep_signal;
  guint settle;
  gboolean checking;
  GCancellable *cancellable;
};

G_DEFINE_TYPE (LkRecheck, lk_recheck, G_TYPE_OBJECT)

/* A team that could not be asked is asked by the next connection. */
static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkRecheck) self = user_data;
  g_autoptr (GError) error = NULL;
  guint ended;

  self->checking = FALSE;
  if (!lk_session_check_finish (LK_SESSION (source), result, &ended, &error))
    g_debug ("%s", error->message);
}

static gboolean
on_settled (gpointer user_data)
{
  LkRecheck *self = user_data;

  self->settle = 0;
  if (!self->checking) {
    self->checking = TRUE;
    lk_session_check_async (self->session, self->cancellable, on_checked, g_object_ref (self));
  }
  return G_SOURCE_REMOVE;
}

void
lk_recheck_begin (LkRecheck *self)
{
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add_seconds (SETTLE, on_settled, self);
}

static void
on_network_changed (LkRecheck *self, gboolean available)
{
  if (available)
    lk_recheck_begin (self);
}

static void
on_sleep (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  gboolean before;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &before);
  if (!before)
    lk_recheck_begin (user_data);
}

static void
on_system_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkRecheck) self = user_data;

  self->system = g_bus_get_finish (result, NULL);
  if (self->system == NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->sleep_signal = g_dbus_connection_signal_subscribe (
      self->system, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
      "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_sleep, self, NULL);
}

static void
lk_recheck_dispose (GObject *object)
{
  LkRecheck *self = LK_RECHECK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->settle, g_source_remove);
  if (self->sleep_signal != 0)
    g_dbus_connection_signal_unsubscribe (self->system, self->sleep_signal);
  self->sleep_signal = 0;
  g_clear_object (&self->system);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_recheck_parent_class)->dispose (object);
}

static void
lk_recheck_finalize (GObject *object)
{
  g_clear_object (&LK_RECHECK (object)->cancellable);
  G_OBJECT_CLASS (lk_recheck_parent_class)->finalize (object);
}

static void
lk_recheck_class_init (LkRecheckClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_recheck_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_recheck_finalize;
}

static void
lk_recheck_init (LkRecheck *self)
{
  self->cancellable = g_cancellable_new ();
}

LkRecheck *
lk_recheck_new (LkSession *session)
{
  LkRecheck *self = g_object_new (LK_TYPE_RECHECK, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus, g_object_ref (self));
  return self;
}
