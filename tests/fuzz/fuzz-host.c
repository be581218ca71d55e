/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "access/host.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A name that is taken once is taken again as it is. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *path = NULL;
  g_autofree char *host = lk_host_parse (text, &path, NULL);

  if (host != NULL) {
    g_autofree char *again = lk_host_parse (host, NULL, NULL);

    g_assert_cmpstr (again, ==, host);
    g_assert_true (path[0] == '/');
  }
  return 0;
}
