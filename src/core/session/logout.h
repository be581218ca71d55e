/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_session_logout_async:
 * @team: (nullable): the team domain; %NULL for every team
 *
 * Ends the sessions of @team at the edge and forgets its tokens and certificates. They are forgotten even if the edge
 * cannot be reached. Access knows no logout from one application (protocol.md section 1).
 */
void lk_session_logout_async (LkSession *self,
                              const char *team,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * lk_session_logout_finish:
 * @teams: (out): how many teams there was a session of
 *
 * Returns: %FALSE with the error of a team whose session could not be ended at the edge; its tokens are
 *   forgotten all the same
 */
gboolean
lk_session_logout_finish (LkSession *self, GAsyncResult *result, guint *teams, GError **error);

G_END_DECLS
