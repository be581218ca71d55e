/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "access/client.h"

G_BEGIN_DECLS

/** Milliseconds that an operation may take whose peer has nothing to wait for (protocol.md sections 2, 3) */
#define LK_ACCESS_LIMIT 7000

/** lk_access_client_get_session: Returns: (transfer none): what carries messages to @host */
SoupSession *lk_access_client_get_session (LkAccessClient *self, const char *host);

/** lk_access_client_was_refused_by_proxy: Returns: whether the proxy on the way to @host refused our credentials */
gboolean lk_access_client_was_refused_by_proxy (LkAccessClient *self, const char *host);

/** lk_access_client_get_transfer_host: Returns: (transfer none): where browser logins are collected */
const char *lk_access_client_get_transfer_host (LkAccessClient *self);

/** lk_access_client_get_now: Returns: the time by the configured clock */
gint64 lk_access_client_get_now (LkAccessClient *self);

/** lk_access_client_get_jwks_cache: Returns: (transfer none) (nullable): where keys rest */
LkJwksCache *lk_access_client_get_jwks_cache (LkAccessClient *self);

/** lk_access_client_get_teams: Returns: (transfer none): auth domain to LkTeam, which is keys.c's */
GHashTable *lk_access_client_get_teams (LkAccessClient *self);

G_END_DECLS
