/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forward-dialog.h"

#include <string.h>
#include <glib/gi18n.h>

#include "autostart.h"
#include "label.h"

#define RESPONSE_REMOVE 1
#define WIDTH 480

struct _LkForwardDialog {
  GtkDialog parent;
  GtkEntry *name, *host, *listen;
  GtkListStore *hosts;
  GtkSwitch *at_login;
  GtkRevealer *problem_revealer, *public_revealer;
  GtkLabel *problem;
  GtkWidget *remove;
  LkForwards *forwards;
  LkForward *forward; /* NULL for a new one */
  GCancellable *cancellable;
};

G_DEFINE_TYPE (LkForwardDialog, lk_forward_dialog, GTK_TYPE_DIALOG)

static void
complain (LkForwardDialog *self, const char *text)
{
  lk_label_say (self->problem, text);
  gtk_revealer_set_reveal_child (self->problem_revealer, text != NULL);
}

/* What was wrong is right until the next try. */
static void
on_edited (LkForwardDialog *self)
{
  g_autofree char *listen =
      lk_forward_listen_parse (gtk_entry_get_text (self->listen), lk_forward_lowest_port (), NULL);

  complain (self, NULL);
  gtk_revealer_set_reveal_child (self->public_revealer,
                                 listen != NULL && lk_forward_listen_is_public (listen));
}

/* What no other forward may have. */
static gboolean
is_taken (LkForwardDialog *self, const LkForwardConfig *config)
{
  LkForward *namesake = lk_forwards_find (self->forwards, config->name);
  LkForward *neighbour = lk_forwards_find_at (self->forwards, config->listen);
  g_autofree char *text = NULL;

  if (namesake != NULL && namesake != self->forward)
    text = g_strdup_printf (_ ("another forward is called “%s”"), config->name);
  else if (neighbour != NULL && neighbour != self->forward)
    text = g_strdup_printf (_ ("“%s” listens there; choose another port or socket"),
                            lk_forward_get_config (neighbour)->name);
  complain (self, text);
  return text != NULL;
}

/* The application has to be there for it. */
static gboolean
start_at_login (LkForwardDialog *self)
{
  g_autoptr (GError) error = NULL;

  if (lk_autostart_get () || lk_autostart_set (TRUE, &error))
    return TRUE;
  complain (self, error->message);
  return FALSE;
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkForwardConfig) config = lk_forward_config_check_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  LkForwardDialog *self = user_data;
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, TRUE);
  if (config == NULL) {
    complain (self, error->message);
    return;
  }
  if (is_taken (self, config) || (config->at_login && !start_at_login (self)))
    return;
  lk_forwards_save (self->forwards, self->forward, config);
  gtk_widget_destroy (GTK_WIDGET (self));
}

/* Its own address is in use while it runs. */
static gboolean
is_own_address (LkForwardDialog *self, const char *text)
{
  g_autofree char *listen = lk_forward_listen_parse (text, 0, NULL);

  return self->forward != NULL && lk_forward_is_on (self->forward) &&
         g_strcmp0 (listen, lk_forward_get_config (self->forward)->listen) == 0;
}

static void
check (LkForwardDialog *self)
{
  const char *listen = gtk_entry_get_text (self->listen);
  g_autoptr (LkForwardConfig) config =
      lk_forward_config_new (gtk_entry_get_text (self->name), gtk_entry_get_text (self->host),
                             listen, gtk_switch_get_active (self->at_login));

  complain (self, NULL);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (self), GTK_RESPONSE_OK, FALSE);
  lk_forward_config_check_async (config, !is_own_address (self, listen), self->cancellable,
                                 on_checked, self);
}

static void
lk_forward_dialog_response (GtkDialog *dialog, int response)
{
  LkForwardDialog *self = LK_FORWARD_DIALOG (dialog);

  if (response == GTK_RESPONSE_OK) {
    check (self);
    return;
  }
  if (response == RESPONSE_REMOVE)
    lk_forwards_save (self->forwards, self->forward, NULL);
  gtk_widget_destroy (GTK_WIDGET (self));
}

static void
on_remove_clicked (LkForwardDialog *self)
{
  gtk_dialog_response (GTK_DIALOG (self), RESPONSE_REMOVE);
}

static void
lk_forward_dialog_dispose (GObject *object)
{
  LkForwardDialog *self = LK_FORWARD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->forwards);
  g_clear_object (&self->forward);
  G_OBJECT_CLASS (lk_forward_dialog_parent_class)->dispose (object);
}

static void
lk_forward_dialog_class_init (LkForwardDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = lk_forward_dialog_dispose;
  GTK_DIALOG_CLASS (class)->response = lk_forward_dialog_response;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/latchkey/Latchkey/ui/forward-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, name);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, host);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, hosts);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, listen);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, at_login);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, public_revealer);
  gtk_widget_class_bind_template_child (widget_class, LkForwardDialog, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_remove_clicked);
}

static void
lk_forward_dialog_init (LkForwardDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
offer_hosts (LkForwardDialog *self, LkHostsModel *hosts)
{
  g_autoptr (GPtrArray) teams = lk_hosts_model_list_teams (hosts);

  for (guint i = 0; i < teams->len; i++) {
    GPtrArray *items = lk_team_item_get_hosts (teams->pdata[i]);

    for (guint j = 0; j < items->len; j++) {
      const LkHostFacts *facts = lk_host_item_get_facts (items->pdata[j]);

      if (facts->access)
        gtk_list_store_insert_with_values (self->hosts, NULL, -1, 0, facts->hostname, -1);
    }
  }
}

static void
add_buttons (LkForwardDialog *self)
{
  GtkDialog *dialog = GTK_DIALOG (self);
  GtkWidget *ok;

  gtk_dialog_add_button (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  ok = gtk_dialog_add_button (dialog, self->forward == NULL ? _ ("_Add") : _ ("_Save"),
                              GTK_RESPONSE_OK);
  gtk_style_context_add_class (gtk_widget_get_style_context (ok), GTK_STYLE_CLASS_SUGGESTED_ACTION);
  gtk_dialog_set_default_response (dialog, GTK_RESPONSE_OK);
}

static void
show_config (LkForwardDialog *self)
{
  const LkForwardConfig *config = lk_forward_get_config (self->forward);

  gtk_entry_set_text (self->name, config->name);
  gtk_entry_set_text (self->host, config->host);
  gtk_entry_set_text (self->listen, config->listen);
  gtk_switch_set_active (self->at_login, config->at_login);
}

void
lk_forward_dialog_open (GtkWidget *parent,
                        LkForwards *forwards,
                        LkHostsModel *hosts,
                        LkForward *forward)
{
  GtkWidget *window = gtk_widget_get_toplevel (parent);
  const char *title = forward == NULL ? _ ("Add a Forward") : _ ("Edit Forward");
  LkForwardDialog *self =
      g_object_new (LK_TYPE_FORWARD_DIALOG, "use-header-bar", TRUE, "title", title, "transient-for",
                    window, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  int width;

  self->forwards = g_object_ref (forwards);
  g_set_object (&self->forward, forward);
  add_buttons (self);
  offer_hosts (self, hosts);
  if (forward != NULL)
    show_config (self);
  gtk_widget_set_visible (self->remove, forward != NULL);
  gtk_window_get_size (GTK_WINDOW (window), &width, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, WIDTH), -1);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}
