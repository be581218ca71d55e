/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnel-row.h"

#include <glib/gi18n.h>

#include "base/clock.h"

struct _LkTunnelRow {
  HdyActionRow parent;
  GtkWidget *end;
  LkTunnelItem *item;
};

G_DEFINE_TYPE (LkTunnelRow, lk_tunnel_row, HDY_TYPE_ACTION_ROW)

static void
update (LkTunnelRow *self)
{
  g_autofree char *title = lk_tunnel_item_get_title (self->item);
  g_autofree char *text = lk_tunnel_item_describe (self->item, lk_clock_system ());
  /* The labels of an HdyActionRow are hidden from assistive technology. */
  g_autofree char *name = g_strdup_printf ("%s, %s", title, text);
  /* Translators: a program and a host */
  g_autofree char *end = g_strdup_printf (_ ("End %s"), title);

  hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (self), title);
  hdy_action_row_set_subtitle (HDY_ACTION_ROW (self), text);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), name);
  atk_object_set_name (gtk_widget_get_accessible (self->end), end);
}

static void
lk_tunnel_row_finalize (GObject *object)
{
  g_clear_object (&LK_TUNNEL_ROW (object)->item);
  G_OBJECT_CLASS (lk_tunnel_row_parent_class)->finalize (object);
}

static void
lk_tunnel_row_class_init (LkTunnelRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lk_tunnel_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/tunnel-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkTunnelRow, end);
}

static void
lk_tunnel_row_init (LkTunnelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lk_tunnel_row_new (LkTunnelItem *item)
{
  LkTunnelRow *self = g_object_new (LK_TYPE_TUNNEL_ROW, NULL);

  self->item = g_object_ref (item);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->end), "s",
                                    lk_tunnel_item_get_tunnel (item)->id);
  g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
