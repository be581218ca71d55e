/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hosts-model.h"

#include <string.h>

#include "access/host.h"
#include "session/known-teams.h"

/* More rows than this nobody reads, and each costs a layout; the search finds the others. */
#define SHOWN_MAX 200
/* So many at once, and more when somebody comes near their end: a row takes milliseconds and 50 KB. */
#define SHOWN_STEP 15

struct _LkHostsModel {
  GObject parent;
  LkSessionsModel *sessions;
  LkConfigModel *config;
  GHashTable *known; /* host -> team */
  GHashTable *hosts; /* name -> LkHostItem */
  GHashTable *teams; /* team -> LkTeamItem */
  GPtrArray *shown;  /* LkTeamItem */
  GStrv words;
  guint n_left_out;
  guint shown_max; /* that may be shown already */
  gboolean more;   /* there are */
  guint n_new;     /* hosts that the reading under way has found */
  guint grow, restart;
};

static guint changed_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkHostsModel,
                         lk_hosts_model,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_TEAM_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return LK_HOSTS_MODEL (model)->shown->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *shown = LK_HOSTS_MODEL (model)->shown;

  return position < shown->len ? g_object_ref (shown->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* What the sessions say */

static LkHostState
state_of (const LkSessionInfo *info)
{
  if (info == NULL || info->state == LK_TOKEN_EXPIRED)
    return LK_HOST_NEEDED;
  return info->state == LK_TOKEN_EXPIRING ? LK_HOST_EXPIRING : LK_HOST_READY;
}

/* A team's session is good for all its hosts, by a silent exchange; else the host's own token counts. */
static const LkSessionInfo *
better (const LkSessionInfo *team, const LkSessionInfo *app)
{
  if (team == NULL || app == NULL)
    return team == NULL ? app : team;
  return team->expires_at >= app->expires_at ? team : app;
}

static LkHostItem *
take_host (LkHostsModel *self, const char *name)
{
  LkHostItem *item = g_hash_table_lookup (self->hosts, name);

  if (item == NULL) {
    item = lk_host_item_new (name);
    g_hash_table_insert (self->hosts, g_strdup (name), item);
    self->n_new++;
  }
  return item;
}

/* What is known of a host behind Access. */
static void
join (LkHostsModel *self, LkHostItem *item, LkHostFacts *facts)
{
  const LkSessionInfo *app = lk_sessions_model_find_app (self->sessions, facts->hostname);
  const char *team =
      app != NULL ? app->auth_domain : g_hash_table_lookup (self->known, facts->hostname);
  const LkSessionInfo *info = better (lk_sessions_model_find_team (self->sessions, team), app);

  facts->team = (char *) team;
  facts->email = info == NULL ? NULL : info->email;
  facts->access = TRUE;
  facts->state = state_of (info);
  facts->expires_at = info == NULL ? 0 : info->expires_at;
  lk_host_item_set_facts (item, facts);
}

/* The list */

static const char *
group_of (LkHostItem *item)
{
  const LkHostFacts *facts = lk_host_item_get_facts (item);

  if (!facts->access)
    return LK_TEAM_NONE;
  return facts->team == NULL ? LK_TEAM_UNKNOWN : facts->team;
}

static int
compare_hosts (gconstpointer a, gconstpointer b)
{
  LkHostItem *one = *(LkHostItem *const *) a;
  LkHostItem *two = *(LkHostItem *const *) b;
  int order = strcmp (group_of (one), group_of (two));

  return order != 0 ? order : strcmp (lk_host_item_get_name (one), lk_host_item_get_name (two));
}

/* Those that match, sorted by group and name. */
static GPtrArray *
pick_hosts (LkHostsModel *self, char **words)
{
  g_autoptr (GPtrArray) picked = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, &item)) {
    if (lk_host_item_matches (item, words))
      g_ptr_array_add (picked, g_object_ref (item));
  }
  g_ptr_array_sort (picked, compare_hosts);
  return g_steal_pointer (&picked);
}

/* Returns: (transfer full) */
static LkTeamItem *
take_team (LkHostsModel *self, const char *team)
{
  LkTeamItem *item = g_hash_table_lookup (self->teams, team);

  if (item == NULL) {
    item = lk_team_item_new (team);
    g_hash_table_insert (self->teams, g_strdup (team), item);
  }
  return g_object_ref (item);
}

