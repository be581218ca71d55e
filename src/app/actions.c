/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "actions.h"

#include <glib/gi18n.h>

#include "browse.h"
#include "session/logout.h"
#include "terminal.h"

struct _LkActions {
  GObject parent;
  LkHostsModel *hosts;
  LkLogins *logins;
  GSettings *settings;
  GCancellable *cancellable;
};

enum { FAILED, DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkActions, lk_actions, G_TYPE_OBJECT)

/* What is under way for a host; held by its task */
typedef struct {
  LkActions *self;
  char *host;
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->self);
  g_free (errand->host);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
fail (LkActions *self, const char *host, const GError *error)
{
  g_autofree char *text =
      host == NULL ? g_strdup (error->message) : g_strdup_printf ("%s: %s", host, error->message);

  g_signal_emit (self, signals[FAILED], 0, text);
}

/* What was given up by the user needs no words. */
static gboolean
is_silent (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  LkHostItem *item = lk_hosts_model_find_by_hostname (errand->self->hosts, errand->host);

  if (!lk_logins_request_finish (LK_LOGINS (source), result, &error) && !is_silent (error))
    fail (errand->self, errand->host, error);
  if (item != NULL)
    lk_host_item_set_error (item, error == NULL || is_silent (error) ? NULL : error);
}

static Errand *
errand_new (LkActions *self, const char *host)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->self = g_object_ref (self);
  errand->host = g_strdup (host);
  return errand;
}

void
lk_actions_login (LkActions *self, const char *host)
{
  lk_logins_request_async (self->logins, host, NULL, self->cancellable, on_logged_in,
                           errand_new (self, host));
}

static void
on_login (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkActions *self = user_data;
  LkHostItem *item = lk_hosts_model_find (self->hosts, g_variant_get_string (parameter, NULL));

  if (item != NULL)
    lk_actions_login (self, lk_host_item_get_facts (item)->hostname);
}

/* Logging in to a team means logging in to any of its hosts; the others follow without a question. */
static void
on_renew (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkActions *self = user_data;
  LkHostItem *item =
      lk_hosts_model_find_in_team (self->hosts, g_variant_get_string (parameter, NULL));

  if (item == NULL)
    return;
  const char *host = lk_host_item_get_facts (item)->hostname;
  lk_logins_renew_async (self->logins, host, NULL, self->cancellable, on_logged_in,
                         errand_new (self, host));
}

static void
on_open_browser (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkActions *self = user_data;
  LkLogin *login = lk_logins_find (self->logins, g_variant_get_string (parameter, NULL));

  if (login != NULL && !lk_logins_open_browser (self->logins, login))
    g_signal_emit (self, signals[FAILED], 0,
                   _ ("No browser could be opened; copy the link or scan the code."));
}

static void
on_cancel_login (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkActions *self = user_data;
  LkLogin *login = lk_logins_find (self->logins, g_variant_get_string (parameter, NULL));

  if (login != NULL)
    lk_logins_cancel (self->logins, login);
}

static void
on_connect (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkActions *self = user_data;
  const char *name = g_variant_get_string (parameter, NULL);
  g_autofree char *terminal = g_settings_get_string (self->settings, "terminal");
  g_autoptr (GError) error = NULL;

  if (lk_hosts_model_find (self->hosts, name) != NULL &&
      !lk_terminal_connect (name, terminal, &error))
    fail (self, name, error);
}

static void
on_browsed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!lk_browse_finish (result, &error) && !is_silent (error))
    fail (errand->self, errand->host, error);
}

static void
on_browse (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkActions *self = user_data;
  const char *name = g_variant_get_string (parameter, NULL);

  if (lk_hosts_model_find (self->hosts, name) != NULL)
    lk_browse_async (name, self->cancellable, on_browsed, errand_new (self, name));
}

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkActions) self = user_data;
  g_autoptr (GError) error = NULL;
  guint teams;

  if (lk_session_logout_finish (LK_SESSION (source), result, &teams, &error)) {
    g_signal_emit (self, signals[DONE], 0,
                   _ ("Logged out. Connections that are open now go on until they are closed."));
  } else if (!is_silent (error)) {
    g_prefix_error (&error, "%s ",
                    _ ("The tokens here are forgotten, but the session at the edge may go on:"));
    fail (self, NULL, error);
  }
}

static void
logout (LkActions *self, const char *team)
{
  LkSession *session = lk_logins_get_session (self->logins);

  lk_session_logout_async (session, team, self->cancellable, on_logged_out, g_object_ref (self));
}

static void
on_logout (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  logout (user_data, g_variant_get_string (parameter, NULL));
}

static void
on_logout_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  logout (user_data, NULL);
}

static void
lk_actions_dispose (GObject *object)
{
  LkActions *self = LK_ACTIONS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->hosts);
  g_clear_object (&self->logins);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (lk_actions_parent_class)->dispose (object);
}

static void
lk_actions_finalize (GObject *object)
{
  g_clear_object (&LK_ACTIONS (object)->cancellable);
  G_OBJECT_CLASS (lk_actions_parent_class)->finalize (object);
}

static void
lk_actions_class_init (LkActionsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_actions_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_actions_finalize;
  signals[FAILED] = g_signal_new ("failed", LK_TYPE_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DONE] = g_signal_new ("done", LK_TYPE_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_actions_init (LkActions *self)
{
  self->cancellable = g_cancellable_new ();
}

LkActions *
lk_actions_new (GActionMap *map, LkHostsModel *hosts, LkLogins *logins, GSettings *settings)
{
  static const GActionEntry entries[] = {
      {"browse", on_browse, "s"},
      {"cancel-login", on_cancel_login, "s"},
      {"connect", on_connect, "s"},
      {"login", on_login, "s"},
      {"logout", on_logout, "s"},
      {"logout-all", on_logout_all},
      {"open-browser", on_open_browser, "s"},
      {"renew", on_renew, "s"},
  };
  LkActions *self = g_object_new (LK_TYPE_ACTIONS, NULL);

  self->hosts = g_object_ref (hosts);
  self->logins = g_object_ref (logins);
  self->settings = g_object_ref (settings);
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), self);
  return self;
}
