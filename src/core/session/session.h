/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "access/client.h"
#include "base/clock.h"
#include "session/prompt.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * LkSession:
 *
 * "A usable token for this host": from the store, else by silent exchange, else by a login in the
 * browser, one at a time per team across processes. The same object serves the helper and the
 * application. It belongs to the thread-default main context that it was made in.
 */
#define LK_TYPE_SESSION (lk_session_get_type ())
G_DECLARE_FINAL_TYPE (LkSession, lk_session, LK, SESSION, GObject)

/**
 * lk_session_new:
 * @runtime_dir: where the login locks are
 * @state_dir: where known_teams is
 *
 * Returns: (transfer full): a session on @client and @store
 */
LkSession *lk_session_new (LkAccessClient *client,
                           LkStore *store,
                           LkClock clock,
                           const char *runtime_dir,
                           const char *state_dir);

LkAccessClient *lk_session_get_client (LkSession *self);
LkStore *lk_session_get_store (LkSession *self);
gint64 lk_session_now (LkSession *self);
const char *lk_session_get_runtime_dir (LkSession *self);
const char *lk_session_get_state_dir (LkSession *self);

/**
 * LkGrant:
 * @host: the host
 * @app: (nullable): its application; %NULL where a service token is used or nothing is needed
 * @token: (nullable): the app token
 * @client_id: (nullable): a service token's ID
 * @client_secret: (nullable): its secret
 * @fresh: @token was obtained just now, from the edge
 *
 * What lets a connection to @host in. Without any of the three the host needs nothing.
 */
typedef struct {
  char *host;
  LkApp *app;
  LkToken *token;
  char *client_id;
  LkSecret *client_secret;
  gboolean fresh;
} LkGrant;

void lk_grant_free (LkGrant *grant);

/**
 * LkObtainFlags:
 * @LK_OBTAIN_INTERACTIVE: a person may be asked to log in
 * @LK_OBTAIN_ACCEPT_TEAM: the user agrees that the host belongs to another team now
 * @LK_OBTAIN_AUTO_CLOSE: let the browser's tab close itself
 * @LK_OBTAIN_RENEW: log in even if there is a token; a login that is already under way will do
 * @LK_OBTAIN_REFRESH: exchange the team's session for a new token even if there is one
 */
typedef enum {
  LK_OBTAIN_NONE = 0,
  LK_OBTAIN_INTERACTIVE = 1 << 0,
  LK_OBTAIN_ACCEPT_TEAM = 1 << 1,
  LK_OBTAIN_AUTO_CLOSE = 1 << 2,
  LK_OBTAIN_RENEW = 1 << 3,
  LK_OBTAIN_REFRESH = 1 << 4,
} LkObtainFlags;

/**
 * lk_session_obtain_async:
 * @host: canonical (lk_host_parse())
 * @path: "/" for the whole host, as for every connection; an application may protect a path only
 * @flags: what is allowed
 * @refused: (nullable): a token that the edge just refused; it is dropped and not returned again
 * @prompt: how to ask; its operations are called from the main context
 *
 * Obtains what is needed to reach @host, in the order of protocol.md section 3. What is obtained is kept
 * in the store; a keyring that fails is told to @prompt and ends nothing.
 */
void lk_session_obtain_async (LkSession *self,
                              const char *host,
                              const char *path,
                              LkObtainFlags flags,
                              LkSecret *refused,
                              LkPrompt *prompt,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * lk_session_obtain_finish:
 *
 * Returns: (transfer full): %NULL with %G_IO_ERROR_CANCELLED, %LK_ERROR_LOGIN when a login is needed and
 *   not possible or not approved, or an error of any other layer
 */
LkGrant *lk_session_obtain_finish (LkSession *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkGrant, lk_grant_free)

G_END_DECLS
