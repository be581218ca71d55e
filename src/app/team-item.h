/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "host-item.h"

G_BEGIN_DECLS

/**
 * LkTeamItem:
 *
 * A team and those of its hosts that are to be seen: a GListModel of LkHostItem. Two groups are no
 * teams: the hosts behind Access whose team nobody knows yet, and those that are not behind Access.
 * `changed` comes when its session is another.
 */
#define LK_TYPE_TEAM_ITEM (lk_team_item_get_type ())
G_DECLARE_FINAL_TYPE (LkTeamItem, lk_team_item, LK, TEAM_ITEM, GObject)

/* The names of the groups that are no teams; they sort behind every team. */
#define LK_TEAM_UNKNOWN "~1"
#define LK_TEAM_NONE "~2"

/** lk_team_item_new: @team: the team domain, or one of the names above */
LkTeamItem *lk_team_item_new (const char *team);

const char *lk_team_item_get_team (LkTeamItem *self);

/** lk_team_item_is_team: Returns: whether one can log in to it */
gboolean lk_team_item_is_team (LkTeamItem *self);

/** lk_team_item_get_title: Returns: (transfer none): what a person calls it */
const char *lk_team_item_get_title (LkTeamItem *self);

/** lk_team_item_set_session: @email: (nullable): as whom; @expires_at: 0 for no session */
void lk_team_item_set_session (LkTeamItem *self,
                               const char *email,
                               LkHostState state,
                               gint64 expires_at);

LkHostState lk_team_item_get_state (LkTeamItem *self);
gint64 lk_team_item_get_expires_at (LkTeamItem *self);
const char *lk_team_item_get_email (LkTeamItem *self);

/** lk_team_item_describe: Returns: (transfer full): its session at @now in calm words */
char *lk_team_item_describe (LkTeamItem *self, gint64 now);

/** lk_team_item_set_hosts: @hosts: (transfer none) (element-type LkHostItem): in order */
void lk_team_item_set_hosts (LkTeamItem *self, GPtrArray *hosts);

/** lk_team_item_get_hosts: Returns: (transfer none) (element-type LkHostItem) */
GPtrArray *lk_team_item_get_hosts (LkTeamItem *self);

/** lk_list_splice: makes @old, the content of @model, equal to @new, and tells only what really changed */
void lk_list_splice (GListModel *model, GPtrArray *old, GPtrArray *new);

G_END_DECLS
