/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-page.h"

#include <glib/gi18n.h>

#include "base/clock.h"
#include "base/error.h"
#include "certificate-words.h"
#include "host-settings.h"
#include "host-row.h"
#include "sentence.h"
#include "terminal.h"

struct _LkHostPage {
  GtkBin parent;
  GtkImage *icon;
  GtkLabel *name, *state, *command;
  GtkWidget *edit, *connect, *browse, *copy, *login, *renew, *logout;
  HdyActionRow *address, *team, *email, *ends, *certificate, *origin;
  HdyPreferencesGroup *errors, *settings;
  GtkListBox *error_list, *setting_list;
  LkHostItem *item; /* NULL at first */
  char *dir;
  GCancellable *cancellable; /* of the looks at certificate and settings */
};

enum { BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkHostPage, lk_host_page, GTK_TYPE_BIN)

static void
on_back_clicked (LkHostPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
on_copy_clicked (LkHostPage *self)
{
  g_autofree char *command = lk_terminal_command (lk_host_item_get_name (self->item));

  gtk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self), GDK_SELECTION_CLIPBOARD),
                          command, -1);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copied"));
}

/* The labels of an HdyActionRow are hidden from assistive technology. */
static void
set_fact (HdyActionRow *row, const char *text)
{
  const char *title = hdy_preferences_row_get_title (HDY_PREFERENCES_ROW (row));
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), title, text);

  hdy_action_row_set_subtitle (row, text);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (row)), name);
}

/* The target goes first: the action takes no other. */
static void
set_action (GtkWidget *button, const char *action, const char *target)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static char *
describe_end (const LkHostFacts *facts, gint64 now)
{
  g_autofree char *left = lk_time_left (facts->expires_at, now);
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (facts->expires_at);
  /* Translators: date and time in the usual form of the language, as strftime() */
  g_autofree char *when = end == NULL ? NULL : g_date_time_format (end, _ ("%a %e %b, %H:%M"));

  if (facts->expires_at == 0 || when == NULL)
    return g_strdup (_ ("Not logged in"));
  /* Translators: when the login ends, and the time left */
  return facts->expires_at <= now ? g_strdup (when) : g_strdup_printf (_ ("%s, %s"), when, left);
}

/* What all users share is an administrator's to change. */
static void
show_origin (LkHostPage *self, const LkHostFacts *facts)
{
  g_autofree char *path = facts->file == NULL ? NULL : lk_printable_path (facts->file);
  g_autofree char *words = NULL;

  gtk_widget_set_visible (self->edit, facts->file != NULL && !facts->shared);
  gtk_widget_set_visible (GTK_WIDGET (self->origin), facts->shared);
  if (!facts->shared)
    return;
  words = g_strdup_printf (_ ("%s line %u; an administrator changes it"), path, facts->line);
  set_fact (self->origin, words);
}

static void
show_facts (LkHostPage *self)
{
  const LkHostFacts *facts = lk_host_item_get_facts (self->item);
  LkHostState state = lk_host_item_get_state (self->item);
  gint64 now = lk_clock_system ();
  g_autofree char *words = lk_host_item_describe (self->item, now);
  g_autofree char *end = describe_end (facts, now);
  gboolean in = facts->expires_at > now;
  HdyActionRow *of_access[] = {self->team, self->email, self->ends, self->certificate};

  for (gsize i = 0; i < G_N_ELEMENTS (of_access); i++)
    gtk_widget_set_visible (GTK_WIDGET (of_access[i]), facts->access);

  lk_state_image_set (self->icon, state);
  gtk_label_set_text (self->state, words);
  set_fact (self->address, facts->hostname);
  set_fact (self->team, facts->team == NULL ? _ ("Not known before the first login") : facts->team);
  set_fact (self->email, facts->email == NULL ? _ ("Nobody") : facts->email);
  set_fact (self->ends, end);
  show_origin (self, facts);
  gtk_widget_set_visible (self->login, facts->access && !in);
  gtk_widget_set_visible (self->renew, facts->access && in && facts->team != NULL);
  gtk_widget_set_visible (self->logout, facts->access && in && facts->team != NULL);
  if (facts->team != NULL) {
    set_action (self->renew, "app.renew", facts->team);
    set_action (self->logout, "app.logout", facts->team);
  }
}

