/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "notifier.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/clock.h"

/* What is known of a team's session. */
typedef struct {
  gint64 expires_at;
  LkExpiryStage stage; /* the last one that was told, or needed not be */
  gboolean shown;
} Known;

struct _LkNotifier {
  GObject parent;
  GApplication *application;
  GSettings *settings;
  LkSessionsModel *sessions;
  LkLogins *logins;
  GHashTable *known;   /* team -> Known */
  GHashTable *waiting; /* team -> whether it is shown */
  gboolean quiet;
};

G_DEFINE_TYPE (LkNotifier, lk_notifier, G_TYPE_OBJECT)

static gboolean
send (LkNotifier *self, const char *kind, const char *id, GNotification *notification)
{
  if (self->quiet || !g_settings_get_boolean (self->settings, kind))
    return FALSE;
  g_notification_set_default_action (notification, "app.show");
  g_application_send_notification (self->application, id, notification);
  return TRUE;
}

static void
withdraw (LkNotifier *self, const char *kind, const char *team)
{
  g_autofree char *id = g_strconcat (kind, ":", team, NULL);

  g_application_withdraw_notification (self->application, id);
}

/* Sessions */

static GNotification *
describe (const char *team, LkExpiryStage stage, gint64 left)
{
  g_autofree char *label = g_strndup (team, strcspn (team, "."));
  g_autofree char *words = lk_clock_words (MAX (left, 0));
  g_autofree char *title = NULL;
  GNotification *notification;

  if (stage == LK_EXPIRY_OVER)
    title = g_strdup_printf (_ ("%s: session ended"), label);
  else
    title = g_strdup_printf (_ ("%s: about %s left"), label, words);
  notification = g_notification_new (title);
  g_notification_set_body (
      notification,
      stage == LK_EXPIRY_OVER
          ? _ ("The next connection asks for a login. Those that are open go on.")
          : _ ("Renew the session now to not be asked later. Open connections go on."));
  g_notification_add_button_with_target (
      notification, stage == LK_EXPIRY_OVER ? _ ("Log In") : _ ("Renew"), "app.renew", "s", team);
  return notification;
}

static void
tell_stage (LkNotifier *self, const char *team, Known *known, LkExpiryStage stage)
{
  g_autoptr (GNotification) notification =
      describe (team, stage, known->expires_at - lk_clock_system ());
  g_autofree char *id = g_strconcat ("session:", team, NULL);

  known->stage = stage;
  known->shown =
      send (self, stage == LK_EXPIRY_OVER ? "notify-ended" : "notify-expiring", id, notification);
}

static void
take_back (LkNotifier *self, const char *team, Known *known)
{
  if (known->shown)
    withdraw (self, "session", team);
  known->shown = FALSE;
}

static void
look_at (LkNotifier *self, const LkSessionInfo *info)
{
  Known *known = g_hash_table_lookup (self->known, info->auth_domain);

  if (known == NULL) {
    known = g_new0 (Known, 1);
    g_hash_table_insert (self->known, g_strdup (info->auth_domain), known);
    /* What ended before anybody looked is no news. */
    known->stage = info->stage == LK_EXPIRY_OVER ? LK_EXPIRY_OVER : LK_EXPIRY_CALM;
  } else if (known->expires_at != info->expires_at) {
    take_back (self, info->auth_domain, known);
    known->stage = LK_EXPIRY_CALM;
  }
  known->expires_at = info->expires_at;
  if (info->stage > known->stage)
    tell_stage (self, info->auth_domain, known, info->stage);
}

/* A session that is no longer stored has ended, if it was time for that; else somebody logged out. */
static gboolean
look_at_missing (gpointer team, gpointer value, gpointer user_data)
{
  LkNotifier *self = user_data;
  Known *known = value;

  if (lk_sessions_model_find_team (self->sessions, team) != NULL)
    return FALSE;
  if (known->expires_at > lk_clock_system ()) {
    take_back (self, team, known);
    return TRUE;
  }
  if (known->stage != LK_EXPIRY_OVER)
    tell_stage (self, team, known, LK_EXPIRY_OVER);
  return FALSE;
}

