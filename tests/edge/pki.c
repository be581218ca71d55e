/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pki.h"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#define DAY (24 * 60 * 60)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)

struct _EdgePki {
  char *ca_pem;
  GTlsCertificate *identities[EDGE_IDENTITY_LAST];
};

static char *
bio_text (BIO *bio)
{
  char *data;
  long length = BIO_get_mem_data (bio, &data);

  return g_strndup (data, length);
}

static char *
certificate_pem (X509 *certificate)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());

  g_assert (PEM_write_bio_X509 (bio, certificate) == 1);
  return bio_text (bio);
}

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert (extension != NULL);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

/* A certificate that lacks only extensions and the signature; times in seconds from now. */
static X509 *
blank (EVP_PKEY *key, const char *name, long from, long until)
{
  X509 *certificate = X509_new ();
  X509_NAME *subject = X509_get_subject_name (certificate);
  guint64 serial;

  g_assert (RAND_bytes ((guchar *) &serial, sizeof serial) == 1);
  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), serial >> 1);
  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guchar *) name, -1, -1, 0);
  X509_set_issuer_name (certificate, subject);
  X509_gmtime_adj (X509_getm_notBefore (certificate), from);
  X509_gmtime_adj (X509_getm_notAfter (certificate), until);
  X509_set_pubkey (certificate, key);
  return certificate;
}

static X509 *
make_ca (EVP_PKEY *key, const char *name)
{
  X509 *ca = blank (key, name, -DAY, 30 * DAY);

  add_extension (ca, ca, NID_basic_constraints, "critical,CA:TRUE");
  add_extension (ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension (ca, ca, NID_subject_key_identifier, "hash");
  g_assert (X509_sign (ca, key, EVP_sha256 ()) > 0);
  return ca;
}

static GTlsCertificate *
make_leaf (X509 *ca, EVP_PKEY *ca_key, const char *names, long from, long until)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (X509) leaf = blank (key, "latchkey-edge", from, until);
  g_autoptr (BIO) bio = BIO_new (BIO_s_mem ());
  g_autoptr (GError) error = NULL;
  g_autofree char *pem = NULL;
  GTlsCertificate *identity;

  X509_set_issuer_name (leaf, X509_get_subject_name (ca));
  add_extension (leaf, ca, NID_basic_constraints, "critical,CA:FALSE");
  add_extension (leaf, ca, NID_key_usage, "critical,digitalSignature");
  add_extension (leaf, ca, NID_ext_key_usage, "serverAuth");
  add_extension (leaf, ca, NID_authority_key_identifier, "keyid");
  add_extension (leaf, ca, NID_subject_alt_name, names);
  g_assert (X509_sign (leaf, ca_key, EVP_sha256 ()) > 0);
  PEM_write_bio_X509 (bio, leaf);
  PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL);
  pem = bio_text (bio);
  identity = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  return identity;
}

static char *
subject_alt_names (const char *const *names)
{
  GString *text = g_string_new ("IP:127.0.0.1,IP:::1");

  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (text, ",DNS:%s", names[i]);
  return g_string_free (text, FALSE);
}

EdgePki *
edge_pki_new (const char *const *names)
{
  EdgePki *pki = g_new0 (EdgePki, 1);
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autoptr (EVP_PKEY) other_key = EVP_EC_gen ("P-256");
  g_autoptr (X509) ca = make_ca (key, "latchkey-edge CA");
  g_autoptr (X509) other_ca = make_ca (other_key, "nobody's CA");
  g_autofree char *all = subject_alt_names (names);

  pki->ca_pem = certificate_pem (ca);
  pki->identities[EDGE_IDENTITY_GOOD] = make_leaf (ca, key, all, -DAY, 30 * DAY);
  pki->identities[EDGE_IDENTITY_WRONG_NAME] =
      make_leaf (ca, key, "DNS:wrong.invalid", -DAY, 30 * DAY);
  pki->identities[EDGE_IDENTITY_EXPIRED] = make_leaf (ca, key, all, -2 * DAY, -DAY);
  pki->identities[EDGE_IDENTITY_UNKNOWN_CA] = make_leaf (other_ca, other_key, all, -DAY, 30 * DAY);
  return pki;
}

const char *
edge_pki_ca_pem (const EdgePki *pki)
{
  return pki->ca_pem;
}

GTlsCertificate *
edge_pki_identity (const EdgePki *pki, EdgeIdentity identity)
{
  return pki->identities[identity];
}

char *
edge_pki_self_signed_pem (EVP_PKEY *key, const char *name)
{
  g_autoptr (X509) certificate = blank (key, name, -DAY, 30 * DAY);

  g_assert (X509_sign (certificate, key, EVP_sha256 ()) > 0);
  return certificate_pem (certificate);
}
