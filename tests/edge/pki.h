/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <openssl/evp.h>

G_BEGIN_DECLS

/** EdgeIdentity: what the edge may show in a TLS handshake */
typedef enum {
  EDGE_IDENTITY_GOOD,
  EDGE_IDENTITY_WRONG_NAME,
  EDGE_IDENTITY_EXPIRED,
  EDGE_IDENTITY_UNKNOWN_CA,
  EDGE_IDENTITY_LAST,
} EdgeIdentity;

/** EdgePki: a CA in memory and one server certificate for each EdgeIdentity */
typedef struct _EdgePki EdgePki;

/** edge_pki_new: @names: (array zero-terminated=1): the DNS names of the good certificate */
EdgePki *edge_pki_new (const char *const *names);

/** edge_pki_ca_pem: Returns: (transfer none): the CA's certificate */
const char *edge_pki_ca_pem (const EdgePki *pki);

/** edge_pki_identity: Returns: (transfer none): certificate and key for a GTlsServerConnection */
GTlsCertificate *edge_pki_identity (const EdgePki *pki, EdgeIdentity identity);

/** edge_pki_self_signed_pem: Returns: (transfer full): a certificate about @key alone, as JWKS documents carry it */
char *edge_pki_self_signed_pem (EVP_PKEY *key, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)

G_END_DECLS
