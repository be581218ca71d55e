/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "tunnels/record.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The input is what stands between the magic and the end; what is taken can be shown. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  LkTunnelRecord record = {.magic = LK_TUNNEL_MAGIC}, parsed;

  if (size > 0)
    memcpy (&record.opened_at, data, MIN (size, sizeof record - sizeof record.magic));
  if (!lk_tunnel_record_parse (&record, sizeof record, &parsed))
    return 0;
  g_assert_cmpuint (strnlen (parsed.host, sizeof parsed.host), <, sizeof parsed.host);
  g_assert_cmpuint (strnlen (parsed.via, sizeof parsed.via), <, sizeof parsed.via);
  g_assert_true (g_utf8_validate (parsed.host, -1, NULL) &&
                 strpbrk (parsed.host, "\r\n\033") == NULL);
  g_assert_cmpint (parsed.opened_at, >, 0);
  return 0;
}
