/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tunnel does wrong when it is told to. */
#include "raw.h"
#include "tunnel.h"

#include <string.h>

static gboolean
is (const EdgeTunnel *tunnel, const char *kind)
{
  return tunnel->fault != NULL && g_str_equal (tunnel->fault->kind, kind);
}

/* A message in pieces of "size" bytes, with a ping after each one if wanted. */
static gboolean
in_pieces (EdgeTunnel *tunnel, const guchar *data, gsize length, gsize size, gboolean ping)
{
  for (gsize done = 0; done < length; done += size) {
    gsize part = MIN (size, length - done);
    guint8 first = done == 0 ? EDGE_OP_BINARY : EDGE_OP_CONTINUATION;

    if (!edge_tunnel_send (tunnel, first, data + done, part))
      return FALSE;
    if (!ping)
      continue;
    edge_stats_add (tunnel->stats, EDGE_PINGS_SENT, 1);
    if (!edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_PING, "in between", 10))
      return FALSE;
  }
  return edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_CONTINUATION, "", 0);
}

gboolean
edge_tunnel_send_data (EdgeTunnel *tunnel, const guchar *data, gsize length)
{
  if (is (tunnel, "tunnel-tiny-fragments"))
    return in_pieces (tunnel, data, length, edge_fault_int (tunnel->fault, "size", 1), FALSE);
  if (is (tunnel, "tunnel-ping-in-fragments"))
    return in_pieces (tunnel, data, length, edge_fault_int (tunnel->fault, "size", 1000), TRUE);
  return edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_BINARY, data, length);
}

static void
flood (EdgeTunnel *tunnel)
{
  static const guchar zeros[EDGE_MESSAGE_MAX];
  gint64 left = edge_fault_int (tunnel->fault, "bytes", G_MAXINT64);

  for (; left > 0; left -= sizeof zeros)
    if (!edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_BINARY, zeros, sizeof zeros))
      return;
}

static void
huge_message (EdgeTunnel *tunnel)
{
  static const guchar zeros[EDGE_MESSAGE_MAX];
  gint64 left = edge_fault_int (tunnel->fault, "bytes", 64 * 1024 * 1024);
  guchar head[10];

  edge_tunnel_send_raw (tunnel, head, edge_frame_head (head, EDGE_FIN | EDGE_OP_BINARY, left));
  for (; left > 0; left -= sizeof zeros)
    if (!edge_tunnel_send_raw (tunnel, zeros, MIN (left, (gint64) sizeof zeros)))
      return;
}

static void
bad_close (EdgeTunnel *tunnel)
{
  gint64 code = edge_fault_int (tunnel->fault, "code", is (tunnel, "tunnel-close") ? 1011 : 1005);
  guchar payload[2] = {code >> 8, code & 0xff};

  /* "length" 1 is a payload that cannot hold a code. */
  edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_CLOSE, payload,
                    CLAMP (edge_fault_int (tunnel->fault, "length", 2), 0, 2));
}

/* A frame that RFC 6455 forbids, bytes as they go out. Returns: FALSE when the fault is of another sort */
static gboolean
forbidden (EdgeTunnel *tunnel)
{
  static const struct {
    const char *kind;
    guint8 bytes[12];
    gsize length, padding;
  } frames[] = {
      {"tunnel-masked", {0x82, 0x84, 1, 2, 3, 4, 'm', 'a', 's', 'k'}, 10, 0},
      {"tunnel-reserved-bits", {0xc2, 4, 'r', 's', 'v', '1'}, 6, 0},
      {"tunnel-bad-opcode", {0x83, 4, 'o', 'p', 'c', '3'}, 6, 0},
      {"tunnel-oversized-control", {0x89, 126, 0, 200}, 4, 200},
      {"tunnel-fragmented-control", {0x09, 0}, 2, 0},
      {"tunnel-stray-continuation", {0x80, 4, 's', 't', 'r', 'y'}, 6, 0},
      {"tunnel-huge-length", {0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 10, 0},
      {"tunnel-text", {0x81, 4, 't', 'e', 'x', 't'}, 6, 0},
  };
  guchar padded[256] = {0};

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    if (is (tunnel, frames[i].kind)) {
      memcpy (padded, frames[i].bytes, frames[i].length);
      edge_tunnel_send_raw (tunnel, padded, frames[i].length + frames[i].padding);
      return TRUE;
    }
  return FALSE;
}

gboolean
edge_tunnel_misbehave (EdgeTunnel *tunnel)
{
  if (forbidden (tunnel))
    return TRUE;
  if (is (tunnel, "tunnel-flood"))
    flood (tunnel);
  else if (is (tunnel, "tunnel-huge-message"))
    huge_message (tunnel);
  else if (is (tunnel, "tunnel-close") || is (tunnel, "tunnel-invalid-close"))
    bad_close (tunnel);
  else if (is (tunnel, "tunnel-stall-write"))
    edge_tunnel_wait_gone (tunnel);
  else if (is (tunnel, "tunnel-drop"))
    return FALSE;
  else if (is (tunnel, "tunnel-reset"))
    return edge_raw_reset (tunnel->client), FALSE;
  return TRUE;
}
