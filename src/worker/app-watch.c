/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-watch.h"

#include "bus/bus.h"

typedef struct {
  void (*changed) (gpointer data);
  gpointer data;
} Watch;

static void
on_properties_changed (GDBusConnection *bus,
                       const char *sender,
                       const char *path,
                       const char *interface,
                       const char *signal,
                       GVariant *parameters,
                       gpointer user_data)
{
  const Watch *watch = user_data;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) sessions = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (parameters, "(s@a{sv}as)", NULL, &properties, NULL);
  sessions = g_variant_lookup_value (properties, "Sessions", NULL);
  /* What they are, the store says. */
  if (sessions != NULL)
    watch->changed (watch->data);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Watch *watch = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    return;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_dbus_connection_signal_subscribe (bus, LK_BUS_NAME, "org.freedesktop.DBus.Properties",
                                      "PropertiesChanged", LK_BUS_PATH, LK_BUS_INTERFACE,
                                      G_DBUS_SIGNAL_FLAGS_NONE, on_properties_changed,
                                      g_steal_pointer (&watch), g_free);
}

void
lk_app_watch (GCancellable *cancellable, void (*changed) (gpointer data), gpointer data)
{
  Watch *watch = g_new (Watch, 1);

  *watch = (Watch){.changed = changed, .data = data};
  g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_bus, watch);
}
