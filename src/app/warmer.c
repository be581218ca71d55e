/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "warmer.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/error.h"

/* How many tokens are got in advance: the kernel's keyring holds about a dozen of a user. */
#define HOSTS_MAX 50
#define HOSTS_MAX_KERNEL 6

struct _LkWarmer {
  GObject parent;
  LkSessionsModel *sessions;
  LkHostsModel *hosts;
  LkLogins *logins;
  GHashTable *issued; /* team -> when its session began, a gint64 */
  GQueue queue;       /* of LkHostItem */
  LkHostItem *now;    /* that is seen to, if any */
  GPtrArray *refused; /* LkHostItem */
  GCancellable *cancellable;
  gboolean loaded;
};

static guint refused_signal;

G_DEFINE_TYPE (LkWarmer, lk_warmer, G_TYPE_OBJECT)

static void next (LkWarmer *self);

static void
finish (LkWarmer *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;

  if (self->refused->len == 0)
    return;
  for (guint i = 0; i < self->refused->len; i++) {
    g_string_append (names, i == 0 ? "" : ", ");
    g_string_append (names, lk_host_item_get_name (self->refused->pdata[i]));
  }
  text = g_strdup_printf (_ ("The policy refuses you on %s."), names->str);
  g_ptr_array_set_size (self->refused, 0);
  g_signal_emit (self, refused_signal, 0, text);
}

static void
on_warmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkWarmer) self = user_data;
  g_autoptr (LkHostItem) item = g_steal_pointer (&self->now);
  g_autoptr (GError) error = NULL;

  if (lk_logins_request_finish (LK_LOGINS (source), result, &error)) {
    lk_host_item_set_error (item, NULL);
  } else if (g_error_matches (error, LK_ERROR, LK_ERROR_POLICY)) {
    lk_host_item_set_error (item, error);
    if (!g_ptr_array_find (self->refused, item, NULL))
      g_ptr_array_add (self->refused, g_object_ref (item));
  }
  next (self);
}

static void
next (LkWarmer *self)
{
  if (self->now != NULL || g_cancellable_is_cancelled (self->cancellable))
    return;
  self->now = g_queue_pop_head (&self->queue);
  if (self->now != NULL)
    lk_logins_warm_async (self->logins, lk_host_item_get_facts (self->now)->hostname,
                          self->cancellable, on_warmed, g_object_ref (self));
  else
    finish (self);
}

static guint
limit (LkWarmer *self)
{
  LkStore *store = lk_session_get_store (lk_sessions_model_get_session (self->sessions));

  return strcmp (lk_store_get_status (store)->backend, "kernel") == 0 ? HOSTS_MAX_KERNEL
                                                                      : HOSTS_MAX;
}

static gboolean
is_cold (LkWarmer *self, LkHostItem *item, const char *team)
{
  const LkHostFacts *facts = lk_host_item_get_facts (item);
  const LkSessionInfo *app;

  if (item == self->now || g_queue_find (&self->queue, item) != NULL)
    return FALSE;
  if (!facts->access || (facts->team != NULL && g_strcmp0 (facts->team, team) != 0))
    return FALSE;
  app = lk_sessions_model_find_app (self->sessions, facts->hostname);
  return app == NULL || app->state == LK_TOKEN_EXPIRED;
}

static void
warm_team (LkWarmer *self, const char *team)
{
  g_autoptr (GPtrArray) groups = lk_hosts_model_list_teams (self->hosts);
  guint max = limit (self);

  for (guint i = 0; i < groups->len; i++) {
    GPtrArray *hosts = lk_team_item_get_hosts (groups->pdata[i]);

    for (guint n = 0; n < hosts->len && self->queue.length < max; n++) {
      if (is_cold (self, hosts->pdata[n], team))
        g_queue_push_tail (&self->queue, g_object_ref (hosts->pdata[n]));
    }
  }
  next (self);
}

/* Returns: whether this session of a team is one that has not been seen before */
static gboolean
is_new (LkWarmer *self, const LkSessionInfo *info)
{
  const gint64 *issued = g_hash_table_lookup (self->issued, info->auth_domain);

  if (info->kind != LK_TOKEN_ORG || info->state == LK_TOKEN_EXPIRED ||
      (issued != NULL && *issued == info->issued_at))
    return FALSE;
  g_hash_table_insert (self->issued, g_strdup (info->auth_domain),
                       g_memdup2 (&info->issued_at, sizeof info->issued_at));
  return TRUE;
}

/* What was there when the application started is no login. */
static void
on_sessions_changed (LkWarmer *self)
{
  gboolean loaded = self->loaded;

  self->loaded = lk_hosts_model_get_loaded (self->hosts);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sessions)); i++) {
    g_autoptr (LkSessionItem) item = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);
    const LkSessionInfo *info = lk_session_item_get_info (item);

    if (is_new (self, info) && loaded)
      warm_team (self, info->auth_domain);
  }
}

static void
lk_warmer_dispose (GObject *object)
{
  LkWarmer *self = LK_WARMER (object);

  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->queue, g_object_unref);
  g_clear_object (&self->hosts);
  g_clear_object (&self->logins);
  g_clear_object (&self->sessions);
  G_OBJECT_CLASS (lk_warmer_parent_class)->dispose (object);
}

static void
lk_warmer_finalize (GObject *object)
{
  LkWarmer *self = LK_WARMER (object);

  g_clear_object (&self->now);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->issued);
  g_ptr_array_unref (self->refused);
  G_OBJECT_CLASS (lk_warmer_parent_class)->finalize (object);
}

static void
lk_warmer_class_init (LkWarmerClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_warmer_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_warmer_finalize;
  refused_signal = g_signal_new ("refused", LK_TYPE_WARMER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_warmer_init (LkWarmer *self)
{
  self->issued = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->refused = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->queue);
}

LkWarmer *
lk_warmer_new (LkSessionsModel *sessions, LkHostsModel *hosts, LkLogins *logins)
{
  LkWarmer *self = g_object_new (LK_TYPE_WARMER, NULL);

  self->sessions = g_object_ref (sessions);
  self->hosts = g_object_ref (hosts);
  self->logins = g_object_ref (logins);
  /* After the hosts have taken note of it. */
  g_signal_connect_object (sessions, "changed", G_CALLBACK (on_sessions_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_sessions_changed (self);
  return self;
}
