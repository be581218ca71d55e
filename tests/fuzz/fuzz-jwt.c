/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "access/base64.h"
#include "access/jwt.h"
#include "access/token.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
take (LkSecret *text)
{
  g_autoptr (LkSecret) owned = text;
  g_autoptr (LkJwt) jwt = lk_jwt_parse (owned, NULL);
  g_autoptr (LkToken) token = lk_token_new (owned, NULL);

  g_assert_true (token == NULL || jwt != NULL);
  if (token != NULL)
    g_assert_cmpint (lk_token_get_remaining (token, 0), >=, 0);
}

/* Once as it stands, once as header and payload, split at the first NUL, in the wrapping of a token. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const uint8_t *middle = memchr (data, 0, size);

  take (lk_secret_new (data, (gssize) size));
  if (middle != NULL) {
    gsize length = (gsize) (middle - data);
    g_autofree char *header = lk_base64_encode (LK_BASE64_URL_BARE, data, length);
    g_autofree char *payload = lk_base64_encode (LK_BASE64_URL_BARE, middle + 1, size - length - 1);

    take (lk_secret_new_take (g_strconcat (header, ".", payload, ".AAAA", NULL)));
  }
  return 0;
}
