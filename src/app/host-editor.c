/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-editor.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "host-operation.h"
#include "host-settings.h"
#include "label.h"
#include "name-dialog.h"
#include "options-editor.h"
#include "review-dialog.h"
#include "sentence.h"
#include "text-editor.h"

struct _LkHostEditor {
  GtkBin parent;
  HdyHeaderBar *header;
  GtkStack *stack;
  GtkInfoBar *note;
  GtkLabel *note_text, *facts;
  GtkMenuButton *menu_button;
  GMenu *files; /* where the host can be moved to */
  LkOptionsEditor *options;
  LkTextEditor *text;
  GSimpleActionGroup *actions;
  LkConfigDraft *draft; /* NULL while nothing is open */
  LkHostDraft *host;    /* NULL before the draft is open */
  char *folder, *name;
  GCancellable *cancellable;     /* of the look at what other blocks say */
  gboolean busy;                 /* the configuration is being checked, or reviewed */
  gboolean conflict;             /* the note is about one */
  LkHostOperationKind operation; /* that a name is asked for */
};

static guint closed_signal;

G_DEFINE_TYPE (LkHostEditor, lk_host_editor, GTK_TYPE_BIN)

static void
tell (LkHostEditor *self, const char *text, GtkMessageType type)
{
  gtk_info_bar_set_message_type (self->note, type);
  lk_label_say (self->note_text, text);
  gtk_info_bar_set_revealed (self->note, *text != '\0');
}

static void
enable (LkHostEditor *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), action)), enabled);
}

/* Who else gets what is changed here, and that it cannot be saved. */
static void
show_facts (LkHostEditor *self)
{
  g_autofree char *others = lk_host_draft_list_others (self->host);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *refusal = NULL;
  LkConfigRef at;

  if (others != NULL)
    g_string_append_printf (text, _ ("This block is for %s, too."), others);
  if (lk_host_draft_find (self->host, &at))
    refusal = lk_config_draft_get_refusal (self->draft, at.file);
  if (refusal != NULL) {
    g_autofree char *sentence = lk_sentence (refusal);

    g_string_append_printf (text, "%s%s", text->len == 0 ? "" : "\n", sentence);
  }
  gtk_label_set_text (self->facts, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), text->len > 0);
}

/* What is possible now. */
static void
update (LkHostEditor *self)
{
  static const char *const whole[] = {"rename",    "duplicate", "move-up",
                                      "move-down", "move-to",   "remove"};
  gboolean open = self->host != NULL && !self->busy;
  gboolean changed = lk_host_editor_get_changed (self);
  gboolean faulty = self->host != NULL && lk_host_draft_get_faulty (self->host) != NULL;

  enable (self, "save", open && changed && !faulty);
  enable (self, "text", open && !faulty);
  /* One review is about one thing. */
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    enable (self, whole[i], open && !changed);
  if (self->host != NULL)
    show_facts (self);
}

static void
on_draft_changed (LkHostEditor *self)
{
  const LkConfigChange *conflict = lk_config_draft_get_conflict (self->draft);

  if (self->host == NULL)
    return;
  if (conflict != NULL) {
    g_autofree char *path = lk_printable_path (conflict->path);
    g_autofree char *text =
        g_strdup_printf (_ ("Another program has changed the same lines of %s. Save to compare "
                            "both versions and to choose."),
                         path);

    tell (self, text, GTK_MESSAGE_WARNING);
  } else if (self->conflict) {
    tell (self, "", GTK_MESSAGE_INFO);
  }
  self->conflict = conflict != NULL;
  lk_host_operation_list_files (lk_config_draft_get_tree (self->draft), self->name,
                                "editor.move-to", self->files);
  update (self);
}

static void
on_draft_merged (LkHostEditor *self)
{
  tell (self,
        _ ("Another program has just changed the configuration. What it wrote is in here now, "
           "and so is what you wrote."),
        GTK_MESSAGE_INFO);
}

static void
close_draft (LkHostEditor *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  lk_text_editor_show (self->text, NULL, NULL);
  g_clear_object (&self->host);
  g_clear_object (&self->draft);
}

static void
done (LkHostEditor *self, gboolean same)
{
  g_autofree char *name = same ? g_strdup (self->name) : NULL;

  close_draft (self);
  self->busy = FALSE;
  update (self);
  g_signal_emit (self, closed_signal, 0, name);
}

