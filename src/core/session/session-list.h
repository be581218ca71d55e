/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/expiry.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * LkSessionInfo:
 * @kind: a team's session or an application's token
 * @auth_domain: the team
 * @app_hostname: (nullable): the application's host, which may hold a wildcard; %NULL for a team
 * @hostname: (nullable): the host itself; for a wildcard one that was reached by it, if any was
 * @aud: (nullable): its audience tag; %NULL for a team
 * @email: (nullable): as whom
 * @issued_at: when it began
 * @expiring_at: when it is time to renew it
 * @expires_at: when it ends: new connections then need another; open ones go on
 * @state: what it is good for
 * @stage: how far it is
 *
 * One thing that the user is logged in to: a team, or a host by an application's token, which may serve
 * several. It holds no secret.
 */
typedef struct {
  LkTokenKind kind;
  char *auth_domain;
  char *app_hostname;
  char *hostname;
  char *aud;
  char *email;
  gint64 issued_at;
  gint64 expiring_at;
  gint64 expires_at;
  LkTokenState state;
  LkExpiryStage stage;
} LkSessionInfo;

void lk_session_info_free (LkSessionInfo *info);

/**
 * lk_session_info_describe:
 *
 * Returns: (transfer floating): @info as an a{sv} for other programs, with the members that the JSON of
 *   `latchkey status` and the property Sessions on the bus give it
 */
GVariant *lk_session_info_describe (const LkSessionInfo *info);

/** lk_session_list_async: reads what is stored, and in which stage it is now */
void lk_session_list_async (LkSession *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/**
 * lk_session_list_finish:
 *
 * Returns: (transfer full) (element-type LkSessionInfo): teams first, then applications, each by name;
 *   %NULL with %LK_ERROR_STORAGE
 */
GPtrArray *lk_session_list_finish (LkSession *self, GAsyncResult *result, GError **error);

/**
 * lk_session_list_next_change:
 *
 * Returns: seconds from @now until the stage of one of @infos changes by itself, -1 if none will
 */
gint64 lk_session_list_next_change (GPtrArray *infos, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSessionInfo, lk_session_info_free)

G_END_DECLS
