/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/jwt.h"

#include <string.h>
#include <openssl/hmac.h>

#include "access/base64.h"
#include "base/error.h"
#include "testlib-keys.h"

static LkJwks *
jwks (const TestKey *key, const TestKey *other)
{
  char *text = test_jwks (key, other);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GError) error = NULL;
  LkJwks *keys = lk_jwks_parse (bytes, &error);

  g_assert_no_error (error);
  return keys;
}

static gboolean
verifies (LkSecret *text, const LkJwks *keys)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkJwt) jwt = lk_jwt_parse (text, &error);

  g_assert_no_error (error);
  return lk_jwt_verify (jwt, keys);
}

static void
test_verify (void)
{
  g_autoptr (TestKey) one = test_key_new ("one", 2048);
  g_autoptr (TestKey) two = test_key_new ("two", 3072);
  g_autoptr (TestKey) forger = test_key_new ("one", 2048);
  g_autoptr (TestKey) unknown = test_key_new ("three", 2048);
  g_autoptr (LkJwks) keys = jwks (one, two);
  g_autoptr (LkSecret) by_one = test_jwt (one, "{\"a\":1}");
  g_autoptr (LkSecret) by_two = test_jwt (two, "{\"a\":1}");
  g_autoptr (LkSecret) forged = test_jwt (forger, "{\"a\":1}");
  g_autoptr (LkSecret) by_unknown = test_jwt (unknown, "{\"a\":1}");

  g_assert_true (verifies (by_one, keys));
  g_assert_true (verifies (by_two, keys));
  g_assert_false (verifies (forged, keys));
  g_assert_false (verifies (by_unknown, keys));
}

/* A single bit anywhere in the text makes it another token, or none. */
static void
test_flipped (void)
{
  g_autoptr (TestKey) key = test_key_new ("one", 2048);
  g_autoptr (LkJwks) keys = jwks (key, NULL);
  g_autoptr (LkSecret) good = test_jwt (key, "{\"aud\":[\"x\"],\"exp\":1800000000}");
  g_autofree char *text = g_strdup (lk_secret_text (good));

  for (gsize i = 0; text[i] != '\0'; i++) {
    for (int bit = 0; bit < 8; bit++) {
      text[i] ^= (char) (1 << bit);

      g_autoptr (LkSecret) bad = lk_secret_new (text, (gssize) lk_secret_length (good));
      g_autoptr (LkJwt) jwt = lk_jwt_parse (bad, NULL);

      g_assert_false (jwt != NULL && lk_jwt_verify (jwt, keys));
      text[i] ^= (char) (1 << bit);
    }
  }
}

