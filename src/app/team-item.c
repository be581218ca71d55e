/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "team-item.h"

#include <string.h>
#include <glib/gi18n.h>

struct _LkTeamItem {
  GObject parent;
  char *team;
  char *label;
  char *email;
  LkHostState state;
  gint64 expires_at;
  GPtrArray *hosts;
};

static guint changed_signal;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (LkTeamItem,
                         lk_team_item,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return LK_TYPE_HOST_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return LK_TEAM_ITEM (model)->hosts->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *hosts = LK_TEAM_ITEM (model)->hosts;

  return position < hosts->len ? g_object_ref (hosts->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
lk_team_item_finalize (GObject *object)
{
  LkTeamItem *self = LK_TEAM_ITEM (object);

  g_free (self->team);
  g_free (self->label);
  g_free (self->email);
  g_ptr_array_unref (self->hosts);
  G_OBJECT_CLASS (lk_team_item_parent_class)->finalize (object);
}

static void
lk_team_item_class_init (LkTeamItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_team_item_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_TEAM_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_team_item_init (LkTeamItem *self)
{
  self->hosts = g_ptr_array_new_with_free_func (g_object_unref);
  self->state = LK_HOST_NEEDED;
}

LkTeamItem *
lk_team_item_new (const char *team)
{
  LkTeamItem *self = g_object_new (LK_TYPE_TEAM_ITEM, NULL);

  self->team = g_strdup (team);
  self->label = g_strndup (team, strcspn (team, "."));
  return self;
}

const char *
lk_team_item_get_team (LkTeamItem *self)
{
  return self->team;
}

gboolean
lk_team_item_is_team (LkTeamItem *self)
{
  return strcmp (self->team, LK_TEAM_UNKNOWN) != 0 && strcmp (self->team, LK_TEAM_NONE) != 0;
}

const char *
lk_team_item_get_title (LkTeamItem *self)
{
  if (strcmp (self->team, LK_TEAM_UNKNOWN) == 0)
    return _ ("Not logged in to yet");
  if (strcmp (self->team, LK_TEAM_NONE) == 0)
    return _ ("Other hosts");
  return self->label;
}

void
lk_team_item_set_session (LkTeamItem *self, const char *email, LkHostState state, gint64 expires_at)
{
  if (g_strcmp0 (self->email, email) == 0 && self->state == state && self->expires_at == expires_at)
    return;
  g_free (self->email);
  self->email = g_strdup (email);
  self->state = state;
  self->expires_at = expires_at;
  g_signal_emit (self, changed_signal, 0);
}

LkHostState
lk_team_item_get_state (LkTeamItem *self)
{
  return self->state;
}

gint64
lk_team_item_get_expires_at (LkTeamItem *self)
{
  return self->expires_at;
}

const char *
lk_team_item_get_email (LkTeamItem *self)
{
  return self->email;
}

char *
lk_team_item_describe (LkTeamItem *self, gint64 now)
{
  g_autofree char *left = lk_time_left (self->expires_at, now);

  if (strcmp (self->team, LK_TEAM_UNKNOWN) == 0)
    return g_strdup (_ ("Connect to one of them to log in to its team"));
  if (strcmp (self->team, LK_TEAM_NONE) == 0)
    return g_strdup (_ ("Reached without Cloudflare Access"));
  if (self->state == LK_HOST_NEEDED || self->expires_at <= now)
    return g_strdup (_ ("Login needed"));
  if (self->email == NULL)
    return g_strdup_printf (_ ("Logged in, %s"), left);
  return g_strdup_printf (_ ("%s, %s"), self->email, left);
}

void
lk_list_splice (GListModel *model, GPtrArray *old, GPtrArray *new)
{
  guint before = old->len, start = 0, end = 0;
  guint shorter = MIN (old->len, new->len);

  while (start < shorter && old->pdata[start] == new->pdata[start])
    start++;
  while (end < shorter - start && old->pdata[old->len - 1 - end] == new->pdata[new->len - 1 - end])
    end++;
  if (start == before && new->len == before)
    return;
  g_ptr_array_set_size (old, 0);
  for (guint i = 0; i < new->len; i++)
    g_ptr_array_add (old, g_object_ref (new->pdata[i]));
  g_list_model_items_changed (model, start, before - start - end, new->len - start - end);
}

void
lk_team_item_set_hosts (LkTeamItem *self, GPtrArray *hosts)
{
  lk_list_splice (G_LIST_MODEL (self), self->hosts, hosts);
}

GPtrArray *
lk_team_item_get_hosts (LkTeamItem *self)
{
  return self->hosts;
}
