/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "carrier/http-head.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A head is whole at its last byte and not before, and what follows it is not looked at. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const names[] = {"Upgrade", "Connection", "Retry-After", "Location", "Server"};
  g_autoptr (GError) error = NULL;
  g_autoptr (LkHttpHead) head = NULL;
  gsize used;
  gboolean ok = lk_http_head_parse ((const char *) data, size, &used, &head, &error);

  g_assert_true (ok == (error == NULL));
  g_assert_true (ok || head == NULL);
  if (head == NULL)
    return 0;
  g_assert_cmpuint (used, <=, MIN (size, LK_HTTP_HEAD_MAX));
  g_assert_cmpuint (lk_http_head_status (head), >=, 100);
  g_assert_cmpuint (lk_http_head_status (head), <=, 999);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = lk_http_head_get (head, names[i]);

    g_assert_true (value == NULL || strpbrk (value, "\r\n") == NULL);
    lk_http_head_has_token (head, names[i], "websocket");
  }

  g_autoptr (LkHttpHead) shorter = NULL;
  g_autoptr (LkHttpHead) exact = NULL;
  gsize again;
  g_assert_true (lk_http_head_parse ((const char *) data, used - 1, &again, &shorter, NULL));
  g_assert_null (shorter);
  g_assert_true (lk_http_head_parse ((const char *) data, used, &again, &exact, NULL));
  g_assert_nonnull (exact);
  g_assert_cmpuint (again, ==, used);
  return 0;
}
