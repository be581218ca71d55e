/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "application.h"

#include <glib/gi18n.h>

#include "session/open.h"
#include "window.h"

struct _LkApplication {
  GtkApplication parent;
  GCancellable *cancellable;
  LkSession *session;
  LkLogins *logins;
  LkSessionsModel *sessions;
  LkHostsModel *hosts;
  LkActions *actions;
  LkWindow *window;
};

G_DEFINE_TYPE (LkApplication, lk_application, GTK_TYPE_APPLICATION)

static void
show_models (LkApplication *self)
{
  if (self->window != NULL && self->session != NULL)
    lk_window_show_models (self->window, self->sessions, self->hosts, self->logins, self->actions);
}

static void
on_session_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSession) session = lk_session_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  LkApplication *self = user_data;
  if (session == NULL) {
    if (self->window != NULL)
      lk_window_tell (self->window, error->message, GTK_MESSAGE_ERROR);
    return;
  }
  self->session = g_steal_pointer (&session);
  self->logins = lk_logins_new (self->session);
  self->sessions = lk_sessions_model_new (self->session);
  self->hosts = lk_hosts_model_new (self->sessions);
  self->actions = lk_actions_new (G_ACTION_MAP (self), self->hosts, self->logins);
  show_models (self);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkApplication *self = user_data;

  gtk_show_about_dialog (self->window == NULL ? NULL : GTK_WINDOW (self->window),    /**/
                         "program-name", _ ("Latchkey"),                             /**/
                         "logo-icon-name", "org.latchkey.Latchkey",                  /**/
                         "version", LK_VERSION,                                      /**/
                         "comments", _ ("ssh to machines behind Cloudflare Access"), /**/
                         "license-type", GTK_LICENSE_GPL_3_0, NULL);
}

static void
lk_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {{"quit", on_quit}, {"about", on_about}};
  static const struct {
    const char *action;
    const char *accels[3];
  } shortcuts[] = {
      {"app.quit", {"<Primary>q"}},
      {"win.search", {"<Primary>f"}},
      {"window.close", {"<Primary>w"}},
  };
  LkApplication *self = LK_APPLICATION (application);

  G_APPLICATION_CLASS (lk_application_parent_class)->startup (application);
  hdy_init ();
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, "/org/latchkey/Latchkey/style.css");
  gtk_style_context_add_provider_for_screen (gdk_screen_get_default (), GTK_STYLE_PROVIDER (css),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           shortcuts[i].accels);
  lk_session_open_async ("latchkey/" LK_VERSION, FALSE, self->cancellable, on_session_opened, self);
}

static void
lk_application_activate (GApplication *application)
{
  LkApplication *self = LK_APPLICATION (application);

  if (self->window == NULL) {
    self->window = lk_window_new (GTK_APPLICATION (self));
    g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    show_models (self);
  }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
lk_application_shutdown (GApplication *application)
{
  LkApplication *self = LK_APPLICATION (application);

  g_cancellable_cancel (self->cancellable);
  if (self->window != NULL)
    gtk_widget_destroy (GTK_WIDGET (self->window));
  g_clear_object (&self->actions);
  g_clear_object (&self->hosts);
  g_clear_object (&self->sessions);
  g_clear_object (&self->logins);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (lk_application_parent_class)->shutdown (application);
}

static void
lk_application_finalize (GObject *object)
{
  g_clear_object (&LK_APPLICATION (object)->cancellable);
  G_OBJECT_CLASS (lk_application_parent_class)->finalize (object);
}

static void
lk_application_class_init (LkApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lk_application_finalize;
  application_class->startup = lk_application_startup;
  application_class->activate = lk_application_activate;
  application_class->shutdown = lk_application_shutdown;
}

static void
lk_application_init (LkApplication *self)
{
  self->cancellable = g_cancellable_new ();
}

LkApplication *
lk_application_new (void)
{
  return g_object_new (LK_TYPE_APPLICATION, "application-id", "org.latchkey.Latchkey",
                       "resource-base-path", "/org/latchkey/Latchkey", NULL);
}
