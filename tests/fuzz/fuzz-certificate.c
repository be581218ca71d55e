/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "cert/certificate.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A certificate in binary, and as the line that the edge gives; what is one survives a round. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) blob = g_bytes_new (data, size);
  g_autoptr (LkCertificate) certificate = lk_certificate_parse (blob, NULL);
  g_autoptr (LkCertificate) other = lk_certificate_parse_line ((const char *) data, size, NULL);

  if (certificate == NULL)
    certificate = g_steal_pointer (&other);
  if (certificate == NULL)
    return 0;

  g_autofree char *line = lk_certificate_line (certificate);
  g_autoptr (LkCertificate) again = lk_certificate_parse_line (line, strlen (line), NULL);

  g_assert_true (again == NULL || g_bytes_equal (again->blob, certificate->blob));
  g_assert_cmpint (lk_certificate_renew_at (certificate), <, certificate->valid_before);
  return 0;
}
