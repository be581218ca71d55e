/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "team-item.h"

G_BEGIN_DECLS

/** LkTeamGroup: a team with its session and its hosts */
#define LK_TYPE_TEAM_GROUP (lk_team_group_get_type ())
G_DECLARE_FINAL_TYPE (LkTeamGroup, lk_team_group, LK, TEAM_GROUP, GtkBox)

GtkWidget *lk_team_group_new (LkTeamItem *item);

/** lk_team_group_update: words the times that are left anew */
void lk_team_group_update (LkTeamGroup *self);

G_END_DECLS
