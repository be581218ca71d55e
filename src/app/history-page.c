/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-page.h"

#include <glib/gi18n.h>

#include "config-history.h"
#include "history-dialog.h"
#include "history-words.h"
#include "label.h"

struct _LkHistoryPage {
  GtkBin parent;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *error;
  char *folder;
  GFileMonitor *monitor; /* of the history, while the page is there to be seen */
  GCancellable *cancellable;
};

enum { BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkHistoryPage, lk_history_page, GTK_TYPE_BIN)

static void
on_back_clicked (LkHistoryPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static char *
describe (GPtrArray *entries, const LkHistoryEntry *entry)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (entry->time);
  g_autofree char *time = when == NULL ? g_strdup ("?") : g_date_time_format (when, "%x, %X");

  return lk_history_is_undone (entries, entry->number) ? g_strdup_printf (_ ("%s, undone"), time)
                                                       : g_steal_pointer (&time);
}

static void
add_row (LkHistoryPage *self, GPtrArray *entries, const LkHistoryEntry *entry)
{
  GtkWidget *row = g_object_new (HDY_TYPE_ACTION_ROW, "visible", TRUE, "activatable", TRUE,
                                 "title-lines", 3, "subtitle-lines", 2, NULL);
  g_autofree char *reason = lk_history_words (entry->reason);
  g_autofree char *time = describe (entries, entry);
  /* Translators: what was done to the configuration, and when */
  g_autofree char *name = g_strdup_printf (_ ("%s, %s"), reason, time);

  hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), reason);
  hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), time);
  atk_object_set_name (gtk_widget_get_accessible (row), name);
  g_object_set_data (G_OBJECT (row), "number", GUINT_TO_POINTER (entry->number));
  gtk_container_add (GTK_CONTAINER (self->list), row);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = lk_config_history_list_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  LkHistoryPage *self = user_data;
  gtk_container_foreach (GTK_CONTAINER (self->list), (GtkCallback) gtk_widget_destroy, NULL);
  if (entries == NULL) {
    lk_label_say (self->error, error->message);
    gtk_stack_set_visible_child_name (self->stack, "error");
    return;
  }
  for (guint i = 0; i < entries->len; i++)
    add_row (self, entries, entries->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack, entries->len == 0 ? "empty" : "list");
}

static void
look (LkHistoryPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  lk_config_history_list_async (self->folder, self->cancellable, on_listed, self);
}

static void
on_row_activated (LkHistoryPage *self, GtkListBoxRow *row)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "number"));

  lk_history_dialog_show (GTK_WIDGET (self), self->folder, number,
                          hdy_preferences_row_get_title (HDY_PREFERENCES_ROW (row)));
}

static void
lk_history_page_unmap (GtkWidget *widget)
{
  LkHistoryPage *self = LK_HISTORY_PAGE (widget);

  g_clear_object (&self->monitor);
  GTK_WIDGET_CLASS (lk_history_page_parent_class)->unmap (widget);
}

static void
lk_history_page_dispose (GObject *object)
{
  LkHistoryPage *self = LK_HISTORY_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (lk_history_page_parent_class)->dispose (object);
}

static void
lk_history_page_class_init (LkHistoryPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_history_page_dispose;
  widget_class->unmap = lk_history_page_unmap;
  signals[BACK] = g_signal_new ("back", LK_TYPE_HISTORY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LkHistoryPage, list);
  gtk_widget_class_bind_template_child (widget_class, LkHistoryPage, error);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
lk_history_page_init (LkHistoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lk_history_page_show (LkHistoryPage *self, const char *folder)
{
  g_autofree char *history = lk_history_folder (NULL);
  g_autoptr (GFile) changes =
      history == NULL ? NULL : g_file_new_build_filename (history, "changes", NULL);

  g_free (self->folder);
  self->folder = g_strdup (folder);
  g_clear_object (&self->monitor);
  if (changes != NULL)
    self->monitor = g_file_monitor_directory (changes, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}
