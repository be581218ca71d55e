/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/jwt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "access/base64.h"
#include "access/json.h"
#include "base/error.h"

#define KID_MAX 256
#define ALPHABET G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_"

struct _LkJwt {
  LkSecret *text;
  gsize signed_length; /* header, dot, payload */
  char *kid;
  JsonObject *claims;
};

static gpointer
fail (GError **error, const char *why)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, why);
  return NULL;
}

static JsonObject *
read_part (const char *text, gsize length, const char *complaint, GError **error)
{
  gsize decoded = 0;
  g_autofree guint8 *data = lk_base64_decode (LK_BASE64_URL_BARE, text, length, &decoded);

  if (data == NULL)
    return fail (error, _ ("it is no JSON Web Token"));
  return lk_json_parse_object ((const char *) data, decoded, LK_JWT_MAX, complaint, error);
}

/* Returns the name of the key that signed it. */
static char *
read_header (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) header =
      read_part (text, length, _ ("its header is not JSON as it must be"), error);

  if (header == NULL)
    return NULL;
  if (g_strcmp0 (lk_json_text (header, "alg"), "RS256") != 0)
    return fail (error, _ ("it is not signed with RS256"));
  if (json_object_has_member (header, "crit"))
    return fail (error, _ ("it demands an extension that Latchkey does not know"));

  const char *kid = lk_json_text (header, "kid");

  if (kid == NULL || kid[0] == '\0' || strlen (kid) > KID_MAX)
    return fail (error, _ ("it does not say which key signed it"));
  return g_strdup (kid);
}

LkJwt *
lk_jwt_parse (LkSecret *text, GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  const char *header = lk_secret_text (text);
  gsize length = lk_secret_length (text);
  const char *first = memchr (header, '.', length);
  const char *second = first == NULL ? NULL : strchr (first + 1, '.');

  /* What passes can go into a header or cookie as it stands. */
  if (second == NULL || length > LK_JWT_MAX || strspn (header, ALPHABET ".") != length)
    return fail (error, _ ("it is no JSON Web Token"));

  g_autofree char *kid = read_header (header, (gsize) (first - header), error);

  if (kid == NULL)
    return NULL;

  JsonObject *claims = read_part (first + 1, (gsize) (second - first - 1),
                                  _ ("its payload is not JSON as it must be"), error);

  if (claims == NULL)
    return NULL;

  LkJwt *self = g_new0 (LkJwt, 1);

  self->text = lk_secret_ref (text);
  self->signed_length = (gsize) (second - header);
  self->kid = g_steal_pointer (&kid);
  self->claims = claims;
  return self;
}

void
lk_jwt_free (LkJwt *self)
{
  g_clear_pointer (&self->text, lk_secret_unref);
  g_clear_pointer (&self->claims, json_object_unref);
  g_free (self->kid);
  g_free (self);
}

JsonObject *
lk_jwt_get_claims (const LkJwt *self)
{
  return self->claims;
}

gboolean
lk_jwt_verify (const LkJwt *self, const LkJwks *keys)
{
  const char *text = lk_secret_text (self->text);
  const char *signature = text + self->signed_length + 1;
  gsize length = 0;
  /* A third dot makes this fail, as it is no character of the alphabet. */
  guint8 *bytes =
      lk_base64_decode (LK_BASE64_URL_BARE, signature,
                        lk_secret_length (self->text) - self->signed_length - 1, &length);
  gboolean ok =
      bytes != NULL && lk_jwks_verify (keys, self->kid, text, self->signed_length, bytes, length);

  if (bytes != NULL)
    lk_wipe (bytes, length);
  g_free (bytes);
  return ok;
}
