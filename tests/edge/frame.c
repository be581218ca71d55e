/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame.h"

#include <string.h>

static gboolean
read_all (GInputStream *in, void *data, gsize length)
{
  gsize done;

  return g_input_stream_read_all (in, data, length, &done, NULL, NULL) && done == length;
}

gboolean
edge_frame_read (GInputStream *in, EdgeFrame *frame)
{
  guint8 head[2], extended[8];
  guint more;

  if (!read_all (in, head, sizeof head))
    return FALSE;
  frame->fin = (head[0] & EDGE_FIN) != 0;
  frame->reserved = head[0] & 0x70;
  frame->opcode = head[0] & 0x0f;
  frame->masked = (head[1] & 0x80) != 0;
  frame->length = head[1] & 0x7f;
  more = frame->length == 126 ? 2 : frame->length == 127 ? 8 : 0;
  if (more > 0) {
    if (!read_all (in, extended, more))
      return FALSE;
    frame->length = 0;
    for (guint i = 0; i < more; i++)
      frame->length = frame->length << 8 | extended[i];
  }
  return !frame->masked || read_all (in, frame->mask, sizeof frame->mask);
}

gboolean
edge_frame_payload (GInputStream *in,
                    const EdgeFrame *frame,
                    guint64 offset,
                    guchar *data,
                    gsize length)
{
  guint8 mask[8];
  guint64 wide, word;
  gsize i;

  if (!read_all (in, data, length))
    return FALSE;
  if (!frame->masked)
    return TRUE;
  for (i = 0; i < 8; i++)
    mask[i] = frame->mask[(offset + i) % 4];
  memcpy (&wide, mask, 8);
  for (i = 0; i + 8 <= length; i += 8) {
    memcpy (&word, data + i, 8);
    word ^= wide;
    memcpy (data + i, &word, 8);
  }
  for (; i < length; i++)
    data[i] ^= mask[i % 8];
  return TRUE;
}

gsize
edge_frame_head (guchar head[10], guint8 first, guint64 length)
{
  guint more = length < 126 ? 0 : length <= G_MAXUINT16 ? 2 : 8;

  head[0] = first;
  head[1] = more == 0 ? length : more == 2 ? 126 : 127;
  for (guint i = 0; i < more; i++)
    head[2 + i] = length >> (8 * (more - 1 - i));
  return 2 + more;
}

char *
edge_frame_accept (const char *key)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) key, -1);
  g_checksum_update (sum, (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (sum, digest, &length);
  return g_base64_encode (digest, length);
}
