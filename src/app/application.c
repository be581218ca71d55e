/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "application.h"

#include <glib/gi18n.h>

#include "forward-actions.h"
#include "notifier.h"
#include "preferences.h"
#include "recheck.h"
#include "renewer.h"
#include "service.h"
#include "session/open.h"
#include "tray/tray.h"
#include "warmer.h"
#include "window.h"

struct _LkApplication {
  GtkApplication parent;
  GCancellable *cancellable;
  LkSession *session;
  LkLogins *logins;
  LkSessionsModel *sessions;
  LkConfigModel *config;
  LkHostsModel *hosts;
  LkActions *actions;
  LkForwards *forwards;
  LkForwardActions *forward_actions;
  LkService *service;
  GSettings *settings;
  LkNotifier *notifier;
  LkRecheck *recheck;
  LkRenewer *renewer;
  LkWarmer *warmer;
  LkTray *tray;
  LkWindow *window;
  GtkWidget *preferences;
  gboolean hidden; /* started without a window */
  gboolean held;   /* goes on without one */
};

G_DEFINE_TYPE (LkApplication, lk_application, GTK_TYPE_APPLICATION)

/* With a tray, closing the window leaves the icon. Without one it ends the application, but a tray that goes
 * while there is no window may come back. */
static void
on_tray_available (LkApplication *self)
{
  gboolean available = self->tray != NULL && lk_tray_get_available (self->tray);
  gboolean hold = available || (self->held && self->window == NULL);

  if (self->window != NULL)
    lk_window_set_tray_available (self->window, self->tray == NULL || available);
  if (hold && !self->held)
    g_application_hold (G_APPLICATION (self));
  else if (!hold && self->held)
    g_application_release (G_APPLICATION (self));
  self->held = hold;
}

/* What the window shows needs no notification. */
static gboolean
update_quiet (LkApplication *self)
{
  GdkWindow *window = self->window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self->window))
                          ? NULL
                          : gtk_widget_get_window (GTK_WIDGET (self->window));

  if (self->notifier != NULL)
    lk_notifier_set_quiet (self->notifier, window != NULL && (gdk_window_get_state (window) &
                                                              GDK_WINDOW_STATE_ICONIFIED) == 0);
  return GDK_EVENT_PROPAGATE;
}

static void
show_models (LkApplication *self)
{
  if (self->window == NULL || self->session == NULL)
    return;
  lk_window_show_models (self->window, self->sessions, self->hosts, self->forwards, self->logins,
                         self->actions);
  on_tray_available (self);
}

static void
make_tray (LkApplication *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self));

  g_clear_object (&self->tray);
  if (self->session != NULL && g_settings_get_boolean (self->settings, "show-tray") &&
      bus != NULL) {
    self->tray =
        lk_tray_new (bus, G_ACTION_GROUP (self), self->hosts, self->logins, self->forwards);
    g_signal_connect_object (self->tray, "notify::available", G_CALLBACK (on_tray_available), self,
                             G_CONNECT_SWAPPED);
  } else {
    on_tray_available (self);
  }
}

static void
open_window (LkApplication *self)
{
  self->window = lk_window_new (GTK_APPLICATION (self));
  /* Assistive technology may hold it for a while longer. */
  g_signal_connect (self->window, "destroy", G_CALLBACK (gtk_widget_destroyed), &self->window);
  const char *signals[] = {"map", "unmap", "window-state-event"};
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (self->window, signals[i], G_CALLBACK (update_quiet), self,
                             G_CONNECT_SWAPPED);
  show_models (self);
}

/* Another program wants a login, and nobody could see that. It takes the keyboard from nobody. */
static void
on_logins_changed (LkApplication *self, guint position, guint removed, guint added)
{
  if (self->window != NULL || added == 0)
    return;
  open_window (self);
  gtk_window_set_focus_on_map (GTK_WINDOW (self->window), FALSE);
  gtk_widget_show (GTK_WIDGET (self->window));
  gtk_window_set_focus_on_map (GTK_WINDOW (self->window), TRUE);
}

