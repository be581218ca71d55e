/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "logins.h"
#include "recheck.h"
#include "sessions-model.h"

G_BEGIN_DECLS

/**
 * LkRenewer:
 *
 * Exchanges the teams' sessions for new application tokens before the old ones end, one at a time, without a
 * question and without a word: what fails is tried again later, and in the end by the next connection.
 */
#define LK_TYPE_RENEWER (lk_renewer_get_type ())
G_DECLARE_FINAL_TYPE (LkRenewer, lk_renewer, LK, RENEWER, GObject)

/** lk_renewer_new: @recheck: asked when a team no longer takes its session */
LkRenewer *lk_renewer_new (LkSessionsModel *sessions, LkLogins *logins, LkRecheck *recheck);

G_END_DECLS