static void
refused (LkSecret *text)
{
  g_autoptr (LkSecret) owned = text;
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_jwt_parse (owned, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
}

static void
test_headers (void)
{
  static const char *const headers[] = {
      "{\"alg\":\"none\",\"kid\":\"one\"}",
      "{\"alg\":\"HS256\",\"kid\":\"one\"}",
      "{\"alg\":\"rs256\",\"kid\":\"one\"}",
      "{\"alg\":\"RS256 \",\"kid\":\"one\"}",
      "{\"alg\":\"RS384\",\"kid\":\"one\"}",
      "{\"alg\":\"PS256\",\"kid\":\"one\"}",
      "{\"alg\":[\"RS256\"],\"kid\":\"one\"}",
      "{\"alg\":null,\"kid\":\"one\"}",
      "{\"kid\":\"one\"}",
      "{\"alg\":\"RS256\"}",
      "{\"alg\":\"RS256\",\"kid\":\"\"}",
      "{\"alg\":\"RS256\",\"kid\":1}",
      "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[\"exp\"]}",
      "{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[]}",
      "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"one\"}",
      "{\"alg\":\"RS256\",\"kid\":\"one\"} x",
      "[]",
      "",
  };
  g_autoptr (TestKey) key = test_key_new ("one", 2048);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    refused (test_jwt_with_header (key, headers[i], "{}"));
}

/* The classic: the public key taken for a shared secret. */
static void
test_hs256 (void)
{
  g_autoptr (TestKey) key = test_key_new ("one", 2048);
  g_autofree char *public = test_jwk (key);
  const char *header = "{\"alg\":\"HS256\",\"kid\":\"one\"}";
  g_autofree char *first = lk_base64_encode (LK_BASE64_URL_BARE, header, strlen (header));
  g_autofree char *text = g_strconcat (first, ".e30", NULL);
  guint8 mac[32];
  guint length;

  HMAC (EVP_sha256 (), public, (int) strlen (public), (const guint8 *) text, strlen (text), mac,
        &length);

  g_autofree char *third = lk_base64_encode (LK_BASE64_URL_BARE, mac, length);

  refused (lk_secret_new_take (g_strconcat (text, ".", third, NULL)));
}

static void
test_shapes (void)
{
  static const char *const shapes[] = {
      "", ".", "..", "...", "a.b", "e30.e30.e30", "e30=.e30.x", "\n", "a.b.c d", "a.b.c\r\nX: y",
  };
  g_autoptr (TestKey) key = test_key_new ("one", 2048);
  g_autoptr (LkJwks) keys = jwks (key, NULL);
  g_autoptr (LkSecret) good = test_jwt (key, "{}");
  g_autofree char *padding = g_strnfill (LK_JWT_MAX, 'A');
  const char *text = lk_secret_text (good);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    refused (lk_secret_new (shapes[i], -1));
  refused (lk_secret_new (text, strrchr (text, '.') - text));
  refused (lk_secret_new_take (g_strconcat (text, "=", NULL)));
  refused (lk_secret_new_take (g_strconcat (text, "\n", NULL)));
  refused (lk_secret_new_take (g_strconcat (" ", text, NULL)));
  refused (lk_secret_new_take (g_strconcat (text, padding, NULL)));
  refused (test_jwt (key, "{\"a\":1,\"a\":2}"));
  refused (test_jwt (key, "\"x\""));
  refused (test_jwt (key, "{\"a\":\"\xff\"}"));

  /* Taken apart, but never verified: without a signature, with a fourth part, with one that is longer. */
  g_autoptr (LkSecret) bare = lk_secret_new (text, strrchr (text, '.') - text + 1);
  g_autoptr (LkSecret) four = lk_secret_new_take (g_strconcat (text, ".e30", NULL));
  g_autoptr (LkSecret) longer = lk_secret_new_take (g_strconcat (text, "AAAA", NULL));

  g_assert_false (verifies (bare, keys));
  g_assert_false (verifies (four, keys));
  g_assert_false (verifies (longer, keys));
}

static gboolean
usable (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (LkJwks) keys = lk_jwks_parse (bytes, &error);

  if (keys == NULL)
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
  return keys != NULL;
}

/* The same key, with one text in its JSON replaced. */
static gboolean
usable_with (const TestKey *key, const char *from, const char *to)
{
  g_autofree char *text = test_jwks (key, NULL);
  g_auto (GStrv) parts = g_strsplit (text, from, 2);
  g_autofree char *changed = g_strjoinv (to, parts);

  g_assert_nonnull (parts[1]);
  return usable (changed);
}

static void
test_key_sets (void)
{
  g_autoptr (TestKey) key = test_key_new ("one", 2048);
  g_autoptr (TestKey) small = test_key_new ("one", 1024);
  g_autofree char *weak = test_jwks (small, NULL);
  g_autofree char *blank = g_strnfill (LK_JWKS_MAX, ' ');
  g_autofree char *huge = g_strconcat (blank, "{\"keys\":[]}", NULL);

  g_assert_true (usable_with (key, "\"alg\":\"RS256\",", ""));
  g_assert_true (usable_with (key, "\"use\":\"sig\",", ""));
  g_assert_true (usable_with (key, "[{", "[1,null,[],{},{\"kty\":\"EC\",\"kid\":\"x\"},{"));
  g_assert_false (usable_with (key, "RS256", "RS512"));
  g_assert_false (usable_with (key, "\"sig\"", "\"enc\""));
  g_assert_false (usable_with (key, "\"kid\":\"one\",", ""));
  g_assert_false (usable_with (key, "\"RSA\"", "\"oct\""));
  g_assert_false (usable_with (key, "AQAB", "AQ"));
  g_assert_false (usable_with (key, "AQAB", "AQAA"));
  g_assert_false (usable_with (key, "AQAB", "AQAB="));
  g_assert_false (usable_with (key, "AQAB", "AQAAAAAB"));
  g_assert_false (usable_with (key, "\"n\":\"", "\"n\":\"AQ\",\"x\":\""));
  g_assert_false (usable_with (key, "\"n\":\"", "\"m\":\""));
  g_assert_false (usable (weak));
  g_assert_false (usable (huge));
  g_assert_false (usable (""));
  g_assert_false (usable ("{}"));
  g_assert_false (usable ("{\"keys\":{}}"));
  g_assert_false (usable ("{\"keys\":[]}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jwt/verify", test_verify);
  g_test_add_func ("/jwt/flipped", test_flipped);
  g_test_add_func ("/jwt/headers", test_headers);
  g_test_add_func ("/jwt/hs256", test_hs256);
  g_test_add_func ("/jwt/shapes", test_shapes);
  g_test_add_func ("/jwks/key-sets", test_key_sets);
  return g_test_run ();
}
