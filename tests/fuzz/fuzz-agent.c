/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "cert/agent-message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What whoever listens on SSH_AUTH_SOCK may answer. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) identities = lk_agent_read_identities (data, size);

  g_assert_false (lk_agent_read_success (data, size) && identities != NULL);
  for (guint i = 0; identities != NULL && i < identities->len; i++) {
    const LkAgentIdentity *identity = g_ptr_array_index (identities, i);
    g_autoptr (LkCertificate) certificate = lk_certificate_parse (identity->blob, NULL);
    g_autoptr (LkSecret) request = lk_agent_remove (identity->blob);

    g_assert_true (g_utf8_validate (identity->comment, -1, NULL));
    g_assert_cmpuint (lk_secret_length (request), ==, g_bytes_get_size (identity->blob) + 9);
  }
  return 0;
}
