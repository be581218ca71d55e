/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "access/app.h"
#include "access/jwks-cache.h"
#include "access/token.h"
#include "base/clock.h"

G_BEGIN_DECLS

/**
 * LkAccessConfig:
 * @clock: the time
 * @jwks_cache: (nullable): where keys rest; %NULL: in memory only
 * @proxy_resolver: (nullable): which proxy for which URL; %NULL: none. Not asked with @connect_to
 * @connect_to: (nullable): "HOST:PORT" to connect to whatever the name (LATCHKEY_CONNECT_TO)
 * @trust_file: (nullable): PEM file of more trusted authorities (SSL_CERT_FILE)
 * @user_agent: what to call ourselves
 * @fedramp: whether logins go through the FedRAMP transfer service
 */
typedef struct {
  LkClock clock;
  LkJwksCache *jwks_cache;
  GProxyResolver *proxy_resolver;
  const char *connect_to;
  const char *trust_file;
  const char *user_agent;
  gboolean fedramp;
} LkAccessConfig;

/**
 * LkAccessClient:
 *
 * Speaks to the edge. Everything on it belongs to the thread, and runs in the thread-default main
 * context, that it was made in. Every request is bounded in time and every reply in size; every operation
 * fails with %G_IO_ERROR_CANCELLED, or with %LK_ERROR and a sentence that names the host.
 */
#define LK_TYPE_ACCESS_CLIENT (lk_access_client_get_type ())
G_DECLARE_FINAL_TYPE (LkAccessClient, lk_access_client, LK, ACCESS_CLIENT, GObject)

/** lk_access_client_new: Returns: (transfer full): a client; %NULL with %LK_ERROR_USAGE for a bad @connect_to */
LkAccessClient *lk_access_client_new (const LkAccessConfig *config, GError **error);

/**
 * LkDiscovery: what answers behind a host name
 */
typedef enum {
  LK_DISCOVERY_APP,            /* an Access application: get a token for it */
  LK_DISCOVERY_NO_APPLICATION, /* Cloudflare, but no application or a Bypass policy: connect without a token */
  LK_DISCOVERY_NOT_CLOUDFLARE, /* something else answers */
  LK_DISCOVERY_NO_LOGIN, /* an Access application that turns everybody away without offering a login */
  LK_DISCOVERY_STRIPPED, /* asks for a login, but the signed proof is missing: a middlebox removes it */
} LkDiscovery;

/**
 * lk_access_discover_async:
 * @host: canonical (lk_host_parse())
 * @path: "/" for the whole host
 *
 * Asks which application protects @host and verifies the answer (protocol.md section 2).
 */
void lk_access_discover_async (LkAccessClient *self,
                               const char *host,
                               const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * lk_access_discover_finish:
 * @discovery: (out): what answered
 * @app: (out) (transfer full) (nullable): the application, %NULL unless @discovery is %LK_DISCOVERY_APP
 *
 * Returns: %FALSE with an error when it could not be found out, or when the answer was forged
 */
gboolean lk_access_discover_finish (LkAccessClient *self,
                                    GAsyncResult *result,
                                    LkDiscovery *discovery,
                                    LkApp **app,
                                    GError **error);

/**
 * lk_discovery_set_error:
 *
 * Says of a @discovery other than %LK_DISCOVERY_APP what it means and what to do: for where a login is
 * wanted and there is nothing to log in to.
 */
void lk_discovery_set_error (GError **error, LkDiscovery discovery, const char *host);

/**
 * lk_access_exchange_async:
 * @app: what to get a token for
 * @org_token: the team's session
 *
 * Gets an app token without the user (protocol.md section 3.2). @org_token is sent to the team's domain only.
 */
void lk_access_exchange_async (LkAccessClient *self,
                               LkApp *app,
                               LkToken *org_token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * lk_access_exchange_finish:
 *
 * Returns: (transfer full): a verified app token; %NULL with %LK_ERROR_LOGIN when the team's session is
 *   gone, %LK_ERROR_POLICY when the policy denies this identity
 */
LkToken *lk_access_exchange_finish (LkAccessClient *self, GAsyncResult *result, GError **error);

/**
 * lk_access_check_async:
 *
 * Asks the edge whether it still takes this app token. A login never depends on it.
 */
void lk_access_check_async (LkAccessClient *self,
                            LkApp *app,
                            LkToken *token,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** lk_access_check_finish: @accepted: (out): the answer. Returns: %FALSE with an error when there was none */
gboolean lk_access_check_finish (LkAccessClient *self,
                                 GAsyncResult *result,
                                 gboolean *accepted,
                                 GError **error);

/**
 * lk_access_identity_async:
 *
 * Asks the team who the holder of an app or org token is (protocol.md section 1).
 */
void lk_access_identity_async (LkAccessClient *self,
                               LkToken *token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/** lk_access_identity_finish: Returns: (transfer full): an e-mail; %NULL with %LK_ERROR_LOGIN when the session is gone */
char *lk_access_identity_finish (LkAccessClient *self, GAsyncResult *result, GError **error);

/**
 * lk_access_logout_async:
 *
 * Ends all sessions of the holder of @token, an app or org token, at the team. Takes up to 30 s there.
 */
void lk_access_logout_async (LkAccessClient *self,
                             LkToken *token,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

gboolean lk_access_logout_finish (LkAccessClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
