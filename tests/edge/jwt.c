/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "jwt.h"

#include "pki.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <string.h>

typedef struct {
  char *kid;
  EVP_PKEY *key;
  char *certificate;
} Key;

struct _EdgeKeys {
  GPtrArray *keys; /* of Key; the first one signs */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)

/* without padding */
static char *
base64url (const void *data, gsize length)
{
  const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  gsize size = sodium_base64_ENCODED_LEN (length, variant);

  return sodium_bin2base64 (g_malloc (size), size, data, length, variant);
}

/* with or without padding; empty when it is no base64url */
static GBytes *
base64url_decode (const char *text)
{
  gsize length = strcspn (text, "=");
  gsize room = length / 4 * 3 + 3, size = 0;
  g_autofree guchar *data = g_malloc (room);

  if (sodium_base642bin (data, room, text, length, NULL, &size, NULL,
                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    size = 0;
  return g_bytes_new (data, size);
}

char *
edge_json_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

char *
edge_random_hex (guint bytes)
{
  g_autofree guchar *raw = g_malloc (bytes);
  char *text = g_malloc (2 * bytes + 1);

  randombytes_buf (raw, bytes);
  return sodium_bin2hex (text, 2 * bytes + 1, raw, bytes);
}

static Key *
key_new (void)
{
  Key *key = g_new0 (Key, 1);

  key->kid = edge_random_hex (32);
  key->key = EVP_RSA_gen (2048);
  g_assert (key->key != NULL);
  key->certificate = edge_pki_self_signed_pem (key->key, "cloudflareaccess.com");
  return key;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free (key->kid);
  g_free (key->certificate);
  EVP_PKEY_free (key->key);
  g_free (key);
}

EdgeKeys *
edge_keys_new (void)
{
  EdgeKeys *keys = g_new0 (EdgeKeys, 1);

  keys->keys = g_ptr_array_new_with_free_func (key_free);
  g_ptr_array_add (keys->keys, key_new ());
  return keys;
}

void
edge_keys_rotate (EdgeKeys *keys, gboolean drop_old)
{
  if (drop_old)
    g_ptr_array_set_size (keys->keys, 0);
  g_ptr_array_insert (keys->keys, 0, key_new ());
}

static const Key *
signer (const EdgeKeys *keys)
{
  return g_ptr_array_index (keys->keys, 0);
}

static char *
number (EVP_PKEY *key, const char *name)
{
  BIGNUM *value = NULL;
  g_autofree guchar *bytes = NULL;
  int length;

  g_assert (EVP_PKEY_get_bn_param (key, name, &value) == 1);
  bytes = g_malloc (BN_num_bytes (value));
  length = BN_bn2bin (value, bytes);
  BN_free (value);
  return base64url (bytes, length);
}

static JsonObject *
key_object (const Key *key)
{
  JsonObject *object = json_object_new ();
  g_autofree char *e = number (key->key, OSSL_PKEY_PARAM_RSA_E);
  g_autofree char *n = number (key->key, OSSL_PKEY_PARAM_RSA_N);

  json_object_set_string_member (object, "kid", key->kid);
  json_object_set_string_member (object, "kty", "RSA");
  json_object_set_string_member (object, "alg", "RS256");
  json_object_set_string_member (object, "use", "sig");
  json_object_set_string_member (object, "e", e);
  json_object_set_string_member (object, "n", n);
  return object;
}

static JsonObject *
certificate_object (const Key *key)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "kid", key->kid);
  json_object_set_string_member (object, "cert", key->certificate);
  return object;
}

char *
edge_keys_jwks (const EdgeKeys *keys)
{
  g_autoptr (JsonObject) document = json_object_new ();
  JsonArray *list = json_array_new (), *certificates = json_array_new ();

  for (guint i = 0; i < keys->keys->len; i++) {
    const Key *key = g_ptr_array_index (keys->keys, i);

    json_array_add_object_element (list, key_object (key));
    json_array_add_object_element (certificates, certificate_object (key));
  }
  json_object_set_array_member (document, "keys", list);
  json_object_set_object_member (document, "public_cert", certificate_object (signer (keys)));
  json_object_set_array_member (document, "public_certs", certificates);
  return edge_json_text (document);
}

