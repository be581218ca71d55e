/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-row.h"

#include <glib/gi18n.h>

struct _LkForwardRow {
  HdyActionRow parent;
  GtkSwitch *on;
  GtkWidget *edit;
  LkForward *forward;
};

static guint edit_signal;

G_DEFINE_TYPE (LkForwardRow, lk_forward_row, HDY_TYPE_ACTION_ROW)

static void
on_edit_clicked (LkForwardRow *self)
{
  g_signal_emit (self, edit_signal, 0);
}

/* The switch shows what is wanted, and the words what is. */
static gboolean
on_state_set (LkForwardRow *self, gboolean on)
{
  if (on != lk_forward_is_on (self->forward)) {
    if (on)
      lk_forward_start (self->forward);
    else
      lk_forward_stop (self->forward);
  }
  return GDK_EVENT_PROPAGATE;
}

static void
update (LkForwardRow *self)
{
  const LkForwardConfig *config = lk_forward_get_config (self->forward);
  const char *trouble = lk_forward_get_trouble (self->forward);
  g_autofree char *state = lk_forward_describe (self->forward);
  /* Translators: a local address, and the host that it leads to */
  g_autofree char *way = g_strdup_printf (_ ("%s to %s"), config->listen, config->host);
  g_autofree char *text = trouble == NULL ? g_strdup_printf ("%s\n%s", way, state)
                                          : g_strdup_printf ("%s\n%s: %s", way, state, trouble);
  /* The labels of an HdyActionRow are hidden from assistive technology. */
  g_autofree char *name = g_strdup_printf ("%s, %s", config->name, text);

  g_strdelimit (name, "\n", ' ');
  hdy_action_row_set_subtitle (HDY_ACTION_ROW (self), text);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), name);
  gtk_switch_set_active (self->on, lk_forward_is_on (self->forward));
}

static void
lk_forward_row_finalize (GObject *object)
{
  g_clear_object (&LK_FORWARD_ROW (object)->forward);
  G_OBJECT_CLASS (lk_forward_row_parent_class)->finalize (object);
}

static void
lk_forward_row_class_init (LkForwardRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lk_forward_row_finalize;
  edit_signal = g_signal_new ("edit", LK_TYPE_FORWARD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/forward-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkForwardRow, on);
  gtk_widget_class_bind_template_child (widget_class, LkForwardRow, edit);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_state_set);
}

static void
lk_forward_row_init (LkForwardRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lk_forward_row_new (LkForward *forward, gboolean editable)
{
  const char *name = lk_forward_get_config (forward)->name;
  g_autofree char *edit = g_strdup_printf (_ ("Edit %s"), name);
  LkForwardRow *self = g_object_new (LK_TYPE_FORWARD_ROW, "title", name, NULL);

  self->forward = g_object_ref (forward);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->on)), name);
  atk_object_set_name (gtk_widget_get_accessible (self->edit), edit);
  gtk_widget_set_visible (self->edit, editable);
  g_signal_connect_object (forward, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

LkForward *
lk_forward_row_get_forward (LkForwardRow *self)
{
  return self->forward;
}
