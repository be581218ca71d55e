/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>

#include "base/secret.h"

/* Real RSA keys, tokens signed with them, key sets and certificates. */

typedef struct {
  char *kid;
  EVP_PKEY *pkey;
} TestKey;

TestKey *test_key_new (const char *kid, guint bits);
void test_key_free (TestKey *key);

/* A token with an RS256 header and this payload. */
LkSecret *test_jwt (const TestKey *key, const char *payload);

/* The same with a header of choice, still signed with RS256. */
LkSecret *test_jwt_with_header (const TestKey *key, const char *header, const char *payload);

/* One member of a key set's "keys". */
char *test_jwk (const TestKey *key);

/* {"keys":[...]} of one or two keys. */
char *test_jwks (const TestKey *key, const TestKey *other);

/* PEM of a certificate for @names ("a.example,*.b.example") and its key, signed by @issuer, which is a PEM
 * of the same kind; NULL makes an authority of that name. @start and @end count seconds from now. */
char *test_certificate (const char *names, const char *issuer, long start, long end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestKey, test_key_free)
