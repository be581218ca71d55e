/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/secret.h"

G_BEGIN_DECLS

#define LK_KEY_TYPE "ecdsa-sha2-nistp256"
#define LK_KEY_CURVE "nistp256"

/** LK_KEY_SCALAR_SIZE: bytes of the private number */
#define LK_KEY_SCALAR_SIZE 32

/**
 * LkKeyPair:
 *
 * An ECDSA key pair on P-256, the one type that is known to be signed (protocol.md section 5). Immutable;
 * its memory is wiped when it is freed.
 */
typedef struct _LkKeyPair LkKeyPair;

/** lk_key_pair_new: Returns: (transfer full): a fresh pair; %NULL with %LK_ERROR_CONFIG when there is no randomness */
LkKeyPair *lk_key_pair_new (GError **error);

/** lk_key_pair_from_pem: Returns: (transfer full) (nullable): what lk_key_pair_pem() gave, %NULL for anything else */
LkKeyPair *lk_key_pair_from_pem (const void *pem, gsize length);

void lk_key_pair_free (LkKeyPair *pair);

/** lk_key_pair_pem: Returns: (transfer full): the private key as OpenSSH reads it from a file: PKCS #8 in PEM */
LkSecret *lk_key_pair_pem (const LkKeyPair *pair);

/** lk_key_pair_get_blob: Returns: (transfer none): the public key in SSH's wire format (RFC 5656 section 3.1) */
GBytes *lk_key_pair_get_blob (const LkKeyPair *pair);

/** lk_key_pair_line: Returns: (transfer full): the public key as in authorized_keys, without a comment and a line feed */
char *lk_key_pair_line (const LkKeyPair *pair);

/** lk_key_pair_get_scalar: @scalar: (out caller-allocates): the private number, the highest byte first; to be wiped */
void lk_key_pair_get_scalar (const LkKeyPair *pair, guint8 scalar[LK_KEY_SCALAR_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkKeyPair, lk_key_pair_free)

G_END_DECLS
