/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Frames of RFC 6455, section 5, as a server sends and reads them, on a blocking stream. */

typedef enum {
  EDGE_OP_CONTINUATION = 0,
  EDGE_OP_TEXT = 1,
  EDGE_OP_BINARY = 2,
  EDGE_OP_CLOSE = 8,
  EDGE_OP_PING = 9,
  EDGE_OP_PONG = 10,
} EdgeOpcode;

#define EDGE_FIN 0x80

/** EdgeFrame: the head of a frame that was read */
typedef struct {
  gboolean fin;
  guint8 reserved; /* the three bits */
  guint8 opcode;
  gboolean masked;
  guint8 mask[4];
  guint64 length; /* of the payload, which follows */
} EdgeFrame;

/** edge_frame_read: Returns: FALSE at the end of the stream */
gboolean edge_frame_read (GInputStream *in, EdgeFrame *frame);

/**
 * edge_frame_payload:
 * @offset: how much of the payload was read before
 *
 * Reads @length bytes of the payload and unmasks them. Returns: FALSE at the end of the stream
 */
gboolean edge_frame_payload (GInputStream *in,
                             const EdgeFrame *frame,
                             guint64 offset,
                             guchar *data,
                             gsize length);

/** edge_frame_head: @first: opcode, %EDGE_FIN and what else shall stand there. Returns: the length of the head */
gsize edge_frame_head (guchar head[10], guint8 first, guint64 length);

/** edge_frame_accept: Returns: (transfer full): Sec-WebSocket-Accept for @key (section 4.2.2) */
char *edge_frame_accept (const char *key);

G_END_DECLS