static void
on_sessions_changed (LkNotifier *self)
{
  /* What cannot be read says nothing about any session. */
  if (lk_sessions_model_get_error (self->sessions) != NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sessions)); i++) {
    g_autoptr (LkSessionItem) item = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);
    const LkSessionInfo *info = lk_session_item_get_info (item);

    if (info->kind == LK_TOKEN_ORG)
      look_at (self, info);
  }
  g_hash_table_foreach_remove (self->known, look_at_missing, self);
}

/* Logins */

static gboolean
tell_login (LkNotifier *self, LkLogin *login)
{
  const char *team = lk_login_get_team (login);
  g_autofree char *id = g_strconcat ("login:", team, NULL);
  g_autofree char *why = lk_login_explain (login);
  g_autoptr (GNotification) notification = g_notification_new (_ ("A login is needed"));

  g_notification_set_body (notification, why);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_add_button_with_target (notification, _ ("Open Browser"), "app.open-browser", "s",
                                         team);
  g_notification_add_button_with_target (notification, _ ("Not Now"), "app.cancel-login", "s",
                                         team);
  return send (self, "notify-login", id, notification);
}

static gboolean
is_over (gpointer team, gpointer shown, gpointer user_data)
{
  LkNotifier *self = user_data;

  if (lk_logins_find (self->logins, team) != NULL)
    return FALSE;
  if (GPOINTER_TO_INT (shown))
    withdraw (self, "login", team);
  return TRUE;
}

/* What the user began in this application is in a browser already. */
static void
on_logins_changed (LkNotifier *self)
{
  g_hash_table_foreach_remove (self->waiting, is_over, self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->logins)); i++) {
    g_autoptr (LkLogin) login = g_list_model_get_item (G_LIST_MODEL (self->logins), i);
    const char *team = lk_login_get_team (login);

    if (lk_login_get_caller (login) != NULL && !g_hash_table_contains (self->waiting, team))
      g_hash_table_insert (self->waiting, g_strdup (team),
                           GINT_TO_POINTER (tell_login (self, login)));
  }
}

static void
lk_notifier_finalize (GObject *object)
{
  LkNotifier *self = LK_NOTIFIER (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->sessions);
  g_clear_object (&self->logins);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->waiting);
  G_OBJECT_CLASS (lk_notifier_parent_class)->finalize (object);
}

static void
lk_notifier_class_init (LkNotifierClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_notifier_finalize;
}

static void
lk_notifier_init (LkNotifier *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

LkNotifier *
lk_notifier_new (GApplication *application,
                 GSettings *settings,
                 LkSessionsModel *sessions,
                 LkLogins *logins)
{
  LkNotifier *self = g_object_new (LK_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->settings = g_object_ref (settings);
  self->sessions = g_object_ref (sessions);
  self->logins = g_object_ref (logins);
  g_signal_connect_object (sessions, "changed", G_CALLBACK (on_sessions_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (logins, "changed", G_CALLBACK (on_logins_changed), self,
                           G_CONNECT_SWAPPED);
  on_sessions_changed (self);
  return self;
}

static void
take_back_one (gpointer team, gpointer known, gpointer self)
{
  take_back (self, team, known);
}

static void
withdraw_login (gpointer team, gpointer shown, gpointer self)
{
  if (GPOINTER_TO_INT (shown))
    withdraw (self, "login", team);
}

void
lk_notifier_set_quiet (LkNotifier *self, gboolean quiet)
{
  self->quiet = quiet;
  if (!quiet)
    return;
  g_hash_table_foreach (self->known, take_back_one, self);
  g_hash_table_foreach (self->waiting, withdraw_login, self);
}
