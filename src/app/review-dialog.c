/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "review-dialog.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "diff-view.h"
#include "label.h"
#include "sshconfig/diff.h"

/* As wide as that, where the window that asks is. */
#define WIDTH 720
#define HEIGHT 480

struct _LkReviewDialog {
  GtkDialog parent;
  LkDiffView *view;
  GtkLabel *note, *conflict_text;
  GtkWidget *note_box, *conflict_box, *save;
  LkConfigDraft *draft;
  char *reason;
  guint undoes;
  GTask *task; /* NULL once it has its answer */
  gboolean saving;
};

G_DEFINE_TYPE (LkReviewDialog, lk_review_dialog, GTK_TYPE_DIALOG)

static void
tell (LkReviewDialog *self, const char *text)
{
  lk_label_say (self->note, text);
  gtk_widget_set_visible (self->note_box, *text != '\0');
}

static void
show_conflict (LkReviewDialog *self, const LkConfigChange *conflict)
{
  g_autoptr (GBytes) diff = lk_diff_unified (conflict->before, conflict->after, conflict->path);
  g_autofree char *path = lk_printable_path (conflict->path);
  g_autofree char *text =
      g_strdup_printf (_ ("Another program has changed the same lines of %s. Lines with − are "
                          "there now, lines with + are how you want it."),
                       path);

  gtk_label_set_text (self->conflict_text, text);
  lk_diff_view_show (self->view, diff);
}

static void
on_draft_changed (LkReviewDialog *self)
{
  const LkConfigChange *conflict = lk_config_draft_get_conflict (self->draft);
  g_autoptr (GBytes) diff = lk_config_draft_get_diff (self->draft);
  gboolean any = g_bytes_get_size (diff) > 0;

  gtk_widget_set_visible (self->conflict_box, conflict != NULL);
  gtk_widget_set_sensitive (self->save, any && conflict == NULL && !self->saving);
  if (conflict != NULL) {
    tell (self, "");
    show_conflict (self, conflict);
    return;
  }
  lk_diff_view_show (self->view, diff);
  if (!any && !self->saving)
    tell (self, _ ("There is nothing to change: the configuration says this already."));
}

static void
on_draft_merged (LkReviewDialog *self)
{
  tell (self, _ ("Another program has just changed the same file. Its changes are kept, and yours "
                 "are these:"));
}

static void
on_ours_clicked (LkReviewDialog *self)
{
  lk_config_draft_pick (self->draft, LK_CONFIG_PICK_OURS);
}

static void
on_theirs_clicked (LkReviewDialog *self)
{
  lk_config_draft_pick (self->draft, LK_CONFIG_PICK_THEIRS);
}

/* Answers, and goes. */
static void
finish (LkReviewDialog *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task == NULL)
    return;
  g_task_return_boolean (task, TRUE);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkReviewDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  LkConfigSaved saved;
  gboolean ok = lk_config_draft_save_finish (LK_CONFIG_DRAFT (source), result, &saved, &error);

  self->saving = FALSE;
  if (ok && saved == LK_CONFIG_SAVED) {
    finish (self);
  } else if (self->task != NULL) {
    on_draft_changed (self);
    gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_CANCEL, TRUE);
    if (!ok)
      tell (self, error->message);
  }
}

static void
lk_review_dialog_response (GtkDialog *dialog, int response)
{
  LkReviewDialog *self = LK_REVIEW_DIALOG (dialog);

  if (self->saving)
    return;
  if (response != GTK_RESPONSE_OK) {
    gtk_widget_destroy (GTK_WIDGET (self));
    return;
  }
  self->saving = TRUE;
  tell (self, "");
  gtk_widget_set_sensitive (self->save, FALSE);
  gtk_dialog_set_response_sensitive (dialog, GTK_RESPONSE_CANCEL, FALSE);
  lk_config_draft_save_async (self->draft, self->reason, self->undoes, NULL, on_saved,
                              g_object_ref (self));
}

/* What is being saved goes to its end before the dialog does. */
static gboolean
lk_review_dialog_delete_event (GtkWidget *widget, GdkEventAny *event)
{
  return LK_REVIEW_DIALOG (widget)->saving;
}

static void
lk_review_dialog_dispose (GObject *object)
{
  LkReviewDialog *self = LK_REVIEW_DIALOG (object);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not wanted");
  g_clear_object (&self->draft);
  g_clear_pointer (&self->reason, g_free);
  G_OBJECT_CLASS (lk_review_dialog_parent_class)->dispose (object);
}

static void
lk_review_dialog_class_init (LkReviewDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_review_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = lk_review_dialog_response;
  widget_class->delete_event = lk_review_dialog_delete_event;
  g_type_ensure (LK_TYPE_DIFF_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/review-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LkReviewDialog, view);
  gtk_widget_class_bind_template_child (widget_class, LkReviewDialog, note);
  gtk_widget_class_bind_template_child (widget_class, LkReviewDialog, note_box);
  gtk_widget_class_bind_template_child (widget_class, LkReviewDialog, conflict_text);
  gtk_widget_class_bind_template_child (widget_class, LkReviewDialog, conflict_box);
  gtk_widget_class_bind_template_callback (widget_class, on_ours_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_theirs_clicked);
}

static void
lk_review_dialog_init (LkReviewDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  self->save = gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Save"), GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->save),
                               GTK_STYLE_CLASS_SUGGESTED_ACTION);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_OK);
}

void
lk_review_dialog_ask (GtkWidget *parent,
                      LkConfigDraft *draft,
                      const LkReview *review,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GtkWidget *window = gtk_widget_get_toplevel (parent);
  LkReviewDialog *self =
      g_object_new (LK_TYPE_REVIEW_DIALOG, "use-header-bar", TRUE, "title", review->title,
                    "transient-for", window, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  int width;

  gtk_window_get_size (GTK_WINDOW (window), &width, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, WIDTH), HEIGHT);
  self->task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (self->task, lk_review_dialog_ask);
  self->draft = g_object_ref (draft);
  self->reason = g_strdup (review->reason);
  self->undoes = review->undoes;
  g_signal_connect_object (draft, "changed", G_CALLBACK (on_draft_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "merged", G_CALLBACK (on_draft_merged), self, G_CONNECT_SWAPPED);
  on_draft_changed (self);
  if (review->note != NULL)
    tell (self, review->note);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (gtk_widget_get_sensitive (self->save) ? self->save
                                                               : GTK_WIDGET (self->view));
}

gboolean
lk_review_dialog_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
