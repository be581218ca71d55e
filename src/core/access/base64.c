/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/base64.h"

#include <sodium.h>

static int
sodium_variant (LkBase64 variant)
{
  static const int variants[] = {
      [LK_BASE64_STANDARD] = sodium_base64_VARIANT_ORIGINAL,
      [LK_BASE64_URL] = sodium_base64_VARIANT_URLSAFE,
      [LK_BASE64_URL_BARE] = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
  };

  return variants[variant];
}

guint8 *
lk_base64_decode (LkBase64 variant, const char *text, gsize length, gsize *decoded)
{
  gsize room = length / 4 * 3 + 3;
  guint8 *data = g_malloc0 (room + 1);

  if (sodium_base642bin (data, room, text, length, NULL, decoded, NULL, sodium_variant (variant)) ==
      0)
    return data;
  g_free (data);
  return NULL;
}

char *
lk_base64_encode (LkBase64 variant, const void *data, gsize length)
{
  int kind = sodium_variant (variant);
  gsize room = sodium_base64_encoded_len (length, kind);
  char *text = g_malloc (room);

  sodium_bin2base64 (text, room, data, length, kind);
  return text;
}