static void
on_refused (LkApplication *self, const char *text)
{
  if (self->window != NULL)
    lk_window_tell (self->window, text, GTK_MESSAGE_INFO);
}

static void
on_failed (LkApplication *self, const char *text)
{
  if (self->window != NULL)
    lk_window_tell (self->window, text, GTK_MESSAGE_WARNING);
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
    lk_service_fail (self->service, error);
    if (self->window != NULL)
      lk_window_tell (self->window, error->message, GTK_MESSAGE_ERROR);
    return;
  }
  self->session = g_steal_pointer (&session);
  self->logins = lk_logins_new (self->session);
  self->sessions = lk_sessions_model_new (self->session);
  self->hosts = lk_hosts_model_new (self->sessions, self->config);
  self->actions = lk_actions_new (G_ACTION_MAP (self), self->hosts, self->logins, self->settings);
  g_autoptr (LkTunnelsModel) tunnels =
      lk_tunnels_model_new (lk_session_get_runtime_dir (self->session));
  self->forwards = lk_forwards_new (self->settings, tunnels);
  self->forward_actions = lk_forward_actions_new (G_ACTION_MAP (self), self->forwards);
  g_signal_connect_object (self->forward_actions, "failed", G_CALLBACK (on_failed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->logins, "items-changed", G_CALLBACK (on_logins_changed), self,
                           G_CONNECT_SWAPPED);
  lk_service_serve (self->service, self->logins, self->sessions, self->hosts);
  self->notifier =
      lk_notifier_new (G_APPLICATION (self), self->settings, self->sessions, self->logins);
  self->recheck = lk_recheck_new (self->session);
  self->renewer = lk_renewer_new (self->sessions, self->logins, self->recheck);
  self->warmer = lk_warmer_new (self->sessions, self->hosts, self->logins);
  g_signal_connect_object (self->warmer, "refused", G_CALLBACK (on_refused), self,
                           G_CONNECT_SWAPPED);
  update_quiet (self);
  make_tray (self);
  show_models (self);
}

static void
on_show (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (user_data);
}

