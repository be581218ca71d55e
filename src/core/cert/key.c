/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cert/key.h"

#include <glib/gi18n-lib.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/error.h"
#include "cert/wire.h"

struct _LkKeyPair {
  EVP_PKEY *key;
  GBytes *blob;
};

static GBytes *
make_blob (EVP_PKEY *key)
{
  GByteArray *blob = g_byte_array_new ();
  guint8 *point = NULL;
  gsize length = EVP_PKEY_get1_encoded_public_key (key, &point);

  lk_ssh_put_text (blob, LK_KEY_TYPE);
  lk_ssh_put_text (blob, LK_KEY_CURVE);
  lk_ssh_put_string (blob, point, length);
  OPENSSL_free (point);
  return g_byte_array_free_to_bytes (blob);
}

static LkKeyPair *
take (EVP_PKEY *key)
{
  LkKeyPair *pair = g_new0 (LkKeyPair, 1);

  pair->key = key;
  pair->blob = make_blob (key);
  return pair;
}

LkKeyPair *
lk_key_pair_new (GError **error)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");

  if (key == NULL) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_CONFIG,
                         _ ("OpenSSL makes no P-256 key here; check its configuration"));
    return NULL;
  }
  return take (key);
}

static gboolean
is_p256 (EVP_PKEY *key)
{
  char group[32];

  return EVP_PKEY_is_a (key, "EC") && EVP_PKEY_get_group_name (key, group, sizeof group, NULL) &&
         g_str_equal (group, SN_X9_62_prime256v1);
}

/* Nobody is asked for the passphrase of a file that is not ours. */
static int
no_passphrase (char *buffer, int size, int writing, void *data)
{
  return -1;
}

LkKeyPair *
lk_key_pair_from_pem (const void *pem, gsize length)
{
  BIO *bio = BIO_new_mem_buf (pem, (int) MIN (length, G_MAXINT));
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, no_passphrase, NULL);

  BIO_free (bio);
  if (key != NULL && !is_p256 (key))
    g_clear_pointer (&key, EVP_PKEY_free);
  return key == NULL ? NULL : take (key);
}

void
lk_key_pair_free (LkKeyPair *pair)
{
  EVP_PKEY_free (pair->key);
  g_bytes_unref (pair->blob);
  g_free (pair);
}

LkSecret *
lk_key_pair_pem (const LkKeyPair *pair)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  LkSecret *secret;
  char *data;
  long length;

  if (!PEM_write_bio_PKCS8PrivateKey (bio, pair->key, NULL, NULL, 0, NULL, NULL))
    g_error ("out of memory for a key");
  length = BIO_get_mem_data (bio, &data);
  secret = lk_secret_new (data, length);
  BIO_free (bio); /* which clears its memory */
  return secret;
}

GBytes *
lk_key_pair_get_blob (const LkKeyPair *pair)
{
  return pair->blob;
}

char *
lk_key_pair_line (const LkKeyPair *pair)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (pair->blob, &length);
  g_autofree char *text = g_base64_encode (data, length);

  return g_strconcat (LK_KEY_TYPE " ", text, NULL);
}

void
lk_key_pair_get_scalar (const LkKeyPair *pair, guint8 scalar[LK_KEY_SCALAR_SIZE])
{
  BIGNUM *number = NULL;

  if (!EVP_PKEY_get_bn_param (pair->key, OSSL_PKEY_PARAM_PRIV_KEY, &number) ||
      BN_bn2binpad (number, scalar, LK_KEY_SCALAR_SIZE) != LK_KEY_SCALAR_SIZE)
    g_error ("out of memory for a key");
  BN_clear_free (number);
}
