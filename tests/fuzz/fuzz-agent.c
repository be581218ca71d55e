/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "cert/agent-message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What whoever listens on SSH_AUTH_SOCK may answer, and whoever connects to our agent may ask. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) identities = lk_agent_read_identities (data, size);

  g_autoptr (GBytes) blob = NULL;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GBytes) others = g_bytes_new (data, size);
  g_autoptr (GBytes) merged = lk_agent_write_identities (none, others);

  (void) lk_agent_read_request (data, size, &blob);
  g_assert_true (identities == NULL || g_bytes_equal (merged, others));
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
