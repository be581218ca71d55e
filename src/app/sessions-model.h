/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session-item.h"

G_BEGIN_DECLS

/**
 * LkSessionsModel:
 *
 * What the user is logged in to: a GListModel of LkSessionItem, teams first. It follows what any process
 * stores or forgets, stages that change by themselves, clocks that are set and machines that wake up. The
 * signal `changed` comes after each reading that found something else than the one before.
 */
#define LK_TYPE_SESSIONS_MODEL (lk_sessions_model_get_type ())
G_DECLARE_FINAL_TYPE (LkSessionsModel, lk_sessions_model, LK, SESSIONS_MODEL, GObject)

LkSessionsModel *lk_sessions_model_new (LkSession *session);

LkSession *lk_sessions_model_get_session (LkSessionsModel *self);

/** lk_sessions_model_get_loaded: Returns: whether there has been a first reading, good or bad */
gboolean lk_sessions_model_get_loaded (LkSessionsModel *self);

/** lk_sessions_model_get_error: Returns: (transfer none) (nullable): why the last reading failed */
const GError *lk_sessions_model_get_error (LkSessionsModel *self);

/** lk_sessions_model_refresh: reads anew */
void lk_sessions_model_refresh (LkSessionsModel *self);

/** lk_sessions_model_find_team: Returns: (transfer none) (nullable): the session of @team */
const LkSessionInfo *lk_sessions_model_find_team (LkSessionsModel *self, const char *team);

/**
 * lk_sessions_model_find_app:
 *
 * Returns: (transfer none) (nullable): the application token that is good for @host; a wildcard in an
 *   application's host name stands for one label
 */
const LkSessionInfo *lk_sessions_model_find_app (LkSessionsModel *self, const char *host);

G_END_DECLS
