/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkJwks:
 *
 * A team's public keys (RFC 7517, protocol.md section 1): immutable, reference-counted.
 */
typedef struct _LkJwks LkJwks;

/** The most bytes of a key set that make sense */
#define LK_JWKS_MAX (1024 * 1024)

/**
 * lk_jwks_parse:
 *
 * Keeps the keys that can sign RS256: RSA of 2048 to 8192 bits with a kid and a sane exponent, not
 * declared for anything else. Others are skipped.
 *
 * Returns: (transfer full): the set; %NULL with %LK_ERROR_ACCESS when it holds no usable key
 */
LkJwks *lk_jwks_parse (GBytes *bytes, GError **error);

LkJwks *lk_jwks_ref (LkJwks *self);
void lk_jwks_unref (LkJwks *self);

/** lk_jwks_verify: Returns: whether the key @kid made @signature over @data with RS256 (RFC 7518 section 3.3) */
gboolean lk_jwks_verify (const LkJwks *self,
                         const char *kid,
                         const void *data,
                         gsize length,
                         const guint8 *signature,
                         gsize signature_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkJwks, lk_jwks_unref)

G_END_DECLS
