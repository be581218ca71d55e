/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "serve.h"

G_BEGIN_DECLS

/**
 * lk_app_login_async:
 * @serve: the request; what it says of its caller goes with it
 * @host: the host that a login is needed for
 *
 * Asks the application, if it runs, to see to a login. It is never started for that, has 3 seconds to show
 * that it is alive, and 20 to publish where to log in, or to answer.
 */
void lk_app_login_async (LkServe *serve,
                         const char *host,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

/** lk_app_login_finish: as lk_prompt_delegate_finish() */
gboolean lk_app_login_finish (GAsyncResult *result, GError **error);

G_END_DECLS