/* @team: (transfer full) */
static void
add_group (LkHostsModel *self, GPtrArray *groups, LkTeamItem *team, GPtrArray *hosts)
{
  const LkSessionInfo *info =
      lk_sessions_model_find_team (self->sessions, lk_team_item_get_team (team));

  lk_team_item_set_session (team, info == NULL ? NULL : info->email, state_of (info),
                            info == NULL ? 0 : info->expires_at);
  lk_team_item_set_hosts (team, hosts);
  g_ptr_array_add (groups, team);
}

static GPtrArray *
group (LkHostsModel *self, GPtrArray *picked, gboolean keep)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint start = 0, end; start < picked->len; start = end) {
    g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_object_unref);
    const char *name = group_of (picked->pdata[start]);

    for (end = start; end < picked->len && strcmp (group_of (picked->pdata[end]), name) == 0; end++)
      g_ptr_array_add (hosts, g_object_ref (picked->pdata[end]));
    add_group (self, groups, keep ? take_team (self, name) : lk_team_item_new (name), hosts);
  }
  return g_steal_pointer (&groups);
}

static void
show (LkHostsModel *self)
{
  g_autoptr (GPtrArray) picked = pick_hosts (self, self->words);
  g_autoptr (GPtrArray) groups = NULL;

  self->n_left_out = picked->len > SHOWN_MAX ? picked->len - SHOWN_MAX : 0;
  self->more = picked->len > self->shown_max && self->shown_max < SHOWN_MAX;
  g_ptr_array_set_size (picked, (int) MIN (picked->len, self->shown_max));
  groups = group (self, picked, TRUE);
  lk_list_splice (G_LIST_MODEL (self), self->shown, groups);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
grow (gpointer user_data)
{
  LkHostsModel *self = user_data;

  self->grow = 0;
  self->shown_max = MIN (self->shown_max + SHOWN_STEP, SHOWN_MAX);
  show (self);
  return G_SOURCE_REMOVE;
}

/* Rows take their time to go, too. Returns: whether few enough are left to show others */
static gboolean
shorten (LkHostsModel *self)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) groups = NULL;

  for (guint i = 0; i < self->shown->len; i++) {
    GPtrArray *some = lk_team_item_get_hosts (self->shown->pdata[i]);

    for (guint n = 0; n < some->len; n++)
      g_ptr_array_add (hosts, g_object_ref (some->pdata[n]));
  }
  if (hosts->len <= 2 * SHOWN_STEP)
    return TRUE;
  g_ptr_array_set_size (hosts, (int) (hosts->len - 2 * SHOWN_STEP));
  g_ptr_array_sort (hosts, compare_hosts);
  groups = group (self, hosts, TRUE);
  lk_list_splice (G_LIST_MODEL (self), self->shown, groups);
  return FALSE;
}

static gboolean
on_restart (gpointer user_data)
{
  LkHostsModel *self = user_data;

  if (!shorten (self))
    return G_SOURCE_CONTINUE;
  self->restart = 0;
  self->shown_max = SHOWN_STEP;
  show (self);
  return G_SOURCE_REMOVE;
}

/* Shows the first ones of what may be others altogether. */
static void
restart (LkHostsModel *self)
{
  if (self->restart == 0 && on_restart (self) == G_SOURCE_CONTINUE)
    self->restart = g_idle_add_full (G_PRIORITY_LOW, on_restart, self, NULL);
}

void
lk_hosts_model_show_more (LkHostsModel *self)
{
  if (self->more && self->grow == 0 && self->restart == 0)
    self->grow = g_idle_add_full (G_PRIORITY_LOW, grow, self, NULL);
}

GPtrArray *
lk_hosts_model_list_teams (LkHostsModel *self)
{
  g_autoptr (GPtrArray) all = pick_hosts (self, NULL);

  return group (self, all, FALSE);
}

/* Reading */

static void
take_known (LkHostsModel *self)
{
  const char *dir = lk_session_get_state_dir (lk_sessions_model_get_session (self->sessions));
  g_autoptr (GHashTable) known = lk_known_teams (dir, NULL);

  if (known == NULL)
    return;
  g_hash_table_unref (self->known);
  self->known = g_steal_pointer (&known);
}

static void
join_entry (LkHostsModel *self, const LkConfigEntry *entry, GHashTable *names, GHashTable *covered)
{
  g_autofree char *canonical = lk_host_parse (entry->hostname, NULL, NULL);
  g_autofree char *hostname =
      canonical != NULL ? g_steal_pointer (&canonical) : g_ascii_strdown (entry->hostname, -1);
  LkHostItem *item = take_host (self, entry->name);
  LkHostFacts facts = {
      .hostname = hostname, .file = entry->file, .line = entry->line, .shared = entry->shared};

  g_hash_table_add (names, entry->name);
  if (!entry->access) {
    lk_host_item_set_facts (item, &facts);
    return;
  }
  join (self, item, &facts);
  g_hash_table_add (covered, g_steal_pointer (&hostname));
}

