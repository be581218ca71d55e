/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/kept-certificate.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_session_certify_async:
 * @host: canonical (lk_host_parse())
 * @agent: (nullable): the socket of the user's ssh-agent; %NULL: use files
 * @flags: as for lk_session_obtain_async()
 * @prompt: likewise
 *
 * "A certificate for this host": the one that is kept, else a new one with a key of its own, signed for the
 * user's session, which a login may have to begin. Asked for by many at once it is signed once.
 */
void lk_session_certify_async (LkSession *self,
                               const char *host,
                               const char *agent,
                               LkObtainFlags flags,
                               LkPrompt *prompt,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * lk_session_certify_finish:
 *
 * Returns: (transfer full): a usable certificate; %NULL with an error of any layer
 */
LkKept *lk_session_certify_finish (LkSession *self, GAsyncResult *result, GError **error);

G_END_DECLS
