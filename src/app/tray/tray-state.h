/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkTrayEntry:
 * @label: (nullable): its words; %NULL for a line between others
 * @action: (nullable): the application's action that it calls; %NULL: it only says something
 * @target: (nullable): what the action is called with
 * @children: (nullable) (element-type LkTrayEntry): its own menu
 */
typedef struct {
  char *label;
  const char *action;
  char *target;
  GPtrArray *children;
} LkTrayEntry;

/**
 * LkTrayState:
 * @icon: the name of the icon
 * @title: what it means, one line: also the tooltip
 * @entries: (element-type LkTrayEntry): the menu
 *
 * What a status tray shows.
 */
typedef struct {
  const char *icon;
  char *title;
  GPtrArray *entries;
} LkTrayState;

/**
 * lk_tray_state_new:
 * @teams: (element-type LkTeamItem): with all their hosts
 * @logins: (element-type LkLogin): that are under way
 * @forwards: (element-type LkForward): that are saved
 * @now: the time
 *
 * Returns: (transfer full): what a tray shows of them
 */
LkTrayState *
lk_tray_state_new (GPtrArray *teams, GListModel *logins, GListModel *forwards, gint64 now);
void lk_tray_state_free (LkTrayState *state);

/** lk_tray_entries_equal: Returns: whether two menus read and do the same */
gboolean lk_tray_entries_equal (GPtrArray *one, GPtrArray *two);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrayState, lk_tray_state_free)

G_END_DECLS