static gboolean
is_gone (gpointer name, gpointer item, gpointer names)
{
  return !g_hash_table_contains (names, name);
}

/* The hosts of the configuration, and those that were reached without being named there. */
static void
rebuild (LkHostsModel *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) covered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *entries = lk_config_model_get_entries (self->config);
  GHashTableIter iter;
  gpointer host;

  take_known (self);
  self->n_new = 0;
  for (guint i = 0; i < entries->len; i++)
    join_entry (self, entries->pdata[i], names, covered);
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &host, NULL)) {
    if (g_hash_table_contains (covered, host) || g_hash_table_contains (names, host))
      continue;
    g_hash_table_add (names, host);
    join (self, take_host (self, host), &(LkHostFacts){.hostname = host});
  }
  g_hash_table_foreach_remove (self->hosts, is_gone, names);
  if (self->n_new > SHOWN_STEP)
    restart (self);
  else
    show (self);
}

static void
lk_hosts_model_finalize (GObject *object)
{
  LkHostsModel *self = LK_HOSTS_MODEL (object);

  g_clear_handle_id (&self->grow, g_source_remove);
  g_clear_handle_id (&self->restart, g_source_remove);
  g_clear_object (&self->sessions);
  g_clear_object (&self->config);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->hosts);
  g_hash_table_unref (self->teams);
  g_ptr_array_unref (self->shown);
  g_strfreev (self->words);
  G_OBJECT_CLASS (lk_hosts_model_parent_class)->finalize (object);
}

static void
lk_hosts_model_class_init (LkHostsModelClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_hosts_model_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_HOSTS_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_hosts_model_init (LkHostsModel *self)
{
  self->shown_max = SHOWN_STEP;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->teams = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

LkHostsModel *
lk_hosts_model_new (LkSessionsModel *sessions, LkConfigModel *config)
{
  LkHostsModel *self = g_object_new (LK_TYPE_HOSTS_MODEL, NULL);

  self->sessions = g_object_ref (sessions);
  self->config = g_object_ref (config);
  g_signal_connect_object (config, "changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sessions, "changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  rebuild (self);
  return self;
}

void
lk_hosts_model_set_search (LkHostsModel *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " \t", -1);
  restart (self);
}

gboolean
lk_hosts_model_get_loaded (LkHostsModel *self)
{
  return lk_sessions_model_get_loaded (self->sessions) && lk_config_model_get_loaded (self->config);
}

const GError *
lk_hosts_model_get_config_error (LkHostsModel *self)
{
  return lk_config_model_get_error (self->config);
}

guint
lk_hosts_model_get_n_cloudflared (LkHostsModel *self)
{
  GPtrArray *entries = lk_config_model_get_entries (self->config);
  guint n = 0;

  for (guint i = 0; i < entries->len; i++) {
    const LkConfigEntry *entry = entries->pdata[i];

    n += entry->cloudflared && !entry->shared ? 1 : 0;
  }
  return n;
}

guint
lk_hosts_model_get_n_hosts (LkHostsModel *self)
{
  return g_hash_table_size (self->hosts);
}

guint
lk_hosts_model_get_n_access (LkHostsModel *self)
{
  GHashTableIter iter;
  gpointer item;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    n += lk_host_item_get_facts (item)->access;
  return n;
}

guint
lk_hosts_model_get_n_left_out (LkHostsModel *self)
{
  return self->n_left_out;
}

LkHostItem *
lk_hosts_model_find (LkHostsModel *self, const char *name)
{
  return g_hash_table_lookup (self->hosts, name);
}

LkHostItem *
lk_hosts_model_find_by_hostname (LkHostsModel *self, const char *hostname)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, &item)) {
    if (g_strcmp0 (lk_host_item_get_facts (item)->hostname, hostname) == 0)
      return item;
  }
  return NULL;
}

LkHostItem *
lk_hosts_model_find_in_team (LkHostsModel *self, const char *team)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->hosts);
  while (g_hash_table_iter_next (&iter, NULL, &item)) {
    if (g_strcmp0 (lk_host_item_get_facts (item)->team, team) == 0)
      return item;
  }
  return NULL;
}
