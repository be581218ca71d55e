/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/transfer.h"
#include "session/login-lock.h"
#include "session/session.h"

G_BEGIN_DECLS

/*
 * One obtain operation, the task data of its GTask. It goes
 *
 *   service token -> discovery -> stored app token -> org token, exchange -> login -> saved
 *
 * each step calling the next. obtain.c has all but the login, which is obtain-login.c.
 */
typedef struct {
  LkSession *session;
  char *host;
  char *path;
  LkObtainFlags flags;
  LkSecret *refused;
  LkPrompt *prompt;
  gboolean lookup_noted;
  gboolean where_noted;

  LkApp *app;
  LkToken *app_token; /* obtained, to be saved and returned */
  LkToken *org_token; /* likewise, or the one to exchange */
  LkSecret *dead_org; /* an org token that the edge did not take: the session is gone */

  LkLoginLock *lock;
  gboolean lock_held;
  gboolean watching;
  enum { LK_DELEGATE_NOT_YET, LK_DELEGATE_NOW, LK_DELEGATE_DONE } delegate;
  LkTransfer *transfer;
  char *shown_url;
  GSource *retry;
  gboolean waiting;
} LkObtain;

/* Looks for a stored token, then for a silent way to one, then for a login. */
void lk_obtain_look (GTask *task);

/* Has somebody log in, or waits for the login of another process and then looks again, or logs in. */
void lk_obtain_login (GTask *task);

/* Keeps what was obtained and ends the operation. */
void lk_obtain_save (GTask *task);

/* Ends what obtain-login.c began: the lock, the transfer, the wait. Part of every end. */
void lk_obtain_login_clear (LkObtain *o);

/* Ends the operation with @error. */
void lk_obtain_fail (GTask *task, GError *error);

/* Ends the operation if it was cancelled. Returns: whether it was. */
gboolean lk_obtain_end_if_cancelled (GTask *task);

G_END_DECLS
