/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "access/box.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The input as what was sealed, and, split at the first NUL, as the sender's key and the reply's body. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static LkBox *box;
  const uint8_t *middle = memchr (data, 0, size);
  g_autoptr (LkSecret) plain = lk_secret_new (data, (gssize) size);
  g_autoptr (LkSecret) app = NULL;
  g_autoptr (LkSecret) org = NULL;

  if (box == NULL)
    box = lk_box_new ();
  if (lk_transfer_read (plain, &app, &org, NULL))
    g_assert_cmpuint (lk_secret_length (app), >, 0);
  if (middle != NULL)
    g_assert_null (lk_box_open (box, (const char *) middle + 1, size - (gsize) (middle - data) - 1,
                                (const char *) data, NULL));
  return 0;
}
