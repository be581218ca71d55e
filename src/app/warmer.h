/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hosts-model.h"
#include "logins.h"

G_BEGIN_DECLS

/**
 * LkWarmer:
 *
 * After a login to a team, gets a token for each other host of the team, and for those whose team nobody
 * knows yet, without asking anybody: the first connection of the day then is as fast as any, and what the
 * policy refuses is known before it matters. The signal `refused` comes at the end with a sentence that names
 * those hosts, if there are any.
 */
#define LK_TYPE_WARMER (lk_warmer_get_type ())
G_DECLARE_FINAL_TYPE (LkWarmer, lk_warmer, LK, WARMER, GObject)

LkWarmer *lk_warmer_new (LkSessionsModel *sessions, LkHostsModel *hosts, LkLogins *logins);

G_END_DECLS
