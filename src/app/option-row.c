/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "option-row.h"

#include <glib/gi18n.h>

#include "label.h"

struct _LkOptionRow {
  HdyPreferencesRow parent;
  GtkLabel *title, *option, *error;
  GtkEntry *entry;
  GtkWidget *remove;
};

enum { EDITED, REMOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkOptionRow, lk_option_row, HDY_TYPE_PREFERENCES_ROW)

static void
on_entry_changed (LkOptionRow *self)
{
  g_signal_emit (self, signals[EDITED], 0, gtk_entry_get_text (self->entry));
}

static void
on_remove_clicked (LkOptionRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
lk_option_row_class_init (LkOptionRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  signals[EDITED] = g_signal_new ("edited", LK_TYPE_OPTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[REMOVED] = g_signal_new ("removed", LK_TYPE_OPTION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/option-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LkOptionRow, title);
  gtk_widget_class_bind_template_child (widget_class, LkOptionRow, option);
  gtk_widget_class_bind_template_child (widget_class, LkOptionRow, error);
  gtk_widget_class_bind_template_child (widget_class, LkOptionRow, entry);
  gtk_widget_class_bind_template_child (widget_class, LkOptionRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
lk_option_row_init (LkOptionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lk_option_row_new (const char *title, const char *option)
{
  LkOptionRow *self = g_object_new (LK_TYPE_OPTION_ROW, "visible", TRUE, "activatable", FALSE,
                                    "selectable", FALSE, NULL);
  g_autofree char *both = title == NULL ? NULL : g_strdup_printf (_ ("%s (%s)"), title, option);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), option);
  AtkObject *accessible = gtk_widget_get_accessible (self->remove);

  gtk_label_set_text (self->title, title == NULL ? option : title);
  gtk_label_set_text (self->option, option);
  gtk_widget_set_visible (GTK_WIDGET (self->option), title != NULL);
  gtk_widget_set_visible (self->remove, title == NULL);
  gtk_widget_set_tooltip_text (self->remove, remove);
  atk_object_set_name (accessible, remove);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->entry)),
                       title == NULL ? option : both);
  return GTK_WIDGET (self);
}

const char *
lk_option_row_get_option (LkOptionRow *self)
{
  return gtk_label_get_text (self->option);
}

void
lk_option_row_show (LkOptionRow *self, const char *text, const char *error, gboolean fixed)
{
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (self->entry));
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self->entry));

  if (g_strcmp0 (gtk_entry_get_text (self->entry), text) != 0) {
    g_signal_handlers_block_by_func (self->entry, on_entry_changed, self);
    gtk_entry_set_text (self->entry, text);
    g_signal_handlers_unblock_by_func (self->entry, on_entry_changed, self);
  }
  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), !fixed);
  gtk_widget_set_sensitive (self->remove, !fixed);
  lk_label_say (self->error, error);
  gtk_widget_set_visible (GTK_WIDGET (self->error), error != NULL);
  atk_object_set_description (accessible, error == NULL ? "" : error);
  if (error != NULL)
    gtk_style_context_add_class (style, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_remove_class (style, GTK_STYLE_CLASS_ERROR);
}

void
lk_option_row_set_hint (LkOptionRow *self, const char *hint)
{
  gtk_entry_set_placeholder_text (self->entry, hint);
}

void
lk_option_row_focus (LkOptionRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
