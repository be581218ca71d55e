/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "renewer.h"

#include "alarm.h"
#include "base/error.h"
#include "renewals.h"

struct _LkRenewer {
  GObject parent;
  LkSessionsModel *sessions;
  LkLogins *logins;
  LkRecheck *recheck;
  LkRenewals *renewals;
  LkAlarm *alarm;
  LkSessionItem *now; /* that is seen to, if any */
  GCancellable *cancellable;
};

G_DEFINE_TYPE (LkRenewer, lk_renewer, G_TYPE_OBJECT)

static void look (LkRenewer *self);

static void
on_refreshed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkRenewer) self = user_data;
  g_autoptr (LkSessionItem) item = g_steal_pointer (&self->now);
  g_autoptr (GError) error = NULL;

  if (!lk_logins_request_finish (LK_LOGINS (source), result, &error)) {
    gboolean ended = g_error_matches (error, LK_ERROR, LK_ERROR_LOGIN);

    g_debug ("%s: %s", lk_session_item_get_info (item)->hostname, error->message);
    if (ended || g_error_matches (error, LK_ERROR, LK_ERROR_POLICY))
      lk_renewals_give_up (self->renewals, item);
    if (ended && !g_cancellable_is_cancelled (self->cancellable))
      lk_recheck_begin (self->recheck);
  }
  look (self);
}

static void
look (LkRenewer *self)
{
  gint64 now = lk_session_now (lk_sessions_model_get_session (self->sessions));
  gint64 next;

  if (self->now != NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->now = lk_renewals_pick (self->renewals, G_LIST_MODEL (self->sessions), now, &next);
  if (self->now != NULL)
    lk_logins_refresh_async (self->logins, lk_session_item_get_info (self->now)->hostname,
                             self->cancellable, on_refreshed, g_object_ref (self));
  else
    lk_alarm_set (self->alarm, next);
}

static void
on_alarm (gpointer data)
{
  look (data);
}

static void
lk_renewer_dispose (GObject *object)
{
  LkRenewer *self = LK_RENEWER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->alarm, lk_alarm_free);
  g_clear_object (&self->logins);
  g_clear_object (&self->recheck);
  g_clear_object (&self->sessions);
  G_OBJECT_CLASS (lk_renewer_parent_class)->dispose (object);
}

static void
lk_renewer_finalize (GObject *object)
{
  LkRenewer *self = LK_RENEWER (object);

  g_clear_object (&self->now);
  g_clear_object (&self->cancellable);
  lk_renewals_free (self->renewals);
  G_OBJECT_CLASS (lk_renewer_parent_class)->finalize (object);
}

static void
lk_renewer_class_init (LkRenewerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_renewer_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_renewer_finalize;
}

static void
lk_renewer_init (LkRenewer *self)
{
  self->renewals = lk_renewals_new ();
  self->alarm = lk_alarm_new (on_alarm, self);
  self->cancellable = g_cancellable_new ();
}

LkRenewer *
lk_renewer_new (LkSessionsModel *sessions, LkLogins *logins, LkRecheck *recheck)
{
  LkRenewer *self = g_object_new (LK_TYPE_RENEWER, NULL);

  self->sessions = g_object_ref (sessions);
  self->logins = g_object_ref (logins);
  self->recheck = g_object_ref (recheck);
  g_signal_connect_object (sessions, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}
