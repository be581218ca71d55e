/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "config-model.h"
#include "sessions-model.h"
#include "team-item.h"

G_BEGIN_DECLS

/**
 * LkHostsModel:
 *
 * The hosts of the configuration and those that were reached without it, by team, each with what the
 * sessions say of it: a GListModel of LkTeamItem. Objects stay the
 * same for as long as what they stand for is there. `changed` comes after each reading and search.
 */
#define LK_TYPE_HOSTS_MODEL (lk_hosts_model_get_type ())
G_DECLARE_FINAL_TYPE (LkHostsModel, lk_hosts_model, LK, HOSTS_MODEL, GObject)

LkHostsModel *lk_hosts_model_new (LkSessionsModel *sessions, LkConfigModel *config);

/** lk_hosts_model_set_search: shows only the hosts whose name, host name or team holds each word of @text */
void lk_hosts_model_set_search (LkHostsModel *self, const char *text);

/** lk_hosts_model_show_more: somebody comes near the end of what is shown, of which there may be more */
void lk_hosts_model_show_more (LkHostsModel *self);

/** lk_hosts_model_get_loaded: Returns: whether everything has been read once */
gboolean lk_hosts_model_get_loaded (LkHostsModel *self);

/** lk_hosts_model_get_n_cloudflared: Returns: how many hosts of the user's configuration are reached by cloudflared */
guint lk_hosts_model_get_n_cloudflared (LkHostsModel *self);

/** lk_hosts_model_get_config_error: Returns: (transfer none) (nullable): why the configuration cannot be read */
const GError *lk_hosts_model_get_config_error (LkHostsModel *self);

/** lk_hosts_model_get_n_hosts: Returns: how many hosts there are, hidden ones counted */
guint lk_hosts_model_get_n_hosts (LkHostsModel *self);

/** lk_hosts_model_get_n_access: Returns: how many of them are behind Access */
guint lk_hosts_model_get_n_access (LkHostsModel *self);

/** lk_hosts_model_get_n_left_out: Returns: how many match the search and are not shown, for there are too many */
guint lk_hosts_model_get_n_left_out (LkHostsModel *self);

/** lk_hosts_model_list_teams: Returns: (transfer container) (element-type LkTeamItem): all of them as they are now, whatever is searched for */
GPtrArray *lk_hosts_model_list_teams (LkHostsModel *self);

/** lk_hosts_model_find: Returns: (transfer none) (nullable): the host of that name */
LkHostItem *lk_hosts_model_find (LkHostsModel *self, const char *name);

/** lk_hosts_model_find_by_hostname: Returns: (transfer none) (nullable): a host that leads to @hostname */
LkHostItem *lk_hosts_model_find_by_hostname (LkHostsModel *self, const char *hostname);

/** lk_hosts_model_find_in_team: Returns: (transfer none) (nullable): any host of @team */
LkHostItem *lk_hosts_model_find_in_team (LkHostsModel *self, const char *team);

G_END_DECLS
