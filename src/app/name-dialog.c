/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "name-dialog.h"

#include <glib/gi18n.h>

#include "label.h"
#include "sshconfig/names.h"

struct _LkNameDialog {
  GtkDialog parent;
  GtkEntry *entry;
  GtkLabel *error;
  char *name;  /* at first */
  GTask *task; /* NULL once it has its answer */
};

G_DEFINE_TYPE (LkNameDialog, lk_name_dialog, GTK_TYPE_DIALOG)

static void
on_entry_changed (LkNameDialog *self)
{
  const char *name = gtk_entry_get_text (self->entry);
  gboolean same = g_strcmp0 (name, self->name) == 0;
  g_autoptr (GError) error = NULL;
  gboolean ok = *name != '\0' && !same && lk_config_check_name (name, &error);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, ok);
  lk_label_say (self->error, error == NULL ? NULL : error->message);
  atk_object_set_description (gtk_widget_get_accessible (GTK_WIDGET (self->entry)),
                              error == NULL ? "" : error->message);
}

static void
lk_name_dialog_response (GtkDialog *dialog, int response)
{
  LkNameDialog *self = LK_NAME_DIALOG (dialog);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autofree char *name = g_strdup (gtk_entry_get_text (self->entry));

  gtk_widget_destroy (GTK_WIDGET (self));
  if (task == NULL)
    return;
  if (response == GTK_RESPONSE_OK)
    g_task_return_pointer (task, g_steal_pointer (&name), g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not wanted");
}

static void
lk_name_dialog_dispose (GObject *object)
{
  LkNameDialog *self = LK_NAME_DIALOG (object);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not wanted");
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (lk_name_dialog_parent_class)->dispose (object);
}

static void
lk_name_dialog_class_init (LkNameDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_name_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = lk_name_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/name-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LkNameDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, LkNameDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
}

static void
lk_name_dialog_init (LkNameDialog *self)
{
  GtkWidget *ok;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  ok = gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Continue"), GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (ok), GTK_STYLE_CLASS_SUGGESTED_ACTION);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_OK);
}

void
lk_name_dialog_ask (GtkWidget *parent,
                    const char *title,
                    const char *name,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  LkNameDialog *self = g_object_new (LK_TYPE_NAME_DIALOG, "use-header-bar", TRUE, "title", title,
                                     "transient-for", gtk_widget_get_toplevel (parent), "modal",
                                     TRUE, "destroy-with-parent", TRUE, NULL);

  self->task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (self->task, lk_name_dialog_ask);
  self->name = g_strdup (name);
  gtk_entry_set_text (self->entry, name);
  on_entry_changed (self);
  gtk_window_present (GTK_WINDOW (self));
}

char *
lk_name_dialog_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
