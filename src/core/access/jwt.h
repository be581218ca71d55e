/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "access/jwks.h"
#include "base/secret.h"

G_BEGIN_DECLS

/**
 * LkJwt:
 *
 * A signed JSON Web Token (RFC 7515 compact form, RFC 7519), taken apart but not believed. Immutable.
 */
typedef struct _LkJwt LkJwt;

/** The most bytes of a token that make sense */
#define LK_JWT_MAX (16 * 1024)

/**
 * lk_jwt_parse:
 *
 * Strict: three parts of base64url without padding, two of them JSON objects, "alg" exactly RS256, a
 * "kid", no "crit".
 *
 * Returns: (transfer full): the token; %NULL with %LK_ERROR_ACCESS and the reason as the message
 */
LkJwt *lk_jwt_parse (LkSecret *text, GError **error);

void lk_jwt_free (LkJwt *self);

/** lk_jwt_get_claims: Returns: (transfer none): the payload; not to be believed before lk_jwt_verify() */
JsonObject *lk_jwt_get_claims (const LkJwt *self);

/** lk_jwt_verify: Returns: whether the key of the set that it names signed it */
gboolean lk_jwt_verify (const LkJwt *self, const LkJwks *keys);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkJwt, lk_jwt_free)

G_END_DECLS
