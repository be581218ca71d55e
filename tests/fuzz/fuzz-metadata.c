/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "access/base64.h"
#include "access/metadata.h"

#define HEADER "{\"alg\":\"RS256\",\"kid\":\"k1\"}"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *header = lk_base64_encode (LK_BASE64_URL_BARE, HEADER, strlen (HEADER));
  g_autofree char *payload = lk_base64_encode (LK_BASE64_URL_BARE, data, size);
  g_autoptr (LkSecret) text = lk_secret_new_take (g_strconcat (header, ".", payload, ".", NULL));
  g_autoptr (LkJwt) jwt = lk_jwt_parse (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkApp) app = NULL;

  if (jwt == NULL)
    return 0;
  app = lk_metadata_read (jwt, "ssh.example.com", "/", 1800000000, 1800003600, &error);
  g_assert_true ((app == NULL) == (error != NULL));
  if (app != NULL)
    g_assert_true (lk_auth_domain_is_valid (app->auth_domain));
  return 0;
}
