/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/client-private.h"
#include "access/jwt.h"

G_BEGIN_DECLS

/** LkTeam: what a client knows of one team's keys */
typedef struct _LkTeam LkTeam;
void lk_team_free (LkTeam *team);

/**
 * lk_keys_verify_async:
 * @auth_domain: a valid auth domain
 * @jwt: stays alive until the end
 *
 * Verifies a signature with the team's keys: those in memory, in the cache for a day, or fetched anew
 * over https from the team itself, also when none of the known ones fits, at most once a minute
 * (protocol.md section 1).
 */
void lk_keys_verify_async (LkAccessClient *client,
                           const char *auth_domain,
                           const LkJwt *jwt,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/** lk_keys_verify_finish: @verified: (out): the answer. Returns: %FALSE with an error when it could not be found out */
gboolean lk_keys_verify_finish (LkAccessClient *client,
                                GAsyncResult *result,
                                gboolean *verified,
                                GError **error);

G_END_DECLS
