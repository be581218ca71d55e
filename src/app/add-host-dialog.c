/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "add-host-dialog.h"

#include <glib/gi18n.h>

#include "access/host.h"
#include "base/error.h"
#include "helper-path.h"
#include "host-probe.h"
#include "label.h"
#include "review-dialog.h"
#include "sshconfig/access-host.h"

#define WIDTH 480
/* Who pauses that long has typed a name, in milliseconds. */
#define PAUSE 500

struct _LkAddHostDialog {
  GtkDialog parent;
  GtkEntry *host, *name, *user;
  GtkSwitch *certificate;
  GtkWidget *file_row;
  GtkComboBoxText *files;
  GtkSpinner *spinner;
  GtkLabel *found, *problem;
  LkSession *session;
  LkConfigDraft *draft;
  GCancellable *cancellable; /* of everything */
  GCancellable *probing;     /* of the latest probe */
  guint pause;
  gboolean open;       /* the draft is */
  gboolean own_name;   /* the user has chosen another one than the host's */
  gboolean own_choice; /* likewise about certificates */
  gboolean filling;    /* it is not the user who writes */
  char *note;          /* where the block stands, and why */
};

G_DEFINE_TYPE (LkAddHostDialog, lk_add_host_dialog, GTK_TYPE_DIALOG)

static void
complain (LkAddHostDialog *self, const char *text)
{
  lk_label_say (self->problem, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *text != '\0');
}

/* Read aloud by a screen reader, too. */
static void
tell_found (LkAddHostDialog *self, const char *text, gboolean searching)
{
  lk_label_say (self->found, text);
  atk_object_set_description (gtk_widget_get_accessible (GTK_WIDGET (self->host)), text);
  g_object_set (self->spinner, "active", searching, "visible", searching, NULL);
}

static void
update (LkAddHostDialog *self)
{
  g_autofree char *host = lk_host_parse (gtk_entry_get_text (self->host), NULL, NULL);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK,
                                     self->open && host != NULL &&
                                         *gtk_entry_get_text (self->name) != '\0');
}

/* The search */

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkHostProbe *probe = LK_HOST_PROBE (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!lk_host_probe_run_finish (probe, result, &error) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  LkAddHostDialog *self = user_data;
  text = error != NULL ? g_strdup (error->message) : lk_host_probe_describe (probe);
  tell_found (self, text, FALSE);
  if (error != NULL || self->own_choice ||
      lk_host_probe_get_certificate (probe) == LK_PROBED_UNKNOWN)
    return;
  self->filling = TRUE;
  gtk_switch_set_active (self->certificate,
                         lk_host_probe_get_certificate (probe) == LK_PROBED_SIGNED);
  self->filling = FALSE;
}

static gboolean
on_pause (gpointer user_data)
{
  LkAddHostDialog *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *host = lk_host_parse (gtk_entry_get_text (self->host), NULL, &error);
  g_autoptr (LkHostProbe) probe = NULL;

  self->pause = 0;
  if (host == NULL) {
    tell_found (self, error->message, FALSE);
    return G_SOURCE_REMOVE;
  }
  tell_found (self, _ ("Looking for it…"), TRUE);
  self->probing = g_cancellable_new ();
  probe = lk_host_probe_new (self->session, host);
  lk_host_probe_run_async (probe, self->probing, on_probed, self);
  return G_SOURCE_REMOVE;
}

static void
stop_probe (LkAddHostDialog *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->probing);
  g_clear_object (&self->probing);
}

static void
on_host_changed (LkAddHostDialog *self)
{
  const char *text = gtk_entry_get_text (self->host);
  g_autofree char *host = lk_host_parse (text, NULL, NULL);

  stop_probe (self);
  complain (self, "");
  tell_found (self, "", FALSE);
  if (*text != '\0')
    self->pause = g_timeout_add (PAUSE, on_pause, self);
  if (!self->own_name) {
    self->filling = TRUE;
    gtk_entry_set_text (self->name, host == NULL ? "" : host);
    self->filling = FALSE;
  }
  update (self);
}

static void
on_name_changed (LkAddHostDialog *self)
{
  if (!self->filling)
    self->own_name = *gtk_entry_get_text (self->name) != '\0';
  complain (self, "");
  update (self);
}

static void
on_certificate_changed (LkAddHostDialog *self)
{
  if (!self->filling)
    self->own_choice = TRUE;
}

/* The change */

static gboolean
add (LkConfigTree *tree, gpointer data, GError **error)
{
  LkAddHostDialog *self = data;
  g_autofree char *hostname = lk_host_parse (gtk_entry_get_text (self->host), NULL, error);
  g_autofree char *latchkey = lk_helper_path ();
  const char *name = gtk_entry_get_text (self->name);
  const char *user = gtk_entry_get_text (self->user);
  g_auto (LkConfigPlacement) placement = {0};
  const LkAccessHost host = {
      .name = name,
      .hostname = g_strcmp0 (name, hostname) == 0 ? NULL : hostname,
      .user = *user == '\0' ? NULL : user,
      .file = (guint) MAX (gtk_combo_box_get_active (GTK_COMBO_BOX (self->files)), 0),
      .latchkey = latchkey,
      .certificate = gtk_switch_get_active (self->certificate),
  };

  if (hostname == NULL || !lk_config_add_access_host (tree, &host, &placement, error))
    return FALSE;
  g_free (self->note);
  self->note = placement.warning != NULL ? g_strdup (placement.warning)
                                         : g_steal_pointer (&placement.reason);
  return TRUE;
}