static void
add_row (GtkListBox *list, const char *title, const char *subtitle)
{
  GtkWidget *row = g_object_new (HDY_TYPE_ACTION_ROW, "visible", TRUE, "activatable", FALSE,
                                 "title-lines", 4, "subtitle-lines", 4, NULL);
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), subtitle, title);

  hdy_preferences_row_set_title (HDY_PREFERENCES_ROW (row), title);
  hdy_action_row_set_subtitle (HDY_ACTION_ROW (row), subtitle);
  atk_object_set_name (gtk_widget_get_accessible (row), name);
  gtk_container_add (GTK_CONTAINER (list), row);
}

static void
clear (GtkListBox *list)
{
  gtk_container_foreach (GTK_CONTAINER (list), (GtkCallback) gtk_widget_destroy, NULL);
}

static void
show_errors (LkHostPage *self)
{
  const GQueue *errors = lk_host_item_get_errors (self->item);

  clear (self->error_list);
  for (GList *at = errors->head; at != NULL; at = at->next) {
    const LkHostError *error = at->data;
    g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (error->at);
    g_autofree char *time = g_date_time_format (when, "%X");
    g_autofree char *text = lk_sentence (error->text);

    add_row (self->error_list, text, time);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->errors), errors->length > 0);
}

static void
on_certificate (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *words = lk_certificate_words_finish (result, NULL);

  if (words != NULL)
    set_fact (LK_HOST_PAGE (user_data)->certificate, words);
}

static void
on_settings (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) settings = lk_host_settings_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  LkHostPage *self = LK_HOST_PAGE (user_data);
  clear (self->setting_list);
  for (guint i = 0; settings != NULL && i < settings->len; i++) {
    const LkHostSetting *setting = settings->pdata[i];

    add_row (self->setting_list, setting->text, setting->why);
  }
  if (error != NULL)
    add_row (self->setting_list, error->message, _ ("They cannot be told"));
  gtk_widget_set_visible (GTK_WIDGET (self->settings), settings == NULL || settings->len > 0);
}

static void
look (LkHostPage *self)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  lk_certificate_words_async (self->dir, lk_host_item_get_facts (self->item)->hostname,
                              self->cancellable, on_certificate, self);
  lk_host_settings_async (folder, lk_host_item_get_name (self->item), self->cancellable,
                          on_settings, self);
}

static void
on_item_changed (LkHostPage *self, LkHostItem *item)
{
  if (item != self->item)
    return;
  show_facts (self);
  show_errors (self);
  look (self);
}

static void
lk_host_page_dispose (GObject *object)
{
  LkHostPage *self = LK_HOST_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->item);
  g_clear_pointer (&self->dir, g_free);
  G_OBJECT_CLASS (lk_host_page_parent_class)->dispose (object);
}

static void
lk_host_page_class_init (LkHostPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_host_page_dispose;
  signals[BACK] = g_signal_new ("back", LK_TYPE_HOST_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/host-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, icon);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, name);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, state);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, command);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, connect);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, browse);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, copy);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, edit);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, login);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, renew);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, logout);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, address);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, team);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, email);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, ends);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, certificate);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, origin);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, errors);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, error_list);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, settings);
  gtk_widget_class_bind_template_child (widget_class, LkHostPage, setting_list);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
lk_host_page_init (LkHostPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lk_host_page_show (LkHostPage *self, LkHostItem *item, const char *dir)
{
  const char *name = lk_host_item_get_name (item);
  g_autofree char *command = lk_terminal_command (name);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  g_free (self->dir);
  self->dir = g_strdup (dir);
  g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), self, G_CONNECT_SWAPPED);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->command, command);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copy Command"));
  set_action (self->connect, "app.connect", name);
  set_action (self->edit, "win.edit", name);
  set_action (self->browse, "app.browse", name);
  set_action (self->login, "app.login", name);
  set_fact (self->certificate, _ ("Looking…"));
  on_item_changed (self, item);
  gtk_widget_grab_focus (self->connect);
}

/* Only what is worded by the time that is left changes by itself. */
void
lk_host_page_update (LkHostPage *self)
{
  gint64 now = lk_clock_system ();

  if (self->item == NULL)
    return;
  g_autofree char *words = lk_host_item_describe (self->item, now);
  g_autofree char *end = describe_end (lk_host_item_get_facts (self->item), now);
  if (g_strcmp0 (gtk_label_get_text (self->state), words) != 0 ||
      g_strcmp0 (hdy_action_row_get_subtitle (self->ends), end) != 0)
    show_facts (self);
}
