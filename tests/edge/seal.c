/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "seal.h"

#include <sodium.h>
#include <string.h>

static gboolean
decode_key (const char *text, guchar key[crypto_box_PUBLICKEYBYTES])
{
  gsize length;

  return sodium_base642bin (key, crypto_box_PUBLICKEYBYTES, text, strlen (text), NULL, &length,
                            NULL, sodium_base64_VARIANT_URLSAFE) == 0 &&
         length == crypto_box_PUBLICKEYBYTES;
}

gboolean
edge_seal_is_key (const char *text)
{
  guchar key[crypto_box_PUBLICKEYBYTES];

  return decode_key (text, key);
}

static char *
encode (const guchar *data, gsize length, int variant)
{
  gsize size = sodium_base64_ENCODED_LEN (length, variant);

  return sodium_bin2base64 (g_malloc (size), size, data, length, variant);
}

static gboolean
is (const EdgeFault *fault, const char *kind)
{
  return fault != NULL && g_str_equal (fault->kind, kind);
}

char *
edge_seal (const char *plaintext, const char *receiver, const EdgeFault *fault, char **sender)
{
  const char *text =
      is (fault, "transfer-bad-json") ? "{\"app_token\": 7, \"org_token\"" : plaintext;
  gsize length = crypto_box_NONCEBYTES + crypto_box_MACBYTES + strlen (text);
  g_autofree guchar *message = g_malloc (length);
  guchar public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES],
      theirs[crypto_box_PUBLICKEYBYTES];

  if (!decode_key (receiver, theirs))
    g_return_val_if_reached (NULL);
  crypto_box_keypair (public, secret);
  randombytes_buf (message, crypto_box_NONCEBYTES);
  /* A key of low order makes no box; whoever sent it gets noise. */
  if (crypto_box_easy (message + crypto_box_NONCEBYTES, (const guchar *) text, strlen (text),
                       message, theirs, secret) != 0)
    randombytes_buf (message, length);
  if (is (fault, "transfer-wrong-key"))
    crypto_box_keypair (public, secret);
  *sender = is (fault, "transfer-no-key")
                ? NULL
                : encode (public, sizeof public, sodium_base64_VARIANT_URLSAFE);
  if (is (fault, "transfer-bad-base64"))
    return g_strdup ("!!! this is no base64 !!!");
  if (is (fault, "transfer-truncated"))
    length /= 2;
  return encode (message, length, sodium_base64_VARIANT_ORIGINAL);
}
