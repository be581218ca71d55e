/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The frames of RFC 6455 section 5, as a client writes and reads them. Pure: no I/O, no memory of its own. */

typedef enum {
  LK_FRAME_CONTINUATION = 0x0,
  LK_FRAME_TEXT = 0x1,
  LK_FRAME_BINARY = 0x2,
  LK_FRAME_CLOSE = 0x8,
  LK_FRAME_PING = 0x9,
  LK_FRAME_PONG = 0xa,
} LkFrameOpcode;

/** The largest message toward the origin, which reads it into a buffer of this size (protocol.md section 4). */
#define LK_FRAME_PAYLOAD_MAX 16384

/** What a frame of at most that payload is longer than it: 2 bytes, a 16-bit length, the mask. */
#define LK_FRAME_OVERHEAD 8

/** The largest payload of a control frame (RFC 6455 section 5.5). */
#define LK_FRAME_CONTROL_MAX 125

/**
 * lk_frame_encode:
 * @out: room for @length + %LK_FRAME_OVERHEAD bytes
 * @mask: four bytes that cannot be predicted (RFC 6455 section 5.3)
 * @payload: at most %LK_FRAME_PAYLOAD_MAX bytes, %LK_FRAME_CONTROL_MAX for a control frame
 *
 * Writes one whole, masked, unfragmented frame.
 *
 * Returns: its length in bytes
 */
gsize lk_frame_encode (guint8 *out,
                       LkFrameOpcode opcode,
                       const guint8 mask[4],
                       const void *payload,
                       gsize length);

/** LkFrameDecoder: where in the stream of frames the reader is; zeroed at the beginning */
typedef struct {
  guint8 head[10];
  guint8 head_length;
  guint8 opcode; /* of the frame whose payload is being read */
  gboolean in_message;
  guint64 left; /* payload bytes of this frame still to come */
  gboolean in_payload;
  guint8 control[LK_FRAME_CONTROL_MAX];
  guint8 control_length;
} LkFrameDecoder;

typedef enum {
  LK_FRAME_EVENT_NONE, /* the input is used up */
  LK_FRAME_EVENT_DATA, /* a piece of a message's payload, pointing into the input */
  LK_FRAME_EVENT_PING, /* a whole control frame; its payload is valid until the next call */
  LK_FRAME_EVENT_PONG,
  LK_FRAME_EVENT_CLOSE,
} LkFrameEventKind;

typedef struct {
  LkFrameEventKind kind;
  const guint8 *data;
  gsize length;
} LkFrameEvent;

/**
 * lk_frame_decode:
 * @input: what was received
 * @length: how much
 * @used: (out): how much of it was read; call again with the rest until the event is none
 * @event: (out): what it was
 *
 * Reads up to the next event. Messages are never put together: their pieces come as they are.
 *
 * Returns: %FALSE with %LK_ERROR_TUNNEL when the stream breaks the rules of a server's frames
 */
gboolean lk_frame_decode (LkFrameDecoder *decoder,
                          const guint8 *input,
                          gsize length,
                          gsize *used,
                          LkFrameEvent *event,
                          GError **error);

/** lk_frame_at_boundary: Returns: whether the stream may end here: not in a frame, not in a message */
gboolean lk_frame_at_boundary (const LkFrameDecoder *decoder);

/**
 * lk_frame_close_code:
 * @event: a close event
 * @code: (out): its status code, 1005 when there is none (RFC 6455 section 7.4)
 *
 * Returns: %FALSE with %LK_ERROR_TUNNEL for a payload or a code that must not be sent
 */
gboolean lk_frame_close_code (const LkFrameEvent *event, guint *code, GError **error);

G_END_DECLS