static void
set_text_mode (LkHostEditor *self, gboolean text)
{
  g_simple_action_set_state (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "text")),
      g_variant_new_boolean (text));
  lk_text_editor_show (self->text, text ? self->draft : NULL, self->name);
  gtk_stack_set_visible_child_name (self->stack, text ? "text" : "options");
  if (text)
    lk_text_editor_focus (self->text);
  else
    lk_options_editor_focus (self->options);
}

/* What other blocks say of the host. */
static void
on_settings (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) settings = lk_host_settings_finish (result, &error);

  if (settings != NULL)
    lk_options_editor_set_hints (LK_HOST_EDITOR (user_data)->options, settings);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHostEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = lk_config_draft_open_finish (LK_CONFIG_DRAFT (source), result, &error);

  if (self->draft != LK_CONFIG_DRAFT (source))
    return;
  if (!ok) {
    tell (self, error->message, GTK_MESSAGE_ERROR);
    gtk_stack_set_visible_child_name (self->stack, "nothing");
    return;
  }
  self->host = lk_host_draft_new (self->draft, self->name);
  lk_options_editor_show (self->options, self->host, self->name);
  self->cancellable = g_cancellable_new ();
  lk_host_settings_async (self->folder, self->name, self->cancellable, on_settings, self);
  set_text_mode (self, FALSE);
  on_draft_changed (self);
}

/* The review */

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHostEditor) self = user_data;

  self->busy = FALSE;
  if (self->draft == NULL)
    return;
  if (lk_review_dialog_ask_finish (result, NULL))
    done (self, TRUE);
  else
    update (self);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHostEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = g_strdup_printf (_ ("Save %s"), self->name);
  g_autofree char *reason = g_strdup_printf ("edit %s", self->name);
  g_autofree char *note = NULL;

  if (self->host != LK_HOST_DRAFT (source))
    return;
  if (lk_host_draft_check_finish (self->host, result, &note, &error)) {
    const LkReview review = {.title = title, .reason = reason, .note = note};

    tell (self, "", GTK_MESSAGE_INFO);
    lk_review_dialog_ask (GTK_WIDGET (self), self->draft, &review, on_reviewed,
                          g_object_ref (self));
    return;
  }
  self->busy = FALSE;
  /* It stands at the option, if it is one's fault. */
  tell (self, lk_host_draft_get_faulty (self->host) == NULL ? error->message : "",
        GTK_MESSAGE_ERROR);
  lk_options_editor_update (self->options, TRUE);
  update (self);
}

static void
on_save (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkHostEditor *self = user_data;

  self->busy = TRUE;
  update (self);
  lk_host_draft_check_async (self->host, NULL, on_checked, g_object_ref (self));
}

/* Operations on the block as a whole */

static void
on_operation_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHostEditor) self = user_data;

  self->busy = FALSE;
  if (self->draft == NULL)
    return;
  if (lk_review_dialog_ask_finish (result, NULL)) {
    done (self, self->operation != LK_HOST_RENAME && self->operation != LK_HOST_REMOVE);
    return;
  }
  lk_config_draft_discard (self->draft);
  update (self);
}

static void
operate (LkHostEditor *self, LkHostOperationKind kind, const char *to)
{
  LkHostOperation operation = {kind, self->name, to};
  g_autofree char *title = lk_host_operation_title (&operation);
  g_autofree char *reason = lk_host_operation_reason (&operation);
  const LkReview review = {.title = title, .reason = reason};
  g_autoptr (GError) error = NULL;

  if (!lk_config_draft_edit (self->draft, lk_host_operation_edit, &operation, &error)) {
    tell (self, error->message, GTK_MESSAGE_WARNING);
    return;
  }
  self->operation = kind;
  self->busy = TRUE;
  update (self);
  lk_review_dialog_ask (GTK_WIDGET (self), self->draft, &review, on_operation_reviewed,
                        g_object_ref (self));
}

static void
on_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkHostEditor) self = user_data;
  g_autofree char *name = lk_name_dialog_ask_finish (result, NULL);

  if (name != NULL && self->host != NULL)
    operate (self, self->operation, name);
}

static void
ask_name (LkHostEditor *self, LkHostOperationKind kind)
{
  const LkHostOperation operation = {kind, self->name, NULL};
  g_autofree char *title = lk_host_operation_title (&operation);

  self->operation = kind;
  lk_name_dialog_ask (GTK_WIDGET (self), title, self->name, on_name, g_object_ref (self));
}

