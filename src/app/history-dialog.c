/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-dialog.h"

#include <glib/gi18n.h>

#include "config-history.h"
#include "diff-view.h"
#include "label.h"
#include "review-dialog.h"

/* As wide as that, where the window that asks is. */
#define WIDTH 720
#define HEIGHT 480

struct _LkHistoryDialog {
  GtkDialog parent;
  LkDiffView *view;
  GtkLabel *note;
  GtkWidget *undo, *restore;
  LkConfigDraft *draft; /* while something is being done */
  char *folder;
  guint number;
  gboolean undoing; /* else going back */
  GCancellable *cancellable;
};

G_DEFINE_TYPE (LkHistoryDialog, lk_history_dialog, GTK_TYPE_DIALOG)

static void
tell (LkHistoryDialog *self, const char *text)
{
  lk_label_say (self->note, text);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *text != '\0');
}

static void
end (LkHistoryDialog *self)
{
  g_clear_object (&self->draft);
  gtk_widget_set_sensitive (self->undo, TRUE);
  gtk_widget_set_sensitive (self->restore, TRUE);
}

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHistoryDialog) self = user_data;
  gboolean saved = lk_review_dialog_ask_finish (result, NULL);

  if (gtk_widget_in_destruction (GTK_WIDGET (self)) || self->draft == NULL)
    return;
  end (self);
  if (saved)
    gtk_widget_destroy (GTK_WIDGET (self));
}

static void
review (LkHistoryDialog *self)
{
  g_autofree char *reason =
      g_strdup_printf (self->undoing ? "undo %u" : "go back to %u", self->number);
  const LkReview review = {
      .title = self->undoing ? _ ("Undo a Change") : _ ("Go Back"),
      .reason = reason,
      .undoes = self->undoing ? self->number : 0,
  };

  lk_review_dialog_ask (GTK_WIDGET (self), self->draft, &review, on_reviewed, g_object_ref (self));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHistoryDialog) self = user_data;
  LkConfigDraft *draft = LK_CONFIG_DRAFT (source);
  g_autoptr (GError) error = NULL;

  if (self->draft != draft)
    return;
  if (lk_config_draft_open_finish (draft, result, &error) &&
      lk_config_draft_edit (draft,
                            self->undoing ? lk_config_history_undo : lk_config_history_restore,
                            GUINT_TO_POINTER (self->number), &error)) {
    review (self);
    return;
  }
  tell (self, error->message);
  end (self);
}

static void
begin (LkHistoryDialog *self, gboolean undoing)
{
  tell (self, "");
  gtk_widget_set_sensitive (self->undo, FALSE);
  gtk_widget_set_sensitive (self->restore, FALSE);
  self->undoing = undoing;
  self->draft = lk_config_draft_new (self->folder);
  lk_config_draft_open_async (self->draft, NULL, on_opened, g_object_ref (self));
}

static void
on_undo_clicked (LkHistoryDialog *self)
{
  begin (self, TRUE);
}

static void
on_restore_clicked (LkHistoryDialog *self)
{
  begin (self, FALSE);
}

static void
on_diff (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) diff = lk_config_history_diff_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  LkHistoryDialog *self = user_data;
  if (diff != NULL)
    lk_diff_view_show (self->view, diff);
  else
    tell (self, error->message);
  gtk_widget_set_sensitive (self->undo, diff != NULL);
  gtk_widget_set_sensitive (self->restore, diff != NULL);
}

static void
lk_history_dialog_response (GtkDialog *dialog, int response)
{
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
lk_history_dialog_dispose (GObject *object)
{
  LkHistoryDialog *self = LK_HISTORY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (lk_history_dialog_parent_class)->dispose (object);
}

static void
lk_history_dialog_class_init (LkHistoryDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_history_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = lk_history_dialog_response;
  g_type_ensure (LK_TYPE_DIFF_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/history-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LkHistoryDialog, view);
  gtk_widget_class_bind_template_child (widget_class, LkHistoryDialog, note);
  gtk_widget_class_bind_template_child (widget_class, LkHistoryDialog, undo);
  gtk_widget_class_bind_template_child (widget_class, LkHistoryDialog, restore);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_restore_clicked);
}

static void
lk_history_dialog_init (LkHistoryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

void
lk_history_dialog_show (GtkWidget *parent, const char *folder, guint number, const char *reason)
{
  GtkWidget *window = gtk_widget_get_toplevel (parent);
  LkHistoryDialog *self =
      g_object_new (LK_TYPE_HISTORY_DIALOG, "use-header-bar", TRUE, "title", reason,
                    "transient-for", window, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  int width;

  gtk_window_get_size (GTK_WINDOW (window), &width, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, WIDTH), HEIGHT);
  self->folder = g_strdup (folder);
  self->number = number;
  lk_config_history_diff_async (folder, number, self->cancellable, on_diff, self);
  gtk_window_present (GTK_WINDOW (self));
}
