/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "carrier/frame.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What came of a stream: its messages, its control frames, and how it ended. */
static GByteArray *
decode (const uint8_t *data, size_t size, size_t step)
{
  GByteArray *all = g_byte_array_new ();
  LkFrameDecoder decoder = {0};
  LkFrameEvent event;
  gboolean ok = TRUE;
  gsize used;

  for (size_t at = 0; ok && at < size; at += used) {
    g_autoptr (GError) error = NULL;
    gsize piece = MIN (step, size - at);
    guint code;

    ok = lk_frame_decode (&decoder, data + at, piece, &used, &event, &error);
    g_assert_true (ok == (error == NULL));
    if (!ok)
      break;
    g_assert_cmpuint (used, <=, piece);
    g_assert_true (used > 0 || event.kind != LK_FRAME_EVENT_NONE);
    if (event.kind == LK_FRAME_EVENT_CLOSE && lk_frame_close_code (&event, &code, NULL))
      g_assert_true (code >= 1000 && code < 5000);
    if (event.kind != LK_FRAME_EVENT_NONE && event.kind != LK_FRAME_EVENT_DATA)
      g_byte_array_append (all, (const guint8 *) &event.kind, 1);
    g_byte_array_append (all, event.data, (guint) event.length);
  }
  g_byte_array_append (all, (const guint8 *) &ok, 1);
  return all;
}

/* A stream means the same however it is cut into pieces. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) whole = decode (data, size, size);
  g_autoptr (GByteArray) bytes = decode (data, size, 1);

  g_assert_cmpmem (whole->data, whole->len, bytes->data, bytes->len);
  return 0;
}
