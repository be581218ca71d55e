/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * lk_session_keep_route:
 * @grant: for the whole host
 * @proxy: (nullable): what lk_proxy_lookup_async() found, %NULL when nobody knows
 *
 * Keeps in the kernel what the next connection to the host needs, so that it asks nobody: the fast path.
 * Best effort. What serves one connection only, and service tokens, are not kept there.
 */
void lk_session_keep_route (LkSession *self, const LkGrant *grant, const char *proxy);

/**
 * lk_session_find_route_async:
 * @grant: (transfer full): for the whole host
 *
 * The same, after the desktop has said which proxy leads there. It never fails.
 */
void lk_session_find_route_async (LkSession *self,
                                  LkGrant *grant,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

G_END_DECLS
