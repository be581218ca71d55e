/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkLogin:
 *
 * A login to one team that is under way, for one host or for several. It is in LkLogins for as long as
 * somebody waits for it.
 */
#define LK_TYPE_LOGIN (lk_login_get_type ())
G_DECLARE_FINAL_TYPE (LkLogin, lk_login, LK, LOGIN, GObject)

LkLogin *lk_login_new (const char *team);

/** lk_login_get_team: Returns: (transfer none): the team domain */
const char *lk_login_get_team (LkLogin *self);

/** lk_login_get_url: Returns: (transfer none): where to log in; works in any browser on any machine */
const char *lk_login_get_url (LkLogin *self);

/** lk_login_get_shared: Returns: whether another process began it, and this one only waits for its end */
gboolean lk_login_get_shared (LkLogin *self);

/** lk_login_get_note: Returns: (transfer none) (nullable): the last thing worth knowing about it */
const char *lk_login_get_note (LkLogin *self);

/** lk_login_get_host: Returns: (transfer none): the host that it was begun for */
const char *lk_login_get_host (LkLogin *self);

/** lk_login_get_caller: Returns: (transfer none) (nullable): who began it ("git fetch in ~/src/x"); %NULL: the user, in this application */
const char *lk_login_get_caller (LkLogin *self);

/** lk_login_get_n_waiting: Returns: how many wait for it */
guint lk_login_get_n_waiting (LkLogin *self);

/** lk_login_explain: Returns: (transfer full): why this login is asked for, one sentence */
char *lk_login_explain (LkLogin *self);

/* For LkLogins. Each tells by notify::url, ::note and ::n-waiting. */
void lk_login_set_url (LkLogin *self, const char *url, gboolean shared);
void lk_login_set_note (LkLogin *self, const char *note);
void lk_login_add (LkLogin *self, const char *host, const char *caller);
void lk_login_remove (LkLogin *self, const char *host, const char *caller);

G_END_DECLS
