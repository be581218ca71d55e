/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-keys.h"

#include <string.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "access/base64.h"

TestKey *
test_key_new (const char *kid, guint bits)
{
  TestKey *key = g_new0 (TestKey, 1);

  key->kid = g_strdup (kid);
  key->pkey = EVP_RSA_gen (bits);
  g_assert_nonnull (key->pkey);
  return key;
}

void
test_key_free (TestKey *key)
{
  g_free (key->kid);
  EVP_PKEY_free (key->pkey);
  g_free (key);
}

LkSecret *
test_jwt_with_header (const TestKey *key, const char *header, const char *payload)
{
  g_autofree char *first = lk_base64_encode (LK_BASE64_URL_BARE, header, strlen (header));
  g_autofree char *second = lk_base64_encode (LK_BASE64_URL_BARE, payload, strlen (payload));
  g_autofree char *text = g_strconcat (first, ".", second, NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  guint8 signature[1024];
  gsize length = sizeof signature;

  g_assert_cmpint (EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key->pkey), ==, 1);
  g_assert_cmpint (
      EVP_DigestSign (context, signature, &length, (const guint8 *) text, strlen (text)), ==, 1);
  EVP_MD_CTX_free (context);

  g_autofree char *third = lk_base64_encode (LK_BASE64_URL_BARE, signature, length);

  return lk_secret_new_take (g_strconcat (text, ".", third, NULL));
}

LkSecret *
test_jwt (const TestKey *key, const char *payload)
{
  g_autofree char *header =
      g_strdup_printf ("{\"alg\":\"RS256\",\"kid\":\"%s\",\"typ\":\"JWT\"}", key->kid);

  return test_jwt_with_header (key, header, payload);
}

static char *
number (const TestKey *key, const char *name)
{
  BIGNUM *value = NULL;
  guint8 bytes[2048];
  int length;

  g_assert_cmpint (EVP_PKEY_get_bn_param (key->pkey, name, &value), ==, 1);
  length = BN_bn2bin (value, bytes);
  BN_free (value);
  return lk_base64_encode (LK_BASE64_URL_BARE, bytes, (gsize) length);
}

char *
test_jwk (const TestKey *key)
{
  g_autofree char *n = number (key, OSSL_PKEY_PARAM_RSA_N);
  g_autofree char *e = number (key, OSSL_PKEY_PARAM_RSA_E);

  return g_strdup_printf ("{\"kid\":\"%s\",\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\","
                          "\"e\":\"%s\",\"n\":\"%s\"}",
                          key->kid, e, n);
}

char *
test_jwks (const TestKey *key, const TestKey *other)
{
  g_autofree char *one = test_jwk (key);
  g_autofree char *two = other == NULL ? NULL : test_jwk (other);

  return g_strdup_printf ("{\"keys\":[%s%s%s],\"public_cert\":{},\"public_certs\":[]}", one,
                          two == NULL ? "" : ",", two == NULL ? "" : two);
}

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  X509_add_ext (certificate, extension, -1);
  X509_EXTENSION_free (extension);
}

static void
read_issuer (const char *pem, X509 **certificate, EVP_PKEY **key)
{
  BIO *bio = BIO_new_mem_buf (pem, -1);

  *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);
  g_assert_true (*certificate != NULL && *key != NULL);
  BIO_free (bio);
}

static char *
to_pem (X509 *certificate, EVP_PKEY *key)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  char *data;
  long length;
  char *pem;

  PEM_write_bio_X509 (bio, certificate);
  PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL);
  length = BIO_get_mem_data (bio, &data);
  pem = g_strndup (data, (gsize) length);
  BIO_free (bio);
  return pem;
}

char *
test_certificate (const char *names, const char *issuer, long start, long end)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  X509 *certificate = X509_new ();
  X509 *authority = certificate;
  EVP_PKEY *signer = key;
  X509_NAME *subject = X509_get_subject_name (certificate);
  g_autofree char *alternatives = g_strconcat ("DNS:", names, NULL);

  X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guint8 *) names, -1, -1, 0);
  if (issuer != NULL)
    read_issuer (issuer, &authority, &signer);
  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set_uint64 (X509_get_serialNumber (certificate), g_random_int ());
  X509_gmtime_adj (X509_getm_notBefore (certificate), start);
  X509_gmtime_adj (X509_getm_notAfter (certificate), end);
  X509_set_issuer_name (certificate, X509_get_subject_name (authority));
  X509_set_pubkey (certificate, key);
  if (issuer == NULL) {
    add_extension (certificate, authority, NID_basic_constraints, "critical,CA:TRUE");
    add_extension (certificate, authority, NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    g_auto (GStrv) all = g_strsplit (alternatives, ",", -1);
    g_autofree char *joined = g_strjoinv (",DNS:", all);

    add_extension (certificate, authority, NID_subject_alt_name, joined);
  }
  add_extension (certificate, authority, NID_subject_key_identifier, "hash");
  g_assert_cmpint (X509_sign (certificate, signer, EVP_sha256 ()), >, 0);

  char *pem = to_pem (certificate, key);

  if (issuer != NULL) {
    X509_free (authority);
    EVP_PKEY_free (signer);
  }
  X509_free (certificate);
  EVP_PKEY_free (key);
  return pem;
}