static void
set_busy (LkAddHostDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (gtk_dialog_get_content_area (GTK_DIALOG (self)), !busy);
  if (busy)
    gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, FALSE);
  else
    update (self);
}

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkAddHostDialog) self = user_data;
  gboolean saved = lk_review_dialog_ask_finish (result, NULL);

  if (self->draft == NULL)
    return;
  if (saved) {
    gtk_widget_destroy (GTK_WIDGET (self));
    return;
  }
  lk_config_draft_discard (self->draft);
  set_busy (self, FALSE);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkAddHostDialog) self = user_data;
  const char *name = gtk_entry_get_text (self->name);
  g_autofree char *title = g_strdup_printf (_ ("Add %s"), name);
  g_autofree char *reason = g_strdup_printf ("add %s", name);
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  LkReview review = {.title = title, .reason = reason};

  if (self->draft == NULL)
    return;
  if (!lk_config_draft_check_finish (self->draft, result, NULL, &error)) {
    complain (self, error->message);
    lk_config_draft_discard (self->draft);
    set_busy (self, FALSE);
    return;
  }
  /* Translators: a sentence about the new lines' place in the file */
  note = self->note == NULL ? NULL : g_strdup_printf (_ ("Note: %s."), self->note);
  review.note = note;
  lk_review_dialog_ask (GTK_WIDGET (self), self->draft, &review, on_reviewed, g_object_ref (self));
}

static void
lk_add_host_dialog_response (GtkDialog *dialog, int response)
{
  LkAddHostDialog *self = LK_ADD_HOST_DIALOG (dialog);
  g_autoptr (GError) error = NULL;

  if (response != GTK_RESPONSE_OK) {
    gtk_widget_destroy (GTK_WIDGET (self));
    return;
  }
  g_clear_pointer (&self->note, g_free);
  if (!lk_config_draft_edit (self->draft, add, self, &error)) {
    complain (self, error->message);
    return;
  }
  complain (self, "");
  set_busy (self, TRUE);
  lk_config_draft_check_async (self->draft, gtk_entry_get_text (self->name), NULL,
                               self->cancellable, on_checked, g_object_ref (self));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkAddHostDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const LkConfigTree *tree;

  if (!lk_config_draft_open_finish (LK_CONFIG_DRAFT (source), result, &error)) {
    if (self->draft != NULL)
      complain (self, error->message);
    return;
  }
  if (self->draft == NULL)
    return;
  tree = lk_config_draft_get_tree (self->draft);
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    g_autofree char *path = lk_printable_path (lk_config_file_path (lk_config_tree_file (tree, i)));

    gtk_combo_box_text_append_text (self->files, path);
  }
  gtk_combo_box_set_active (GTK_COMBO_BOX (self->files), 0);
  gtk_widget_set_visible (self->file_row, lk_config_tree_n_files (tree) > 1);
  self->open = TRUE;
  update (self);
}

static void
lk_add_host_dialog_dispose (GObject *object)
{
  LkAddHostDialog *self = LK_ADD_HOST_DIALOG (object);

  stop_probe (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->note, g_free);
  G_OBJECT_CLASS (lk_add_host_dialog_parent_class)->dispose (object);
}

static void
lk_add_host_dialog_class_init (LkAddHostDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_add_host_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = lk_add_host_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/add-host-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, host);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, name);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, user);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, certificate);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, files);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, found);
  gtk_widget_class_bind_template_child (widget_class, LkAddHostDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_host_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_certificate_changed);
}

static void
lk_add_host_dialog_init (LkAddHostDialog *self)
{
  GtkWidget *ok;

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  ok = gtk_dialog_add_button (GTK_DIALOG (self), _ ("_Continue"), GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (ok), GTK_STYLE_CLASS_SUGGESTED_ACTION);
  gtk_dialog_set_default_response (GTK_DIALOG (self), GTK_RESPONSE_OK);
  gtk_entry_set_placeholder_text (self->user, g_get_user_name ());
  update (self);
}

void
lk_add_host_dialog_open (GtkWidget *parent,
                         LkSession *session,
                         const char *folder,
                         const char *host)
{
  GtkWidget *window = gtk_widget_get_toplevel (parent);
  LkAddHostDialog *self =
      g_object_new (LK_TYPE_ADD_HOST_DIALOG, "use-header-bar", TRUE, "title", _ ("Add a Host"),
                    "transient-for", window, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  int width;

  self->session = g_object_ref (session);
  self->draft = lk_config_draft_new (folder);
  lk_config_draft_open_async (self->draft, self->cancellable, on_opened, g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->host));
  if (host != NULL)
    gtk_entry_set_text (self->host, host);
  gtk_window_get_size (GTK_WINDOW (window), &width, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, WIDTH), -1);
  gtk_window_present (GTK_WINDOW (self));
}
