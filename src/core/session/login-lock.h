/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/file-watch.h"

G_BEGIN_DECLS

/**
 * LkLoginLock:
 *
 * One login at a time per team, across processes. The lock is an open file description lock on
 * `login-<team>.lock` in the runtime folder: the kernel drops it when its holder ends, however it ends,
 * so a killed login is in nobody's way. It is held only while logging in. Its holder publishes the login
 * URL in the file; the others show the same URL and watch the file: it changes when the URL is there and
 * when the holder is done or dead.
 */
typedef struct _LkLoginLock LkLoginLock;

/**
 * lk_login_lock_open:
 * @dir: the runtime folder
 * @team: the team domain, a valid host name
 *
 * Opens the file; takes no lock yet.
 *
 * Returns: (transfer full): %NULL with %LK_ERROR_CONFIG
 */
LkLoginLock *lk_login_lock_open (const char *dir, const char *team, GError **error);

/** lk_login_lock_free: releases the lock if it is held, and tells those who watch */
void lk_login_lock_free (LkLoginLock *lock);

/** lk_login_lock_try: Returns: %TRUE when the lock is ours now; never waits */
gboolean lk_login_lock_try (LkLoginLock *lock);

/** lk_login_lock_publish: the holder tells the others where to log in. Returns: %FALSE when it cannot */
gboolean lk_login_lock_publish (LkLoginLock *lock, const char *url);

/** lk_login_lock_url: Returns: (transfer full) (nullable): the URL that another holder has published, if there is one */
char *lk_login_lock_url (LkLoginLock *lock);

/**
 * lk_login_lock_watch:
 * @changed: called in the thread-default main context each time the holder published, finished or died
 *
 * Watches until the lock is freed. To lose no change, watch first and look afterwards.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG
 */
gboolean
lk_login_lock_watch (LkLoginLock *lock, LkFileWatchFunc changed, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLoginLock, lk_login_lock_free)

G_END_DECLS