/* "header.claims", still without a signature */
static char *
signing_input (const char *alg, const char *kid, JsonObject *claims)
{
  g_autoptr (JsonObject) header = json_object_new ();
  g_autofree char *header_text = NULL, *claims_text = edge_json_text (claims);
  g_autofree char *first = NULL, *second = base64url (claims_text, strlen (claims_text));

  json_object_set_string_member (header, "alg", alg);
  json_object_set_string_member (header, "kid", kid);
  json_object_set_string_member (header, "typ", "JWT");
  header_text = edge_json_text (header);
  first = base64url (header_text, strlen (header_text));
  return g_strdup_printf ("%s.%s", first, second);
}

static char *
rs256 (EVP_PKEY *key, const char *input)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  guchar signature[512];
  gsize length = sizeof signature;
  g_autofree char *text = NULL;

  g_assert (EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
            EVP_DigestSign (context, signature, &length, (const guchar *) input, strlen (input)) ==
                1);
  text = base64url (signature, length);
  return g_strdup_printf ("%s.%s", input, text);
}

char *
edge_keys_sign (const EdgeKeys *keys, JsonObject *claims)
{
  g_autofree char *input = signing_input ("RS256", signer (keys)->kid, claims);

  return rs256 (signer (keys)->key, input);
}

static char *
hs256 (EVP_PKEY *key, const char *input)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  guchar mac[EVP_MAX_MD_SIZE];
  guint length = 0;
  char *pem;
  long size;
  g_autofree char *text = NULL;

  PEM_write_bio_PUBKEY (bio, key);
  size = BIO_get_mem_data (bio, &pem);
  HMAC (EVP_sha256 (), pem, (int) size, (const guchar *) input, strlen (input), mac, &length);
  BIO_free_all (bio);
  text = base64url (mac, length);
  return g_strdup_printf ("%s.%s", input, text);
}

char *
edge_keys_forge (const EdgeKeys *keys, JsonObject *claims, EdgeForgery how)
{
  static const char *const algs[] = {"RS256", "none", "HS256", "RS256"};
  const Key *key = signer (keys);
  g_autofree char *input = signing_input (algs[how], key->kid, claims);
  g_autoptr (EVP_PKEY) foreign = NULL;
  char *token;

  switch (how) {
  case EDGE_FORGERY_ALG_NONE:
    return g_strconcat (input, ".", NULL);
  case EDGE_FORGERY_HS256:
    return hs256 (key->key, input);
  case EDGE_FORGERY_FOREIGN_KEY:
    foreign = EVP_RSA_gen (2048);
    return rs256 (foreign, input);
  case EDGE_FORGERY_BAD_SIGNATURE:
  default:
    token = rs256 (key->key, input);
    token[strlen (input) + 10] = token[strlen (input) + 10] == 'A' ? 'B' : 'A';
    return token;
  }
}

static gboolean
verifies (EVP_PKEY *key, const char *input, gsize length, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize size;
  const guchar *bytes = g_bytes_get_data (signature, &size);

  return EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, key) == 1 &&
         EVP_DigestVerify (context, bytes, size, (const guchar *) input, length) == 1;
}

static JsonObject *
parse_object (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  JsonNode *root;

  if (size == 0 || !json_parser_load_from_data (parser, text, size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
             ? json_object_ref (json_node_get_object (root))
             : NULL;
}

JsonObject *
edge_keys_verify (const EdgeKeys *keys, const char *token)
{
  const char *last = strrchr (token, '.');
  g_auto (GStrv) parts = g_strsplit (token, ".", -1);
  g_autoptr (GBytes) claims = NULL, signature = NULL;

  if (g_strv_length (parts) != 3)
    return NULL;
  claims = base64url_decode (parts[1]);
  signature = base64url_decode (parts[2]);
  /* Whatever the header says: it is RS256 with one of ours, or nothing. */
  for (guint i = 0; i < keys->keys->len; i++)
    if (verifies (((const Key *) g_ptr_array_index (keys->keys, i))->key, token, last - token,
                  signature))
      return parse_object (claims);
  return NULL;
}
