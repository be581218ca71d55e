/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/ssl.h>

/* Names that the tests use everywhere. */
#define PKI_HOST "ssh.example.test"

/** PkiCert: a certificate with its key */
typedef struct {
  X509 *certificate;
  EVP_PKEY *key;
} PkiCert;

typedef enum {
  PKI_CA = 1 << 0,         /* an authority; self-signed without an issuer */
  PKI_EXPIRED = 1 << 1,    /* ended yesterday */
  PKI_NOT_YET = 1 << 2,    /* begins tomorrow */
  PKI_NO_KEY_IDS = 1 << 3, /* without subject and authority key identifiers */
} PkiFlags;

/** pki_make: a certificate with @name as its common name and, unless an authority, its only DNS name or address */
PkiCert *pki_make (const char *name, const PkiCert *issuer, PkiFlags flags);
void pki_free (PkiCert *cert);

/** pki_append: adds the certificate to the file as PEM */
void pki_append (const PkiCert *cert, const char *path);

/** pki_link: writes the certificate into the folder under its hash, as c_rehash would, as the @number-th of it */
void pki_link (const PkiCert *cert, const char *folder, int number);

/** pki_server: a server's SSL_CTX with the certificate and, perhaps, the one between it and the authority */
SSL_CTX *pki_server (const PkiCert *cert, const PkiCert *between);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PkiCert, pki_free)
