/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sessions-model.h"

#include <string.h>

#include "alarm.h"
#include "session/file-watch.h"

struct _LkSessionsModel {
  GObject parent;
  LkSession *session;
  GPtrArray *items;
  GError *error;
  LkFileWatch *watch;
  LkAlarm *alarm;
  GCancellable *cancellable;
  gboolean loaded;
  gboolean reading, again;
};

static guint changed_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkSessionsModel,
                         lk_sessions_model,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_SESSION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return LK_SESSIONS_MODEL (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = LK_SESSIONS_MODEL (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
same_items (GPtrArray *one, GPtrArray *two)
{
  for (guint i = 0; i < one->len && one->len == two->len; i++) {
    if (!lk_session_item_equal (one->pdata[i], two->pdata[i]))
      return FALSE;
  }
  return one->len == two->len;
}

static void
take_infos (LkSessionsModel *self, GPtrArray *infos)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint before = self->items->len;
  gint64 now = lk_session_now (self->session);
  gint64 next = lk_session_list_next_change (infos, now);

  lk_alarm_set (self->alarm, next < 0 ? -1 : now + next);
  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = 0; i < infos->len; i++)
    g_ptr_array_add (items, lk_session_item_new (infos->pdata[i]));
  if (same_items (self->items, items) && self->loaded && self->error == NULL)
    return;
  self->loaded = TRUE;
  g_clear_error (&self->error);
  g_ptr_array_unref (self->items);
  self->items = g_steal_pointer (&items);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->items->len);
  g_signal_emit (self, changed_signal, 0);
}

static void
take_error (LkSessionsModel *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  self->loaded = TRUE;
  g_signal_emit (self, changed_signal, 0);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) infos = lk_session_list_finish (LK_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    return;
  }

  LkSessionsModel *self = user_data;
  self->reading = FALSE;
  if (infos != NULL)
    take_infos (self, infos);
  else
    take_error (self, error);
  if (self->again)
    lk_sessions_model_refresh (self);
}

void
lk_sessions_model_refresh (LkSessionsModel *self)
{
  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  lk_session_list_async (self->session, self->cancellable, on_listed, self);
}

static void
on_something (gpointer data)
{
  lk_sessions_model_refresh (data);
}

static void
lk_sessions_model_dispose (GObject *object)
{
  LkSessionsModel *self = LK_SESSIONS_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->watch, lk_file_watch_free);
  g_clear_pointer (&self->alarm, lk_alarm_free);
  G_OBJECT_CLASS (lk_sessions_model_parent_class)->dispose (object);
}

static void
lk_sessions_model_finalize (GObject *object)
{
  LkSessionsModel *self = LK_SESSIONS_MODEL (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (lk_sessions_model_parent_class)->finalize (object);
}

static void
lk_sessions_model_class_init (LkSessionsModelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_sessions_model_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_sessions_model_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_SESSIONS_MODEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_sessions_model_init (LkSessionsModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  self->alarm = lk_alarm_new (on_something, self);
}

LkSessionsModel *
lk_sessions_model_new (LkSession *session)
{
  LkSessionsModel *self = g_object_new (LK_TYPE_SESSIONS_MODEL, NULL);
  const char *runtime_dir = lk_session_get_runtime_dir (session);
  g_autofree char *path = lk_changes_path (runtime_dir);
  g_autoptr (GError) error = NULL;

  self->session = g_object_ref (session);
  /* The file is made by the first announcement. Watch first, look afterwards. */
  lk_changes_announce (runtime_dir);
  self->watch = lk_file_watch_new (path, on_something, self, &error);
  if (self->watch == NULL)
    g_warning ("%s", error->message);
  lk_sessions_model_refresh (self);
  return self;
}

LkSession *
lk_sessions_model_get_session (LkSessionsModel *self)
{
  return self->session;
}

gboolean
lk_sessions_model_get_loaded (LkSessionsModel *self)
{
  return self->loaded;
}

const GError *
lk_sessions_model_get_error (LkSessionsModel *self)
{
  return self->error;
}

const LkSessionInfo *
lk_sessions_model_find_team (LkSessionsModel *self, const char *team)
{
  for (guint i = 0; i < self->items->len; i++) {
    const LkSessionInfo *info = lk_session_item_get_info (self->items->pdata[i]);

    if (info->kind == LK_TOKEN_ORG && g_strcmp0 (info->auth_domain, team) == 0)
      return info;
  }
  return NULL;
}

static gboolean
covers (const char *app_hostname, const char *host)
{
  return app_hostname != NULL && g_pattern_match_simple (app_hostname, host);
}

const LkSessionInfo *
lk_sessions_model_find_app (LkSessionsModel *self, const char *host)
{
  const LkSessionInfo *best = NULL;

  for (guint i = 0; i < self->items->len; i++) {
    const LkSessionInfo *info = lk_session_item_get_info (self->items->pdata[i]);

    if (info->kind != LK_TOKEN_APP || !covers (info->app_hostname, host))
      continue;
    if (strcmp (info->app_hostname, host) == 0)
      return info;
    if (best == NULL || strlen (info->app_hostname) > strlen (best->app_hostname))
      best = info;
  }
  return best;
}
