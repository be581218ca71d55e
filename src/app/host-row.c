/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-row.h"

#include "base/clock.h"

struct _LkHostRow {
  HdyActionRow parent;
  GtkImage *icon;
  GtkWidget *login;
  LkHostItem *item;
};

G_DEFINE_TYPE (LkHostRow, lk_host_row, HDY_TYPE_ACTION_ROW)

void
lk_state_image_set (GtkImage *image, LkHostState state)
{
  static const char *const classes[] = {"state-plain",  "state-ready",   "state-expiring",
                                        "state-needed", "state-refused", "state-offline"};
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (image));

  if (gtk_style_context_has_class (style, classes[state]))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_style_context_remove_class (style, classes[i]);
  gtk_style_context_add_class (style, classes[state]);
  gtk_image_set_from_icon_name (image, lk_host_state_icon (state), GTK_ICON_SIZE_MENU);
}

void
lk_host_row_update (LkHostRow *self)
{
  g_autofree char *text = lk_host_item_describe (self->item, lk_clock_system ());
  LkHostState state = lk_host_item_get_state (self->item);

  if (g_strcmp0 (hdy_action_row_get_subtitle (HDY_ACTION_ROW (self)), text) != 0) {
    /* The labels of an HdyActionRow are hidden from assistive technology. */
    g_autofree char *name = g_strdup_printf ("%s, %s", lk_host_item_get_name (self->item), text);

    atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), name);
    hdy_action_row_set_subtitle (HDY_ACTION_ROW (self), text);
  }
  lk_state_image_set (self->icon, state);
  gtk_widget_set_visible (self->login, lk_host_item_get_facts (self->item)->access &&
                                           state != LK_HOST_READY && state != LK_HOST_EXPIRING);
}

static void
lk_host_row_finalize (GObject *object)
{
  g_clear_object (&LK_HOST_ROW (object)->item);
  G_OBJECT_CLASS (lk_host_row_parent_class)->finalize (object);
}

static void
lk_host_row_class_init (LkHostRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lk_host_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/host-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkHostRow, icon);
  gtk_widget_class_bind_template_child (widget_class, LkHostRow, login);
}

static void
lk_host_row_init (LkHostRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lk_host_row_new (LkHostItem *item)
{
  LkHostRow *self = g_object_new (LK_TYPE_HOST_ROW, "title", lk_host_item_get_name (item), NULL);
  const char *name = lk_host_item_get_name (item);

  self->item = g_object_ref (item);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->login), "s", name);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", name);
  g_signal_connect_object (item, "changed", G_CALLBACK (lk_host_row_update), self,
                           G_CONNECT_SWAPPED);
  lk_host_row_update (self);
  return GTK_WIDGET (self);
}
