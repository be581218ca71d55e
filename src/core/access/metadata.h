/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/app.h"
#include "access/jwt.h"

G_BEGIN_DECLS

/** lk_metadata_auth_domain: Returns: (transfer full) (nullable): the team that must have signed it, if it may be one */
char *lk_metadata_auth_domain (const LkJwt *jwt);

/**
 * lk_metadata_read:
 * @jwt: a discovery proof whose signature was verified with the keys of its auth domain
 * @now: this machine's time
 * @served_at: the time that the server told with it, 0 if none
 *
 * Checks the claims (protocol.md section 2). With @served_at a wrong clock is told from a stale proof.
 *
 * Returns: (transfer full): the application; %NULL with %LK_ERROR_CLOCK and a sentence, or with
 *   %LK_ERROR_ACCESS and the reason as the message
 */
LkApp *lk_metadata_read (const LkJwt *jwt,
                         const char *host,
                         const char *path,
                         gint64 now,
                         gint64 served_at,
                         GError **error);

G_END_DECLS