static void
on_show_host (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkApplication *self = user_data;

  g_application_activate (user_data);
  if (self->window != NULL)
    lk_window_show_host (self->window, g_variant_get_string (parameter, NULL));
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkApplication *self = user_data;

  if (self->preferences == NULL) {
    GtkWindow *parent = self->window == NULL ? NULL : GTK_WINDOW (self->window);

    self->preferences = GTK_WIDGET (lk_preferences_new (parent, self->settings));
    gtk_application_add_window (GTK_APPLICATION (self), GTK_WINDOW (self->preferences));
    g_signal_connect (self->preferences, "destroy", G_CALLBACK (gtk_widget_destroyed),
                      &self->preferences);
  }
  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkApplication *self = user_data;

  if (self->window == NULL || lk_window_may_close (self->window))
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
  static const GActionEntry entries[] = {
      {"show", on_show},
      {"show-host", on_show_host, "s"},
      {"preferences", on_preferences},
      {"quit", on_quit},
      {"about", on_about},
  };
  static const struct {
    const char *action;
    const char *accels[3];
  } shortcuts[] = {
      {"app.quit", {"<Primary>q"}},
      {"app.preferences", {"<Primary>comma"}},
      {"win.search", {"<Primary>f"}},
      {"win.menu", {"F10"}},
      {"win.close", {"<Primary>w"}},
      {"win.forwards", {"<Primary>t"}},
      {"editor.save", {"<Primary>s"}},
      {"win.show-help-overlay", {"<Primary>F1", "<Primary>question"}},
      {"win.add-host", {"<Primary>n"}},
  };
  LkApplication *self = LK_APPLICATION (application);

  G_APPLICATION_CLASS (lk_application_parent_class)->startup (application);
  hdy_init ();
  self->settings = g_settings_new ("org.latchkey.Latchkey");
  g_autofree char *folder = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  self->config = lk_config_model_new (folder);
  g_signal_connect_object (self->settings, "changed::show-tray", G_CALLBACK (make_tray), self,
                           G_CONNECT_SWAPPED);
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

  if (self->hidden) {
    self->hidden = FALSE;
    self->held = TRUE;
    g_application_hold (application);
    return;
  }
  if (self->window == NULL)
    open_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
lk_application_shutdown (GApplication *application)
{
  LkApplication *self = LK_APPLICATION (application);

  lk_service_stop (self->service);
  g_cancellable_cancel (self->cancellable);
  if (self->preferences != NULL)
    gtk_widget_destroy (self->preferences);
  if (self->window != NULL)
    gtk_widget_destroy (GTK_WIDGET (self->window));
  g_clear_object (&self->tray);
  g_clear_object (&self->renewer);
  g_clear_object (&self->recheck);
  g_clear_object (&self->warmer);
  g_clear_object (&self->notifier);
  g_clear_object (&self->forward_actions);
  g_clear_object (&self->forwards);
  g_clear_object (&self->actions);
  g_clear_object (&self->hosts);
  g_clear_object (&self->config);
  g_clear_object (&self->sessions);
  g_clear_object (&self->logins);
  g_clear_object (&self->session);
  G_APPLICATION_CLASS (lk_application_parent_class)->shutdown (application);
}

static gboolean
lk_application_dbus_register (GApplication *application,
                              GDBusConnection *connection,
                              const char *path,
                              GError **error)
{
  /* Who sits before the window need not lose it with the bus. */
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  return G_APPLICATION_CLASS (lk_application_parent_class)
             ->dbus_register (application, connection, path, error) &&
         lk_service_export (LK_APPLICATION (application)->service, connection, path, error);
}

static void
lk_application_dbus_unregister (GApplication *application,
                                GDBusConnection *connection,
                                const char *path)
{
  lk_service_unexport (LK_APPLICATION (application)->service);
  G_APPLICATION_CLASS (lk_application_parent_class)
      ->dbus_unregister (application, connection, path);
}

/* The application that runs already needs not be told to start without a window. */
static int
lk_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  LkApplication *self = LK_APPLICATION (application);

  self->hidden = g_variant_dict_contains (options, "hidden");
  if (self->hidden && g_application_register (application, NULL, NULL) &&
      g_application_get_is_remote (application))
    return 0;
  return -1;
}

static void
lk_application_finalize (GObject *object)
{
  g_clear_object (&LK_APPLICATION (object)->service);
  g_clear_object (&LK_APPLICATION (object)->cancellable);
  g_clear_object (&LK_APPLICATION (object)->settings);
  G_OBJECT_CLASS (lk_application_parent_class)->finalize (object);
}

static void
lk_application_class_init (LkApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = lk_application_finalize;
  application_class->startup = lk_application_startup;
  application_class->activate = lk_application_activate;
  application_class->handle_local_options = lk_application_handle_local_options;
  application_class->shutdown = lk_application_shutdown;
  application_class->dbus_register = lk_application_dbus_register;
  application_class->dbus_unregister = lk_application_dbus_unregister;
}

static void
lk_application_init (LkApplication *self)
{
  const GOptionEntry options[] = {
      {"hidden", 0, 0, G_OPTION_ARG_NONE, NULL, _ ("Start without a window"), NULL},
      {NULL},
  };

  self->cancellable = g_cancellable_new ();
  self->service = lk_service_new (G_APPLICATION (self), LK_VERSION);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

LkApplication *
lk_application_new (void)
{
  return g_object_new (LK_TYPE_APPLICATION, "application-id", "org.latchkey.Latchkey",
                       "resource-base-path", "/org/latchkey/Latchkey", NULL);
}
