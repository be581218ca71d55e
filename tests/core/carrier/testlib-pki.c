/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-pki.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define DAY (24 * 60 * 60)

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx_nodb (&context);
  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

static void
add_names (X509 *certificate, const char *name)
{
  struct in6_addr address;
  gboolean ip =
      inet_pton (AF_INET, name, &address) == 1 || inet_pton (AF_INET6, name, &address) == 1;
  g_autofree char *value = g_strconcat (ip ? "IP:" : "DNS:", name, NULL);

  add_extension (certificate, NULL, NID_subject_alt_name, value);
}

static void
add_key_ids (X509 *certificate, const PkiCert *issuer)
{
  add_extension (certificate, certificate, NID_subject_key_identifier, "hash");
  add_extension (certificate, issuer != NULL ? issuer->certificate : certificate,
                 NID_authority_key_identifier, "keyid");
}

PkiCert *
pki_make (const char *name, const PkiCert *issuer, PkiFlags flags)
{
  static int serial = 1;
  PkiCert *cert = g_new0 (PkiCert, 1);
  X509 *x = cert->certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (x);

  cert->key = EVP_EC_gen ("P-256");
  X509_set_version (x, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x), g_atomic_int_add (&serial, 1));
  X509_gmtime_adj (X509_getm_notBefore (x), (flags & PKI_NOT_YET) != 0 ? DAY : -2 * DAY);
  X509_gmtime_adj (X509_getm_notAfter (x), (flags & PKI_EXPIRED) != 0 ? -DAY : 2 * DAY);
  X509_set_pubkey (x, cert->key);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guchar *) name, -1, -1, 0);
  X509_set_issuer_name (x, issuer != NULL ? X509_get_subject_name (issuer->certificate) : subject);
  if ((flags & PKI_CA) != 0)
    add_extension (x, NULL, NID_basic_constraints, "critical,CA:TRUE");
  else
    add_names (x, name);
  if ((flags & PKI_NO_KEY_IDS) == 0)
    add_key_ids (x, issuer);
  g_assert_cmpint (X509_sign (x, issuer != NULL ? issuer->key : cert->key, EVP_sha256 ()), >, 0);
  return cert;
}

void
pki_free (PkiCert *cert)
{
  X509_free (cert->certificate);
  EVP_PKEY_free (cert->key);
  g_free (cert);
}

void
pki_append (const PkiCert *cert, const char *path)
{
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_true (PEM_write_X509 (file, cert->certificate));
  fclose (file);
}

void
pki_link (const PkiCert *cert, const char *folder, int number)
{
  g_autofree char *path =
      g_strdup_printf ("%s/%08lx.%d", folder, X509_subject_name_hash (cert->certificate), number);

  pki_append (cert, path);
}

SSL_CTX *
pki_server (const PkiCert *cert, const PkiCert *between)
{
  SSL_CTX *context = SSL_CTX_new (TLS_server_method ());

  g_assert_nonnull (context);
  g_assert_true (SSL_CTX_use_certificate (context, cert->certificate));
  g_assert_true (SSL_CTX_use_PrivateKey (context, cert->key));
  if (between != NULL)
    g_assert_true (SSL_CTX_add1_chain_cert (context, between->certificate));
  return context;
}
