/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check-page.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "config-fix.h"
#include "label.h"
#include "sentence.h"
#include "review-dialog.h"

/* As many as anybody reads. */
#define ROWS_MAX 200

struct _LkCheckPage {
  GtkBin parent;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *error, *more;
  GtkInfoBar *note;
  GtkLabel *note_text;
  GtkWidget *fix_all;
  LkConfigDraft *draft; /* while the page is there to be seen */
  GPtrArray *findings;  /* of its tree */
  gboolean open, busy;
};

static guint back_signal;

G_DEFINE_TYPE (LkCheckPage, lk_check_page, GTK_TYPE_BIN)

static void
tell (LkCheckPage *self, const char *text)
{
  lk_label_say (self->note_text, text);
  gtk_info_bar_set_revealed (self->note, *text != '\0');
}

static void
on_note_response (LkCheckPage *self)
{
  gtk_info_bar_set_revealed (self->note, FALSE);
}

static void
on_back_clicked (LkCheckPage *self)
{
  g_signal_emit (self, back_signal, 0);
}

/* What there is to see */

static LkFinding *
finding_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "finding");
}

static void fix (LkCheckPage *self, LkFinding *finding);

static void
on_fix_clicked (LkCheckPage *self, GtkWidget *button)
{
  fix (self, finding_of (button));
}

static void
add_button (LkCheckPage *self, GtkWidget *row, LkFinding *finding)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Fix…"));
  /* Translators: the button that mends what is told after the colon */
  g_autofree char *name = g_strdup_printf (_ ("Fix: %s"), finding->text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_show (button);
  atk_object_set_name (gtk_widget_get_accessible (button), name);
  g_object_set_data (G_OBJECT (button), "finding", finding);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_fix_clicked), self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (row), button);
}

static void
add_row (LkCheckPage *self, const LkConfigTree *tree, LkFinding *finding)
{
  GtkWidget *row = g_object_new (HDY_TYPE_ACTION_ROW, "visible", TRUE, "title-lines", 0, NULL);
  g_autofree char *path =
      lk_printable_path (lk_config_file_path (lk_config_tree_file (tree, finding->file)));
  g_autofree char *where = g_strdup_printf (_ ("%s line %u"), path, finding->line + 1);
  g_autofree char *text = lk_sentence (finding->text);
  g_autofree char *name = g_strdup_printf ("%s, %s", text, where);
  g_autofree char *host = lk_config_fix_host (tree, finding);

  hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), text);
  hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), where);
  atk_object_set_name (gtk_widget_get_accessible (row), name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), host != NULL);
  g_object_set_data_full (G_OBJECT (row), "host", g_steal_pointer (&host), g_free);
  if (finding->fixable)
    add_button (self, row, finding);
  gtk_container_add (GTK_CONTAINER (self->list), row);
}

static void
show_findings (LkCheckPage *self)
{
  const LkConfigTree *tree = lk_config_draft_get_tree (self->draft);
  gboolean fixable = FALSE;

  gtk_container_foreach (GTK_CONTAINER (self->list), (GtkCallback) gtk_widget_destroy, NULL);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  self->findings = lk_lint (tree, g_get_home_dir ());
  for (guint i = 0; i < self->findings->len; i++) {
    fixable = fixable || ((LkFinding *) self->findings->pdata[i])->fixable;
    if (i < ROWS_MAX)
      add_row (self, tree, self->findings->pdata[i]);
  }
  gtk_widget_set_sensitive (self->fix_all, fixable && !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->more), self->findings->len > ROWS_MAX);
  gtk_stack_set_visible_child_name (self->stack, self->findings->len == 0 ? "empty" : "list");
}

/* What is being reviewed is no state of the configuration. */
static void
on_draft_changed (LkCheckPage *self)
{
  if (self->open && !self->busy)
    show_findings (self);
}

/* The row of what no button mends leads to the editor. */
static void
on_row_activated (LkCheckPage *self, GtkListBoxRow *row)
{
  const char *host = g_object_get_data (G_OBJECT (row), "host");
  GActionGroup *actions = gtk_widget_get_action_group (GTK_WIDGET (self), "win");

  if (host != NULL && actions != NULL)
    g_action_group_activate_action (actions, "edit", g_variant_new_string (host));
}

/* Mending */

static void
set_busy (LkCheckPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !busy);
  gtk_widget_set_sensitive (self->fix_all, FALSE);
}

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkCheckPage) self = user_data;
  gboolean saved = lk_review_dialog_ask_finish (result, NULL);

  set_busy (self, FALSE);
  if (self->draft == NULL)
    return;
  if (!saved)
    lk_config_draft_discard (self->draft);
  show_findings (self);
}

static void
fix (LkCheckPage *self, LkFinding *finding)
{
  const LkReview review = {
      .title = finding == NULL ? _ ("Fix All") : _ ("Fix"),
      .reason = "check --fix",
  };
  g_autoptr (GError) error = NULL;

  tell (self, "");
  self->busy = TRUE;
  if (!lk_config_draft_edit (self->draft, lk_config_fix_edit, finding, &error) ||
      !lk_config_fix_modes (self->findings, finding, &error)) {
    tell (self, error->message);
    lk_config_draft_discard (self->draft);
  } else if (lk_config_draft_get_changed (self->draft)) {
    set_busy (self, TRUE);
    lk_review_dialog_ask (GTK_WIDGET (self), self->draft, &review, on_reviewed,
                          g_object_ref (self));
    return;
  }
  self->busy = FALSE;
  show_findings (self);
}

static void
on_fix_all_clicked (LkCheckPage *self)
{
  fix (self, NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkCheckPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = lk_config_draft_open_finish (LK_CONFIG_DRAFT (source), result, &error);

  if (self->draft != LK_CONFIG_DRAFT (source))
    return;
  self->open = ok;
  if (ok) {
    show_findings (self);
    return;
  }
  lk_label_say (self->error, error->message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
close_draft (LkCheckPage *self)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  self->open = FALSE;
}

static void
lk_check_page_unmap (GtkWidget *widget)
{
  LkCheckPage *self = LK_CHECK_PAGE (widget);

  if (!self->busy)
    close_draft (self);
  GTK_WIDGET_CLASS (lk_check_page_parent_class)->unmap (widget);
}

static void
lk_check_page_dispose (GObject *object)
{
  LkCheckPage *self = LK_CHECK_PAGE (object);

  close_draft (self);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  G_OBJECT_CLASS (lk_check_page_parent_class)->dispose (object);
}

static void
lk_check_page_class_init (LkCheckPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_check_page_dispose;
  widget_class->unmap = lk_check_page_unmap;
  back_signal = g_signal_new ("back", LK_TYPE_CHECK_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/check-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, list);
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, error);
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, more);
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, note);
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, note_text);
  gtk_widget_class_bind_template_child (widget_class, LkCheckPage, fix_all);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_fix_all_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_note_response);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
lk_check_page_init (LkCheckPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lk_check_page_show (LkCheckPage *self, const char *folder)
{
  if (self->busy)
    return;
  close_draft (self);
  tell (self, "");
  self->draft = lk_config_draft_new (folder);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (on_draft_changed), self,
                           G_CONNECT_SWAPPED);
  lk_config_draft_open_async (self->draft, NULL, on_opened, g_object_ref (self));
}
