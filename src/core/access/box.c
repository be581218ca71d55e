/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/box.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sodium.h>

#include "access/base64.h"
#include "access/json.h"
#include "access/jwt.h"
#include "base/error.h"

#define PLAIN_MAX (2 * LK_JWT_MAX + 1024)
#define OVERHEAD (crypto_box_NONCEBYTES + crypto_box_MACBYTES)

struct _LkBox {
  guint8 public[crypto_box_PUBLICKEYBYTES];
  guint8 secret[crypto_box_SECRETKEYBYTES];
};

LkBox *
lk_box_new (void)
{
  LkBox *self;

  if (sodium_init () < 0 || (self = sodium_malloc (sizeof *self)) == NULL)
    g_error ("no memory or no randomness for a key pair");
  crypto_box_keypair (self->public, self->secret);
  return self;
}

void
lk_box_free (LkBox *self)
{
  sodium_free (self);
}

char *
lk_box_get_public (const LkBox *self)
{
  return lk_base64_encode (LK_BASE64_URL, self->public, sizeof self->public);
}

static LkSecret *
fail (GError **error, const char *why)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, why);
  return NULL;
}

LkSecret *
lk_box_open (const LkBox *self, const char *text, gsize length, const char *sender, GError **error)
{
  gsize key_length = 0, sealed_length = 0;
  g_autofree guint8 *key = lk_base64_decode (LK_BASE64_URL, sender, strlen (sender), &key_length);

  if (key == NULL || key_length != crypto_box_PUBLICKEYBYTES)
    return fail (error, _ ("it came without the sender's key"));
  while (length > 0 && strchr ("\r\n", text[length - 1]) != NULL)
    length--;

  g_autofree guint8 *sealed = lk_base64_decode (LK_BASE64_STANDARD, text, length, &sealed_length);

  if (sealed == NULL || sealed_length < OVERHEAD || sealed_length > OVERHEAD + PLAIN_MAX)
    return fail (error, _ ("it is damaged"));

  gsize plain_length = sealed_length - OVERHEAD;
  guint8 *plain = g_malloc (plain_length + 1);
  LkSecret *opened = NULL;

  if (crypto_box_open_easy (plain, sealed + crypto_box_NONCEBYTES,
                            sealed_length - crypto_box_NONCEBYTES, sealed, key, self->secret) == 0)
    opened = lk_secret_new (plain, (gssize) plain_length);
  lk_wipe (plain, plain_length);
  g_free (plain);
  return opened != NULL ? opened : fail (error, _ ("it was not sealed for this login"));
}

gboolean
lk_transfer_read (const LkSecret *plain, LkSecret **app_token, LkSecret **org_token, GError **error)
{
  g_autoptr (JsonObject) object =
      lk_json_parse_object (lk_secret_text (plain), lk_secret_length (plain), PLAIN_MAX,
                            _ ("its content is not JSON as it must be"), error);

  if (object == NULL)
    return FALSE;

  const char *app = lk_json_text (object, "app_token");
  const char *org = lk_json_text (object, "org_token");

  if (app == NULL || app[0] == '\0') {
    fail (error, _ ("there is no token in it"));
    return FALSE;
  }
  *app_token = lk_secret_new (app, -1);
  *org_token = org == NULL || org[0] == '\0' ? NULL : lk_secret_new (org, -1);
  return TRUE;
}
