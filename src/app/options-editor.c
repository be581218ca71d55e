/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "options-editor.h"

#include <string.h>
#include <glib/gi18n.h>

#include "host-settings.h"
#include "option-row.h"
#include "sshconfig/value.h"

/* The common options, and what counts where there is none. */
static const struct {
  const char *title, *option, *hint;
} fields[] = {
    {N_ ("Address"), "HostName", NULL},
    {N_ ("User"), "User", NULL},
    {N_ ("Port"), "Port", "22"},
    {N_ ("Key"), "IdentityFile", N_ ("The keys that ssh finds by itself")},
    {N_ ("Through another host"), "ProxyJump", N_ ("none")},
    {N_ ("Command that connects"), "ProxyCommand", N_ ("none")},
    {N_ ("Lend the agent’s keys to the host"), "ForwardAgent", "no"},
    {N_ ("Seconds between signs of life"), "ServerAliveInterval", "0"},
};

struct _LkOptionsEditor {
  GtkBin parent;
  GtkListBox *field_list, *row_list;
  GtkWidget *add_button;
  GtkEntry *add_name, *add_value;
  LkOptionRow *fields[G_N_ELEMENTS (fields)];
  LkHostDraft *draft;
};

G_DEFINE_TYPE (LkOptionsEditor, lk_options_editor, GTK_TYPE_BIN)

/* What a row shows stands in its data; NULL for a field without an option. */
static LkHostOption *
option_of (LkOptionRow *row)
{
  return g_object_get_data (G_OBJECT (row), "option");
}

static void
show_option (LkOptionRow *row, LkHostOption *option)
{
  g_object_set_data (G_OBJECT (row), "option", option);
  if (option == NULL)
    lk_option_row_show (row, "", NULL, FALSE);
  else if (option->fixed)
    lk_option_row_show (
        row, "", _ ("This is not written in UTF-8, and can be changed elsewhere only."), TRUE);
  else
    lk_option_row_show (row, option->text == NULL ? "" : option->text, option->error, FALSE);
}

static void
on_field_edited (LkOptionsEditor *self, const char *text, LkOptionRow *row)
{
  LkHostOption *option = option_of (row);

  if (option != NULL)
    lk_host_draft_set_text (self->draft, option, *text == '\0' ? NULL : text);
  else
    option = lk_host_draft_add (self->draft, lk_option_row_get_option (row), text);
  show_option (row, option);
}

static void
on_row_edited (LkOptionsEditor *self, const char *text, LkOptionRow *row)
{
  lk_host_draft_set_text (self->draft, option_of (row), text);
  show_option (row, option_of (row));
}

/* An empty list would be a line that means nothing. */
static void
hide_empty (LkOptionsEditor *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->row_list),
                          gtk_list_box_get_row_at_index (self->row_list, 0) != NULL);
}

static void
on_row_removed (LkOptionsEditor *self, LkOptionRow *row)
{
  lk_host_draft_set_text (self->draft, option_of (row), NULL);
  gtk_widget_destroy (GTK_WIDGET (row));
  hide_empty (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_name));
}

/* The first line of the option, which is the one that counts. */
static LkHostOption *
find_option (GPtrArray *options, const char *name)
{
  for (guint i = 0; i < options->len; i++) {
    LkHostOption *option = options->pdata[i];

    if (g_ascii_strcasecmp (option->name, name) == 0)
      return option;
  }
  return NULL;
}

static gboolean
is_field (GPtrArray *options, const LkHostOption *option)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (find_option (options, fields[i].option) == option)
      return TRUE;
  return FALSE;
}

static void
add_row (LkOptionsEditor *self, LkHostOption *option)
{
  g_autofree char *name = g_utf8_make_valid (option->name, -1);
  GtkWidget *row = lk_option_row_new (NULL, name);

  g_signal_connect_swapped (row, "edited", G_CALLBACK (on_row_edited), self);
  g_signal_connect_swapped (row, "removed", G_CALLBACK (on_row_removed), self);
  show_option (LK_OPTION_ROW (row), option);
  gtk_container_add (GTK_CONTAINER (self->row_list), row);
}

static void
show_all (LkOptionsEditor *self)
{
  GPtrArray *options = lk_host_draft_get_options (self->draft);
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->row_list));
  GList *at = rows;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    show_option (self->fields[i], find_option (options, fields[i].option));
  /* A row that stays keeps the keyboard. */
  for (guint i = 0; i < options->len; i++) {
    LkHostOption *option = options->pdata[i];

    if (is_field (options, option) || (option->text == NULL && !option->fixed))
      continue;
    while (at != NULL && g_strcmp0 (lk_option_row_get_option (at->data), option->name) != 0) {
      gtk_widget_destroy (at->data);
      at = at->next;
    }
    if (at == NULL) {
      add_row (self, option);
      continue;
    }
    show_option (at->data, option);
    at = at->next;
  }
  for (; at != NULL; at = at->next)
    gtk_widget_destroy (at->data);
  hide_empty (self);
}

