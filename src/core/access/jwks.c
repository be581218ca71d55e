/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/jwks.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "access/base64.h"
#include "access/json.h"
#include "base/error.h"

#define KEYS_MAX 32
#define BITS_MIN 2048
#define BITS_MAX 8192
#define EXPONENT_BITS_MAX 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM, OSSL_PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)

typedef struct {
  char *kid;
  EVP_PKEY *key;
} Key;

struct _LkJwks {
  gatomicrefcount refs;
  GArray *keys;
};

static void
key_clear (gpointer data)
{
  Key *key = data;

  g_free (key->kid);
  EVP_PKEY_free (key->key);
}

static BIGNUM *
read_number (JsonObject *object, const char *name)
{
  const char *text = lk_json_text (object, name);
  g_autofree guint8 *bytes = NULL;
  gsize length = 0;

  /* One byte more than the largest key allows a leading zero. */
  if (text != NULL && strlen (text) <= (BITS_MAX / 8 + 1) * 4 / 3 + 1)
    bytes = lk_base64_decode (LK_BASE64_URL_BARE, text, strlen (text), &length);
  return bytes == NULL ? NULL : BN_bin2bn (bytes, (int) length, NULL);
}

static gboolean
is_absent_or (JsonObject *object, const char *name, const char *value)
{
  return !json_object_has_member (object, name) ||
         g_strcmp0 (lk_json_text (object, name), value) == 0;
}

static EVP_PKEY *
read_key (JsonObject *object)
{
  if (g_strcmp0 (lk_json_text (object, "kty"), "RSA") != 0 ||
      !is_absent_or (object, "alg", "RS256") || !is_absent_or (object, "use", "sig"))
    return NULL;

  g_autoptr (BIGNUM) n = read_number (object, "n");
  g_autoptr (BIGNUM) e = read_number (object, "e");

  if (n == NULL || BN_num_bits (n) < BITS_MIN || BN_num_bits (n) > BITS_MAX || !BN_is_odd (n))
    return NULL;
  if (e == NULL || BN_num_bits (e) < 2 || BN_num_bits (e) > EXPONENT_BITS_MAX || !BN_is_odd (e))
    return NULL;

  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, "RSA", NULL);
  EVP_PKEY *key = NULL;

  if (builder == NULL || context == NULL ||
      !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, n) ||
      !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, e))
    return NULL;

  g_autoptr (OSSL_PARAM) params = OSSL_PARAM_BLD_to_param (builder);

  if (params == NULL || EVP_PKEY_fromdata_init (context) <= 0 ||
      EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
    return NULL;
  return key;
}

static void
add_key (LkJwks *self, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kid = object == NULL ? NULL : lk_json_text (object, "kid");
  g_autoptr (EVP_PKEY) key = kid == NULL || kid[0] == '\0' ? NULL : read_key (object);

  if (key == NULL || self->keys->len >= KEYS_MAX)
    return;

  Key added = {g_strdup (kid), g_steal_pointer (&key)};

  g_array_append_val (self->keys, added);
}

LkJwks *
lk_jwks_parse (GBytes *bytes, GError **error)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autoptr (JsonObject) object = lk_json_parse_object (
      data, length, LK_JWKS_MAX, _ ("the key set is not JSON as it must be"), error);

  if (object == NULL)
    return NULL;

  g_autoptr (LkJwks) self = g_new0 (LkJwks, 1);
  JsonNode *list = json_object_get_member (object, "keys");

  g_atomic_ref_count_init (&self->refs);
  self->keys = g_array_new (FALSE, FALSE, sizeof (Key));
  g_array_set_clear_func (self->keys, key_clear);
  if (list != NULL && JSON_NODE_HOLDS_ARRAY (list)) {
    JsonArray *array = json_node_get_array (list);

    for (guint i = 0; i < json_array_get_length (array); i++)
      add_key (self, json_array_get_element (array, i));
  }
  if (self->keys->len > 0)
    return g_steal_pointer (&self);
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("the key set holds no usable key"));
  return NULL;
}

LkJwks *
lk_jwks_ref (LkJwks *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
lk_jwks_unref (LkJwks *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->keys);
  g_free (self);
}

static gboolean
key_verifies (EVP_PKEY *key,
              const void *data,
              gsize length,
              const guint8 *signature,
              gsize signature_length)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  return context != NULL && EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
         EVP_DigestVerify (context, signature, signature_length, data, length) == 1;
}

gboolean
lk_jwks_verify (const LkJwks *self,
                const char *kid,
                const void *data,
                gsize length,
                const guint8 *signature,
                gsize signature_length)
{
  for (guint i = 0; i < self->keys->len; i++) {
    const Key *key = &g_array_index (self->keys, Key, i);

    if (strcmp (key->kid, kid) == 0 &&
        key_verifies (key->key, data, length, signature, signature_length))
      return TRUE;
  }
  return FALSE;
}
