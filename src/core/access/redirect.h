/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/http.h"

G_BEGIN_DECLS

/**
 * lk_redirect_target:
 *
 * Returns: (transfer full) (nullable): where a 3xx reply leads (RFC 9110 section 10.2.2, relative ones too), if
 *   that is an https URL on the usual port without a user, spelled canonically
 */
GUri *lk_redirect_target (const LkHttpReply *reply);

/** lk_redirect_is_login: Returns: whether the reply sends to some Access team's login page */
gboolean lk_redirect_is_login (const LkHttpReply *reply);

/** lk_redirect_is_login_uri: Returns: whether @uri is a login path, on whatever host */
gboolean lk_redirect_is_login_uri (GUri *uri);

/**
 * lk_http_reply_cookie:
 *
 * Returns: (transfer full) (nullable): the value of the first non-empty cookie of that name that the reply
 *   sets, if it is one by RFC 6265 section 4.1.1 and no longer than a token may be
 */
LkSecret *lk_http_reply_cookie (const LkHttpReply *reply, const char *name);

G_END_DECLS
