/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "store/warm-format.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* An entry as any process may have written it, its value taken for a route; what is one survives a round. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gint64 expires_at;
  const char *value = lk_entry_parse ((const char *) data, size, &expires_at);

  if (value == NULL)
    return 0;

  g_autofree char *text = g_strndup (value, size - (gsize) (value - (const char *) data));
  g_autoptr (LkWarm) warm = lk_route_parse (text);
  if (warm != NULL) {
    if (warm->auth_domain != NULL)
      warm->token = lk_secret_new ("t", 1);
    g_autofree char *again = lk_route_format (warm);
    g_assert_cmpstr (again, ==, text);
  }
  return 0;
}
