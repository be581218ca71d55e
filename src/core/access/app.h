/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkApp:
 * @hostname: the host that was asked for, canonical
 * @path: the path that was asked for, "/" for the whole host
 * @auth_domain: the team domain, canonical, under ".cloudflareaccess.com"
 * @aud: the application's audience tag
 * @app_hostname: the hostname as the application was configured; may hold a wildcard
 *
 * One Access application: an immutable, reference-counted value. A token is stored under
 * (@auth_domain, @aud, @app_hostname) (protocol.md section 2).
 */
typedef struct {
  const char *hostname;
  const char *path;
  const char *auth_domain;
  const char *aud;
  const char *app_hostname;
} LkApp;

/**
 * lk_app_new:
 * @app_hostname: (nullable): %NULL or "" stands for @hostname
 *
 * Makes the value from facts that were verified before: discovery does it, and whoever reads back what
 * discovery once said. All text is copied and checked: @aud is 1 to 128 letters, digits, '-' or '_'.
 *
 * Returns: (transfer full): the application; %NULL with %LK_ERROR_ACCESS and the reason as the message
 */
LkApp *lk_app_new (const char *hostname,
                   const char *path,
                   const char *auth_domain,
                   const char *aud,
                   const char *app_hostname,
                   GError **error);

LkApp *lk_app_ref (LkApp *app);
void lk_app_unref (LkApp *app);

/**
 * lk_auth_domain_is_valid:
 *
 * Returns: whether @domain is canonical and ends in ".cloudflareaccess.com" (protocol.md section 2); those of
 * FedRAMP have ".fed" before that
 */
gboolean lk_auth_domain_is_valid (const char *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkApp, lk_app_unref)

G_END_DECLS
