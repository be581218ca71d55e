/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "login.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * LkLogins:
 *
 * The logins under way, one per team however many wait for it: a GListModel of LkLogin. The signal
 * `changed` comes whenever one begins, ends, or says something new.
 */
#define LK_TYPE_LOGINS (lk_logins_get_type ())
G_DECLARE_FINAL_TYPE (LkLogins, lk_logins, LK, LOGINS, GObject)

LkLogins *lk_logins_new (LkSession *session);

LkSession *lk_logins_get_session (LkLogins *self);

/**
 * lk_logins_request_async:
 * @host: a name, as a configuration may have it
 * @caller: (nullable): who asks, as a person would say it ("git fetch in ~/src/x"); %NULL: the user, here
 *
 * Sees to it that there is a token for @host. If that takes a login, it is shown until it is approved in
 * a browser or given up. A browser opens by itself for the user only; what others ask for never takes
 * the focus. If @cancellable is cancelled while others wait for the login that this request began, it
 * goes on for them, and the request ends with it.
 */
void lk_logins_request_async (LkLogins *self,
                              const char *host,
                              const char *caller,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/**
 * lk_logins_request_finish:
 *
 * Of all four.
 *
 * Returns: %FALSE with %LK_ERROR_USAGE when Access can have no such host, %G_IO_ERROR_CANCELLED when
 *   @cancellable was, %LK_ERROR_LOGIN when the user gave it up here, or an error of
 *   lk_session_obtain_finish()
 */
gboolean lk_logins_request_finish (LkLogins *self, GAsyncResult *result, GError **error);

/** lk_logins_renew_async: the same, but logs in even if there is a token for @host */
void lk_logins_renew_async (LkLogins *self,
                            const char *host,
                            const char *caller,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/** lk_logins_warm_async: the same, but asks nobody: %LK_ERROR_LOGIN where that would be needed */
void lk_logins_warm_async (LkLogins *self,
                           const char *host,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

/** lk_logins_refresh_async: the same, for a newer token than the one that there is */
void lk_logins_refresh_async (LkLogins *self,
                              const char *host,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/** lk_logins_find: Returns: (transfer none) (nullable): the login to @team that is under way */
LkLogin *lk_logins_find (LkLogins *self, const char *team);

/** lk_logins_cancel: the user gives @login up; all who wait for it are told */
void lk_logins_cancel (LkLogins *self, LkLogin *login);

/** lk_logins_open_browser: opens the login page of @login. Returns: %FALSE when no browser could be started */
gboolean lk_logins_open_browser (LkLogins *self, LkLogin *login);

G_END_DECLS
