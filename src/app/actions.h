/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hosts-model.h"
#include "logins.h"

G_BEGIN_DECLS

/**
 * LkActions:
 *
 * What a person can do, as actions of the application, so that the window, the tray, notifications and
 * the keyboard all do the same thing: connect(host), login(host), open-browser(team), cancel-login(team),
 * renew(team), logout(team), logout-all.
 * `failed` comes with a sentence when one of them did not work, `done` with one when there is something
 * to say.
 */
#define LK_TYPE_ACTIONS (lk_actions_get_type ())
G_DECLARE_FINAL_TYPE (LkActions, lk_actions, LK, ACTIONS, GObject)

/** lk_actions_new: adds the actions to @map */
LkActions *
lk_actions_new (GActionMap *map, LkHostsModel *hosts, LkLogins *logins, GSettings *settings);

/** lk_actions_login: @host: canonical (lk_host_parse()); it need not be in the list */
void lk_actions_login (LkActions *self, const char *host);

G_END_DECLS
