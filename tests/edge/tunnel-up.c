/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From client to origin, with the ways of the real origin daemon. */
#include "tunnel.h"

#include <string.h>

typedef struct {
  EdgeTunnel *tunnel;
  GInputStream *in;
  GOutputStream *origin;
  guchar message[EDGE_MESSAGE_MAX];
  gsize kept;    /* of the message, at most what fits */
  guint64 total; /* of the message */
  guint8 opcode; /* of the message under way, or 0 */
  guint64 forwarded;
  gboolean origin_gone;
} Up;

static void
origin_write (Up *up)
{
  /* When the origin is gone the other thread says so; here the rest is read and dropped until the client closes. */
  if (!up->origin_gone &&
      !g_output_stream_write_all (up->origin, up->message, up->kept, NULL, NULL, NULL))
    up->origin_gone = TRUE;
  up->forwarded += up->kept;
  edge_stats_add (up->tunnel->stats, EDGE_BYTES_UP, up->kept);
}

static void
message_done (Up *up)
{
  EdgeStats *stats = up->tunnel->stats;

  edge_stats_add (stats, EDGE_CLIENT_MESSAGES, 1);
  edge_stats_max (stats, EDGE_LARGEST_CLIENT_MESSAGE, up->total);
  if (up->total > up->kept)
    edge_stats_add (stats, EDGE_TRUNCATED_MESSAGES, 1);
  if (up->opcode == EDGE_OP_BINARY)
    origin_write (up);
  else
    edge_stats_add (stats, EDGE_TEXT_MESSAGES, 1);
  up->opcode = 0;
  up->kept = up->total = 0;
}

static gboolean
data_frame (Up *up, const EdgeFrame *frame)
{
  guchar dropped[4096];
  guint64 done = 0;

  if ((frame->opcode == EDGE_OP_CONTINUATION) != (up->opcode != 0))
    return FALSE;
  if (frame->opcode != EDGE_OP_CONTINUATION)
    up->opcode = frame->opcode;
  while (done < frame->length) {
    gsize room = sizeof up->message - up->kept;
    gsize part = MIN (frame->length - done, room > 0 ? room : sizeof dropped);

    if (!edge_frame_payload (up->in, frame, done, room > 0 ? up->message + up->kept : dropped,
                             part))
      return FALSE;
    up->kept += room > 0 ? part : 0;
    done += part;
  }
  up->total += frame->length;
  if (frame->fin)
    message_done (up);
  return TRUE;
}

static gboolean
control_frame (Up *up, const EdgeFrame *frame)
{
  EdgeTunnel *tunnel = up->tunnel;
  guchar payload[125];

  if (!frame->fin || frame->length > sizeof payload ||
      !edge_frame_payload (up->in, frame, 0, payload, frame->length))
    return FALSE;
  switch (frame->opcode) {
  case EDGE_OP_PING:
    edge_stats_add (tunnel->stats, EDGE_PINGS_RECEIVED, 1);
    return edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_PONG, payload, frame->length);
  case EDGE_OP_PONG:
    edge_stats_add (tunnel->stats, EDGE_PONGS_RECEIVED, 1);
    return TRUE;
  case EDGE_OP_CLOSE:
    edge_stats_set (tunnel->stats, EDGE_LAST_CLOSE_CODE,
                    frame->length >= 2 ? payload[0] << 8 | payload[1] : 1005);
    return FALSE;
  default:
    return FALSE;
  }
}

static gboolean
one_frame (Up *up)
{
  EdgeFrame frame;

  if (!edge_frame_read (up->in, &frame))
    return FALSE;
  if (!frame.masked) {
    edge_stats_add (up->tunnel->stats, EDGE_UNMASKED_FRAMES, 1);
    return FALSE;
  }
  if (frame.reserved != 0 || (frame.opcode > EDGE_OP_BINARY && frame.opcode < EDGE_OP_CLOSE))
    return FALSE;
  return frame.opcode >= EDGE_OP_CLOSE ? control_frame (up, &frame) : data_frame (up, &frame);
}

static gboolean
stalls_now (const Up *up)
{
  const EdgeFault *fault = up->tunnel->fault;

  return fault != NULL && g_str_equal (fault->kind, "tunnel-stall-read") &&
         up->forwarded >= (guint64) edge_fault_int (fault, "after", 0);
}

void
edge_tunnel_up (EdgeTunnel *tunnel)
{
  Up *up = g_new0 (Up, 1);

  up->tunnel = tunnel;
  up->in =
      g_buffered_input_stream_new_sized (g_io_stream_get_input_stream (tunnel->client), 64 * 1024);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (up->in), FALSE);
  up->origin = g_io_stream_get_output_stream (G_IO_STREAM (tunnel->origin));
  do {
    if (stalls_now (up))
      edge_tunnel_wait_gone (tunnel);
  } while (one_frame (up));
  g_object_unref (up->in);
  g_free (up);
}
