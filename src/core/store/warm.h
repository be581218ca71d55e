/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"

G_BEGIN_DECLS

/**
 * LkWarm:
 * @auth_domain: (nullable): the team that @token is of
 * @aud: (nullable): its application
 * @app_hostname: (nullable): likewise
 * @proxy: (nullable): the URL of the proxy that leads to the host, "" for none, %NULL when nobody knows
 * @expires_at: when it ends
 * @token: (nullable): the app token; %NULL for a host that is known to need none
 *
 * What a connection to a host needs, without asking anybody: the fast path's whole knowledge.
 */
typedef struct {
  char *auth_domain;
  char *aud;
  char *app_hostname;
  char *proxy;
  gint64 expires_at;
  LkSecret *token;
} LkWarm;

/** lk_warm_lookup: Returns: (transfer full) (nullable): what is known of @host at @now, %NULL when nothing is */
LkWarm *lk_warm_lookup (const char *host, gint64 now);

/** lk_warm_save: keeps it until it expires. Returns: %FALSE with %LK_ERROR_STORAGE */
gboolean lk_warm_save (const char *host, const LkWarm *warm, gint64 now, GError **error);

/** lk_warm_forget: forgets the host and the token that it leads to */
void lk_warm_forget (const char *host);

/** lk_warm_forget_routes: forgets all hosts of a team, or of every one for %NULL, but no token */
void lk_warm_forget_routes (const char *auth_domain);

/** lk_warm_free: frees a result of lk_warm_lookup() */
void lk_warm_free (LkWarm *warm);

/** lk_warm_token_name: Returns: (transfer full): the name of an app token's entry in the kernel keyring */
char *lk_warm_token_name (const char *auth_domain, const char *aud, const char *app_hostname);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkWarm, lk_warm_free)

G_END_DECLS
