/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tray.h"

#include "base/clock.h"
#include "indicator.h"
#include "tray-state.h"

/* How often the times that are left are worded anew, in seconds. */
#define TICK 60

struct _LkTray {
  GObject parent;
  GActionGroup *actions;
  LkHostsModel *hosts;
  LkLogins *logins;
  LkForwards *forwards;
  GDBusConnection *bus;
  AppIndicator *indicator;
  LkTrayState *state; /* that is drawn; NULL at first */
  guint idle, tick;
};

G_DEFINE_TYPE (LkTray, lk_tray, G_TYPE_OBJECT)

enum { PROP_AVAILABLE = 1 };

static GtkWidget *make_menu (LkTray *self, GPtrArray *entries);

static void
on_activate (GtkMenuItem *item, gpointer user_data)
{
  LkTray *self = user_data;
  const char *action = g_object_get_data (G_OBJECT (item), "action");
  const char *target = g_object_get_data (G_OBJECT (item), "target");

  g_action_group_activate_action (self->actions, action,
                                  target == NULL ? NULL : g_variant_new_string (target));
}

static GtkWidget *
make_item (LkTray *self, const LkTrayEntry *entry)
{
  GtkWidget *item = entry->label == NULL ? gtk_separator_menu_item_new ()
                                         : gtk_menu_item_new_with_label (entry->label);

  if (entry->children != NULL) {
    gtk_menu_item_set_submenu (GTK_MENU_ITEM (item), make_menu (self, entry->children));
  } else if (entry->action != NULL) {
    g_object_set_data (G_OBJECT (item), "action", (gpointer) entry->action);
    g_object_set_data_full (G_OBJECT (item), "target", g_strdup (entry->target), g_free);
    g_signal_connect_object (item, "activate", G_CALLBACK (on_activate), self, 0);
  } else {
    gtk_widget_set_sensitive (item, FALSE);
  }
  return item;
}

static GtkWidget *
make_menu (LkTray *self, GPtrArray *entries)
{
  GtkWidget *menu = gtk_menu_new ();

  for (guint i = 0; i < entries->len; i++)
    gtk_menu_shell_append (GTK_MENU_SHELL (menu), make_item (self, entries->pdata[i]));
  gtk_widget_show_all (menu);
  return menu;
}

/* Each of these is a message on the bus: nothing is told twice. */
static gboolean
draw (gpointer user_data)
{
  LkTray *self = user_data;
  g_autoptr (GPtrArray) teams = lk_hosts_model_list_teams (self->hosts);
  g_autoptr (LkTrayState) old = g_steal_pointer (&self->state);

  self->idle = 0;
  if (g_dbus_connection_is_closed (self->bus))
    return G_SOURCE_REMOVE;
  self->state = lk_tray_state_new (teams, G_LIST_MODEL (self->logins),
                                   G_LIST_MODEL (self->forwards), lk_clock_system ());
  /* The menu goes first: it is what puts the item on the bus. */
  if (old == NULL || !lk_tray_entries_equal (old->entries, self->state->entries))
    app_indicator_set_menu (self->indicator, GTK_MENU (make_menu (self, self->state->entries)));
  if (old == NULL || g_strcmp0 (old->title, self->state->title) != 0) {
    app_indicator_set_title (self->indicator, self->state->title);
    app_indicator_set_icon_full (self->indicator, self->state->icon, self->state->title);
  }
  app_indicator_set_status (self->indicator, APP_INDICATOR_STATUS_ACTIVE);
  return G_SOURCE_REMOVE;
}

static void
on_changed (LkTray *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (draw, self);
}

static gboolean
on_tick (gpointer user_data)
{
  LkTray *self = user_data;

  if (lk_tray_get_available (self))
    on_changed (self);
  return G_SOURCE_CONTINUE;
}

static void
on_available (LkTray *self)
{
  on_changed (self);
  g_object_notify (G_OBJECT (self), "available");
}

static void
lk_tray_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_AVAILABLE)
    g_value_set_boolean (value, lk_tray_get_available (LK_TRAY (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
lk_tray_dispose (GObject *object)
{
  LkTray *self = LK_TRAY (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->indicator != NULL && !g_dbus_connection_is_closed (self->bus))
    app_indicator_set_status (self->indicator, APP_INDICATOR_STATUS_PASSIVE);
  g_clear_object (&self->indicator);
  g_clear_object (&self->bus);
  g_clear_object (&self->hosts);
  g_clear_object (&self->logins);
  g_clear_object (&self->forwards);
  G_OBJECT_CLASS (lk_tray_parent_class)->dispose (object);
}

static void
lk_tray_finalize (GObject *object)
{
  g_clear_pointer (&LK_TRAY (object)->state, lk_tray_state_free);
  G_OBJECT_CLASS (lk_tray_parent_class)->finalize (object);
}

static void
lk_tray_class_init (LkTrayClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = lk_tray_get_property;
  object_class->dispose = lk_tray_dispose;
  object_class->finalize = lk_tray_finalize;
  g_object_class_install_property (
      object_class, PROP_AVAILABLE,
      g_param_spec_boolean ("available", NULL, NULL, TRUE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
lk_tray_init (LkTray *self)
{
  self->indicator = lk_indicator_new ();
  self->tick = g_timeout_add_seconds (TICK, on_tick, self);
  g_signal_connect_object (self->indicator, "notify::available", G_CALLBACK (on_available), self,
                           G_CONNECT_SWAPPED);
}

LkTray *
lk_tray_new (GDBusConnection *bus,
             GActionGroup *actions,
             LkHostsModel *hosts,
             LkLogins *logins,
             LkForwards *forwards)
{
  LkTray *self = g_object_new (LK_TYPE_TRAY, NULL);

  self->bus = g_object_ref (bus);
  self->actions = actions;
  self->hosts = g_object_ref (hosts);
  self->logins = g_object_ref (logins);
  self->forwards = g_object_ref (forwards);
  g_signal_connect_object (bus, "closed", G_CALLBACK (on_available), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (hosts, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (logins, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (forwards, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
  return self;
}

gboolean
lk_tray_get_available (LkTray *self)
{
  gboolean available;

  g_object_get (self->indicator, "available", &available, NULL);
  return available && !g_dbus_connection_is_closed (self->bus);
}
