/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preferences.h"

#include "autostart.h"

struct _LkPreferences {
  HdyPreferencesWindow parent;
  GtkSwitch *notify_expiring, *notify_ended, *notify_login, *show_tray, *autostart;
  HdyActionRow *autostart_row;
  GtkEntry *terminal;
};

G_DEFINE_TYPE (LkPreferences, lk_preferences, HDY_TYPE_PREFERENCES_WINDOW)

static gboolean
on_autostart_set (LkPreferences *self, gboolean on)
{
  g_autoptr (GError) error = NULL;

  if (lk_autostart_set (on, &error)) {
    gtk_switch_set_state (self->autostart, on);
    return TRUE;
  }
  hdy_action_row_set_subtitle (self->autostart_row, error->message);
  gtk_switch_set_active (self->autostart, !on);
  return TRUE;
}

static void
lk_preferences_class_init (LkPreferencesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, notify_expiring);
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, notify_ended);
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, notify_login);
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, show_tray);
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, autostart);
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, autostart_row);
  gtk_widget_class_bind_template_child (widget_class, LkPreferences, terminal);
}

static void
lk_preferences_init (LkPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

LkPreferences *
lk_preferences_new (GtkWindow *parent, GSettings *settings)
{
  LkPreferences *self =
      g_object_new (LK_TYPE_PREFERENCES, "transient-for", parent, "modal", FALSE, NULL);
  const struct {
    const char *key;
    gpointer object;
    const char *property;
  } bindings[] = {
      {"notify-expiring", self->notify_expiring, "active"},
      {"notify-ended", self->notify_ended, "active"},
      {"notify-login", self->notify_login, "active"},
      {"show-tray", self->show_tray, "active"},
      {"terminal", self->terminal, "text"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++)
    g_settings_bind (settings, bindings[i].key, bindings[i].object, bindings[i].property,
                     G_SETTINGS_BIND_DEFAULT);
  gtk_switch_set_active (self->autostart, lk_autostart_get ());
  g_signal_connect_object (self->autostart, "state-set", G_CALLBACK (on_autostart_set), self,
                           G_CONNECT_SWAPPED);
  return self;
}