static void
on_rename (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ask_name (user_data, LK_HOST_RENAME);
}

static void
on_duplicate (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ask_name (user_data, LK_HOST_DUPLICATE);
}

static void
on_move_up (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  operate (user_data, LK_HOST_MOVE_UP, NULL);
}

static void
on_move_down (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  operate (user_data, LK_HOST_MOVE_DOWN, NULL);
}

static void
on_move_to (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  operate (user_data, LK_HOST_MOVE_TO, g_variant_get_bytestring (parameter));
}

static void
on_remove (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  operate (user_data, LK_HOST_REMOVE, NULL);
}

static void
on_text (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  set_text_mode (user_data, g_variant_get_boolean (value));
}

/* Leaving */

static void
on_discard_response (LkHostEditor *self, int response, GtkWidget *dialog)
{
  gtk_widget_destroy (dialog);
  if (response == GTK_RESPONSE_OK)
    done (self, TRUE);
}

void
lk_host_editor_close (LkHostEditor *self)
{
  GtkWidget *dialog;

  if (self->busy)
    return;
  if (!lk_host_editor_get_changed (self)) {
    done (self, TRUE);
    return;
  }
  dialog = gtk_message_dialog_new (GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (self))),
                                   GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
                                   _ ("Discard what you have changed of %s?"), self->name);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Keep Editing"), GTK_RESPONSE_CANCEL);
  gtk_style_context_add_class (gtk_widget_get_style_context (gtk_dialog_add_button (
                                   GTK_DIALOG (dialog), _ ("_Discard"), GTK_RESPONSE_OK)),
                               GTK_STYLE_CLASS_DESTRUCTIVE_ACTION);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_discard_response), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
lk_host_editor_get_changed (LkHostEditor *self)
{
  return self->host != NULL && (lk_config_draft_get_changed (self->draft) ||
                                lk_host_draft_get_faulty (self->host) != NULL);
}

static void
on_note_response (LkHostEditor *self)
{
  gtk_info_bar_set_revealed (self->note, FALSE);
}

static void
lk_host_editor_dispose (GObject *object)
{
  LkHostEditor *self = LK_HOST_EDITOR (object);

  if (self->draft != NULL)
    close_draft (self);
  G_OBJECT_CLASS (lk_host_editor_parent_class)->dispose (object);
}

static void
lk_host_editor_finalize (GObject *object)
{
  LkHostEditor *self = LK_HOST_EDITOR (object);

  g_free (self->folder);
  g_free (self->name);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (lk_host_editor_parent_class)->finalize (object);
}

static void
lk_host_editor_class_init (LkHostEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_host_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_host_editor_finalize;
  closed_signal = g_signal_new ("closed", LK_TYPE_HOST_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (LK_TYPE_OPTIONS_EDITOR);
  g_type_ensure (LK_TYPE_TEXT_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/host-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, header);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, note);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, note_text);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, facts);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, files);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, options);
  gtk_widget_class_bind_template_child (widget_class, LkHostEditor, text);
  gtk_widget_class_bind_template_callback (widget_class, lk_host_editor_close);
  gtk_widget_class_bind_template_callback (widget_class, on_note_response);
}

static void
lk_host_editor_init (LkHostEditor *self)
{
  static const GActionEntry entries[] = {
      {"save", on_save},
      {"text", NULL, NULL, "false", on_text},
      {"rename", on_rename},
      {"duplicate", on_duplicate},
      {"move-up", on_move_up},
      {"move-down", on_move_down},
      {"move-to", on_move_to, "ay"},
      {"remove", on_remove},
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "editor", G_ACTION_GROUP (self->actions));
  update (self);
}

void
lk_host_editor_open (LkHostEditor *self, const char *folder, const char *name)
{
  close_draft (self);
  g_free (self->folder);
  g_free (self->name);
  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  self->busy = FALSE;
  hdy_header_bar_set_title (self->header, name);
  tell (self, "", GTK_MESSAGE_INFO);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  self->draft = lk_config_draft_new (folder);
  g_signal_connect_swapped (self->draft, "changed", G_CALLBACK (on_draft_changed), self);
  g_signal_connect_swapped (self->draft, "merged", G_CALLBACK (on_draft_merged), self);
  lk_config_draft_open_async (self->draft, NULL, on_opened, g_object_ref (self));
  update (self);
}
