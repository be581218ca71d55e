/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "access/verdict.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Every header has the value that the input begins with; the body follows. */
static const char *
any_header (gpointer data, const char *name)
{
  return *(const char *) data == '\0' ? NULL : data;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  const uint8_t *body = memchr (data, 0, size);
  g_autoptr (GError) error = NULL;
  guint retry_after;
  LkUpgradeReply reply = {
      .status = size == 0 ? 0 : 200u + data[size - 1] * 2u,
      .header = any_header,
      .header_data = text,
      .body = (const char *) body,
      .body_length = body == NULL ? 0 : size - (gsize) (body - data),
      .host = "ssh.example.com",
  };

  lk_verdict (&reply, &retry_after, &error);
  g_assert_nonnull (error);
  g_assert_cmpuint (retry_after, <=, 86400);
  for (const char *at = error->message; *at != '\0'; at++)
    g_assert_true (g_ascii_isprint (*at));
  return 0;
}