static void
on_add_changed (LkOptionsEditor *self)
{
  gtk_widget_set_sensitive (self->add_button, *gtk_entry_get_text (self->add_name) != '\0' &&
                                                  *gtk_entry_get_text (self->add_value) != '\0');
}

static void
on_add_clicked (LkOptionsEditor *self)
{
  if (!gtk_widget_get_sensitive (self->add_button))
    return;
  lk_host_draft_add (self->draft, gtk_entry_get_text (self->add_name),
                     gtk_entry_get_text (self->add_value));
  gtk_entry_set_text (self->add_name, "");
  gtk_entry_set_text (self->add_value, "");
  show_all (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->add_name));
}

static void
lk_options_editor_dispose (GObject *object)
{
  LkOptionsEditor *self = LK_OPTIONS_EDITOR (object);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  G_OBJECT_CLASS (lk_options_editor_parent_class)->dispose (object);
}

static void
lk_options_editor_class_init (LkOptionsEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_options_editor_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/options-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, LkOptionsEditor, field_list);
  gtk_widget_class_bind_template_child (widget_class, LkOptionsEditor, row_list);
  gtk_widget_class_bind_template_child (widget_class, LkOptionsEditor, add_name);
  gtk_widget_class_bind_template_child (widget_class, LkOptionsEditor, add_value);
  gtk_widget_class_bind_template_child (widget_class, LkOptionsEditor, add_button);
  gtk_widget_class_bind_template_callback (widget_class, on_add_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked);
}

/* @entry suggests the names of all options. */
static void
complete_names (GtkEntry *entry)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (1, G_TYPE_STRING);
  g_autoptr (GtkEntryCompletion) completion = gtk_entry_completion_new ();

  for (const char *const *name = lk_config_option_names (); *name != NULL; name++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, *name, -1);
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (store));
  gtk_entry_completion_set_text_column (completion, 0);
  gtk_entry_set_completion (entry, completion);
}

static void
lk_options_editor_init (LkOptionsEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  complete_names (self->add_name);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    GtkWidget *row = lk_option_row_new (_ (fields[i].title), fields[i].option);

    self->fields[i] = LK_OPTION_ROW (row);
    g_signal_connect_swapped (row, "edited", G_CALLBACK (on_field_edited), self);
    gtk_container_add (GTK_CONTAINER (self->field_list), row);
  }
}

static void
set_default_hints (LkOptionsEditor *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    lk_option_row_set_hint (self->fields[i], fields[i].hint == NULL ? "" : _ (fields[i].hint));
  lk_option_row_set_hint (self->fields[0], name);
  lk_option_row_set_hint (self->fields[1], g_get_user_name ());
}

void
lk_options_editor_show (LkOptionsEditor *self, LkHostDraft *draft, const char *name)
{
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_set_object (&self->draft, draft);
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (show_all), self);
  set_default_hints (self, name);
  gtk_entry_set_text (self->add_name, "");
  gtk_entry_set_text (self->add_value, "");
  show_all (self);
}

void
lk_options_editor_set_hints (LkOptionsEditor *self, GPtrArray *settings)
{
  for (guint i = 0; i < settings->len; i++) {
    const LkHostSetting *setting = settings->pdata[i];
    /* "port 22" */
    gsize length = strcspn (setting->text, " ");

    for (gsize j = 0; j < G_N_ELEMENTS (fields); j++)
      if (option_of (self->fields[j]) == NULL && strlen (fields[j].option) == length &&
          g_ascii_strncasecmp (setting->text, fields[j].option, length) == 0) {
        /* Translators: a value, and file and line of where it comes from */
        g_autofree char *hint =
            g_strdup_printf (_ ("%s (%s)"), setting->text + length + 1, setting->why);

        lk_option_row_set_hint (self->fields[j], hint);
      }
  }
}

void
lk_options_editor_update (LkOptionsEditor *self, gboolean focus)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->field_list));

  rows = g_list_concat (rows, gtk_container_get_children (GTK_CONTAINER (self->row_list)));
  for (GList *at = rows; at != NULL; at = at->next) {
    const LkHostOption *option = option_of (at->data);

    show_option (at->data, option_of (at->data));
    if (focus && option != NULL && option->error != NULL) {
      lk_option_row_focus (at->data);
      focus = FALSE;
    }
  }
}

void
lk_options_editor_focus (LkOptionsEditor *self)
{
  lk_option_row_focus (self->fields[0]);
}
