/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "carrier/chunked.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Content is never more than what came; whatever follows the end changes nothing. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GByteArray) longer = g_byte_array_new ();

  g_byte_array_append (body, data, (guint) size);
  g_byte_array_append (longer, data, (guint) size);
  g_byte_array_append (longer, (const guint8 *) "1\r\nx\r\n", 6);
  if (lk_chunked_decode (body)) {
    g_assert_true (lk_chunked_decode (longer));
    g_assert_cmpmem (body->data, body->len, longer->data, longer->len);
  }
  g_assert_cmpuint (body->len, <=, size);
  return 0;
}
