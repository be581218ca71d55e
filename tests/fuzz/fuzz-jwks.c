/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "access/jwks.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (LkJwks) keys = lk_jwks_parse (bytes, NULL);

  if (keys != NULL)
    g_assert_false (lk_jwks_verify (keys, "k1", data, size, data, MIN (size, 256)));
  return 0;
}
