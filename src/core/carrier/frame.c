/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/frame.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define FIN 0x80
#define RESERVED 0x70
#define OPCODE 0x0f
#define MASKED 0x80

/* XORs eight bytes at a time; the compiler makes vectors of it. */
static void
mask_into (guint8 *out, const guint8 *in, gsize length, const guint8 mask[4])
{
  guint64 wide, block;
  gsize i = 0;

  memcpy (&wide, mask, 4);
  memcpy ((guint8 *) &wide + 4, mask, 4);
  for (; i + sizeof block <= length; i += sizeof block) {
    memcpy (&block, in + i, sizeof block);
    block ^= wide;
    memcpy (out + i, &block, sizeof block);
  }
  for (; i < length; i++)
    out[i] = in[i] ^ mask[i % 4];
}

gsize
lk_frame_encode (guint8 *out,
                 LkFrameOpcode opcode,
                 const guint8 mask[4],
                 const void *payload,
                 gsize length)
{
  gsize n = 0;

  g_assert (length <= (opcode >= LK_FRAME_CLOSE ? LK_FRAME_CONTROL_MAX : LK_FRAME_PAYLOAD_MAX));

  out[n++] = (guint8) (FIN | opcode);
  if (length < 126) {
    out[n++] = (guint8) (MASKED | length);
  } else {
    out[n++] = MASKED | 126;
    out[n++] = (guint8) (length >> 8);
    out[n++] = (guint8) length;
  }
  memcpy (out + n, mask, 4);
  n += 4;
  mask_into (out + n, payload, length, mask);
  return n + length;
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (
      error, LK_ERROR, LK_ERROR_TUNNEL,
      _ ("the other side broke the WebSocket protocol (%s); something between may interfere"),
      what);
  return FALSE;
}

/* How long a head is, as far as its first two bytes tell. */
static gsize
head_size (const LkFrameDecoder *decoder)
{
  guint8 length;

  if (decoder->head_length < 2)
    return 2;
  length = decoder->head[1] & 0x7f;
  return length == 127 ? 10 : length == 126 ? 4 : 2;
}

static gboolean
check_opcode (LkFrameDecoder *decoder, guint8 first, GError **error)
{
  guint8 opcode = first & OPCODE;

  switch (opcode) {
  case LK_FRAME_CLOSE:
  case LK_FRAME_PING:
  case LK_FRAME_PONG:
    if ((first & FIN) == 0 || decoder->left > LK_FRAME_CONTROL_MAX)
      return fail (error, _ ("a control frame that is fragmented or too long"));
    decoder->control_length = 0;
    break;
  case LK_FRAME_TEXT:
  case LK_FRAME_BINARY:
    if (decoder->in_message)
      return fail (error, _ ("a new message within a message"));
    decoder->in_message = (first & FIN) == 0;
    break;
  case LK_FRAME_CONTINUATION:
    if (!decoder->in_message)
      return fail (error, _ ("a continuation of nothing"));
    decoder->in_message = (first & FIN) == 0;
    break;
  default:
    return fail (error, _ ("an unknown kind of frame"));
  }
  decoder->opcode = opcode;
  return TRUE;
}

/* Reads a complete head (RFC 6455 section 5.2). */
static gboolean
take_head (LkFrameDecoder *decoder, GError **error)
{
  const guint8 *head = decoder->head;
  gsize size = decoder->head_length;
  guint64 length = head[1] & 0x7f;

  if ((head[0] & RESERVED) != 0)
    return fail (error, _ ("reserved bits"));
  if ((head[1] & MASKED) != 0)
    return fail (error, _ ("a masked frame"));
  if (size > 2) {
    length = 0;
    for (gsize i = 2; i < size; i++)
      length = length << 8 | head[i];
    if (length < (size == 4 ? 126u : 65536u) || length >> 63 != 0)
      return fail (error, _ ("a length in a wrong form"));
  }
  decoder->left = length;
  decoder->head_length = 0;
  decoder->in_payload = TRUE;
  return check_opcode (decoder, head[0], error);
}

static LkFrameEventKind
control_kind (guint8 opcode)
{
  return opcode == LK_FRAME_PING   ? LK_FRAME_EVENT_PING
         : opcode == LK_FRAME_PONG ? LK_FRAME_EVENT_PONG
                                   : LK_FRAME_EVENT_CLOSE;
}

/* Takes what there is of a frame's payload. Returns how much that was. */
static gsize
take_payload (LkFrameDecoder *decoder, const guint8 *input, gsize length, LkFrameEvent *event)
{
  gsize n = (gsize) MIN (decoder->left, length);
  gboolean control = decoder->opcode >= LK_FRAME_CLOSE;

  if (control) {
    memcpy (decoder->control + decoder->control_length, input, n);
    decoder->control_length += (guint8) n;
  }
  decoder->left -= n;
  decoder->in_payload = decoder->left > 0;
  if (control && decoder->left == 0)
    *event =
        (LkFrameEvent){control_kind (decoder->opcode), decoder->control, decoder->control_length};
  else if (!control && n > 0)
    *event = (LkFrameEvent){LK_FRAME_EVENT_DATA, input, n};
  return n;
}

gboolean
lk_frame_decode (LkFrameDecoder *decoder,
                 const guint8 *input,
                 gsize length,
                 gsize *used,
                 LkFrameEvent *event,
                 GError **error)
{
  gsize at = 0;

  *event = (LkFrameEvent){LK_FRAME_EVENT_NONE, NULL, 0};
  while (event->kind == LK_FRAME_EVENT_NONE) {
    if (decoder->in_payload) {
      if (at == length && decoder->left > 0)
        break;
      at += take_payload (decoder, input + at, length - at, event);
      continue;
    }
    if (at == length)
      break;
    decoder->head[decoder->head_length++] = input[at++];
    if (decoder->head_length == head_size (decoder) && !take_head (decoder, error))
      return FALSE;
  }
  *used = at;
  return TRUE;
}

gboolean
lk_frame_at_boundary (const LkFrameDecoder *decoder)
{
  return decoder->head_length == 0 && !decoder->in_payload && !decoder->in_message;
}

gboolean
lk_frame_close_code (const LkFrameEvent *event, guint *code, GError **error)
{
  *code = 1005;
  if (event->length == 0)
    return TRUE;
  if (event->length == 1)
    return fail (error, _ ("half a status code"));
  *code = (guint) (event->data[0] << 8 | event->data[1]);
  if ((*code >= 1000 && *code <= 1014 && *code != 1004 && *code != 1005 && *code != 1006) ||
      (*code >= 3000 && *code <= 4999))
    return TRUE;
  return fail (error, _ ("a status code that must not be sent"));
}
