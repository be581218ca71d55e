/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnel.h"

#include "raw.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* How long the client may take to answer a Close, and a blocked write to let one pass. */
#define PATIENCE (2 * G_USEC_PER_SEC)

static gboolean
write_begin (EdgeTunnel *tunnel, gint64 until)
{
  gboolean ours = FALSE;

  g_mutex_lock (&tunnel->mutex);
  while (tunnel->writing && !tunnel->closed)
    if (until == 0)
      g_cond_wait (&tunnel->changed, &tunnel->mutex);
    else if (!g_cond_wait_until (&tunnel->changed, &tunnel->mutex, until))
      break;
  if (!tunnel->writing && !tunnel->closed)
    ours = tunnel->writing = TRUE;
  g_mutex_unlock (&tunnel->mutex);
  return ours;
}

static void
write_end (EdgeTunnel *tunnel, gboolean close)
{
  g_mutex_lock (&tunnel->mutex);
  tunnel->writing = FALSE;
  tunnel->closed |= close;
  g_cond_broadcast (&tunnel->changed);
  g_mutex_unlock (&tunnel->mutex);
}

gboolean
edge_tunnel_send_raw (EdgeTunnel *tunnel, const void *data, gsize length)
{
  gboolean good;

  if (!write_begin (tunnel, 0))
    return FALSE;
  good = edge_raw_write (tunnel->client, data, length);
  write_end (tunnel, !good);
  return good;
}

gboolean
edge_tunnel_send (EdgeTunnel *tunnel, guint8 first, const void *payload, gsize length)
{
  guchar frame[10 + EDGE_MESSAGE_MAX];
  gsize head = edge_frame_head (frame, first, length);

  g_return_val_if_fail (length <= EDGE_MESSAGE_MAX, FALSE);
  memcpy (frame + head, payload, length);
  return edge_tunnel_send_raw (tunnel, frame, head + length);
}

static void
send_close (EdgeTunnel *tunnel, guint16 code)
{
  guchar frame[4] = {EDGE_FIN | EDGE_OP_CLOSE, 2, code >> 8, code & 0xff};

  if (!write_begin (tunnel, g_get_monotonic_time () + PATIENCE))
    return;
  edge_raw_write (tunnel->client, frame, sizeof frame);
  write_end (tunnel, TRUE);
}

static int
fd_of (GIOStream *stream)
{
  return g_socket_get_fd (edge_raw_socket (stream));
}

void
edge_tunnel_wait_gone (EdgeTunnel *tunnel)
{
  struct pollfd wait = {.fd = fd_of (tunnel->client), .events = POLLRDHUP};

  while (poll (&wait, 1, -1) < 0)
    ;
}

static gpointer
up_thread (gpointer user_data)
{
  EdgeTunnel *tunnel = user_data;

  edge_tunnel_up (tunnel);
  send_close (tunnel, 1000);
  shutdown (fd_of (G_IO_STREAM (tunnel->origin)), SHUT_RDWR);
  g_mutex_lock (&tunnel->mutex);
  tunnel->up_ended = TRUE;
  /* A write that hangs because the client does not read ends with the socket. */
  if (!tunnel->closed)
    shutdown (fd_of (tunnel->client), SHUT_RDWR);
  g_cond_broadcast (&tunnel->changed);
  g_mutex_unlock (&tunnel->mutex);
  return NULL;
}

/* Waits for the origin's next bytes and sends the pings in between. Returns: how many were read, 0 at the end */
static gssize
read_origin (EdgeTunnel *tunnel, guchar *data, gsize size, gint64 *next_ping)
{
  struct pollfd wait = {.fd = fd_of (G_IO_STREAM (tunnel->origin)), .events = POLLIN};

  for (;;) {
    gint64 left = (*next_ping - g_get_monotonic_time ()) / 1000;
    int ready = poll (&wait, 1, CLAMP (left, 0, G_MAXINT));
    gssize got;

    if (ready > 0 && (got = recv (wait.fd, data, size, MSG_DONTWAIT)) >= 0)
      return got;
    if (ready > 0 && errno != EAGAIN && errno != EINTR)
      return 0;
    if (g_get_monotonic_time () < *next_ping)
      continue;
    *next_ping += (gint64) tunnel->ping_ms * 1000;
    edge_stats_add (tunnel->stats, EDGE_PINGS_SENT, 1);
    if (!edge_tunnel_send (tunnel, EDGE_FIN | EDGE_OP_PING, "", 0))
      return 0;
  }
}

/* From origin to client. Returns: whether the end deserves a Close */
static gboolean
down (EdgeTunnel *tunnel)
{
  guchar data[EDGE_MESSAGE_MAX];
  gint64 next_ping = g_get_monotonic_time () + (gint64) tunnel->ping_ms * 1000;
  gint64 after = tunnel->fault != NULL ? edge_fault_int (tunnel->fault, "after", 0) : G_MAXINT64;
  gint64 sent = 0;
  gssize got;

  for (;;) {
    if (sent >= after) {
      after = G_MAXINT64;
      if (!edge_tunnel_misbehave (tunnel))
        return FALSE;
    }
    got = read_origin (tunnel, data, sizeof data, &next_ping);
    if (got <= 0 || !edge_tunnel_send_data (tunnel, data, got))
      return TRUE;
    sent += got;
    edge_stats_add (tunnel->stats, EDGE_BYTES_DOWN, got);
  }
}

static void
wait_for_up (EdgeTunnel *tunnel)
{
  gint64 until = g_get_monotonic_time () + PATIENCE;

  g_mutex_lock (&tunnel->mutex);
  while (!tunnel->up_ended && g_cond_wait_until (&tunnel->changed, &tunnel->mutex, until))
    ;
  g_mutex_unlock (&tunnel->mutex);
}

static void
tunnel_free (EdgeTunnel *tunnel)
{
  g_io_stream_close (tunnel->client, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (tunnel->origin), NULL, NULL);
  g_object_unref (tunnel->client);
  g_object_unref (tunnel->origin);
  g_clear_pointer (&tunnel->fault, edge_fault_unref);
  g_free (tunnel->greeting);
  g_mutex_clear (&tunnel->mutex);
  g_cond_clear (&tunnel->changed);
  edge_stats_add (tunnel->stats, EDGE_WEBSOCKETS_OPEN, -1);
  g_free (tunnel);
}

static gpointer
tunnel_thread (gpointer user_data)
{
  EdgeTunnel *tunnel = user_data;
  GThread *up = NULL;

  if (edge_raw_write (tunnel->client, tunnel->greeting, strlen (tunnel->greeting))) {
    up = g_thread_new ("up", up_thread, tunnel);
    if (down (tunnel)) {
      send_close (tunnel, 1000);
      wait_for_up (tunnel);
    }
  }
  shutdown (fd_of (G_IO_STREAM (tunnel->origin)), SHUT_RDWR);
  shutdown (fd_of (tunnel->client), SHUT_RD);
  g_clear_pointer (&up, g_thread_join);
  tunnel_free (tunnel);
  return NULL;
}

void
edge_tunnel_start (EdgeTunnel *tunnel)
{
  g_mutex_init (&tunnel->mutex);
  g_cond_init (&tunnel->changed);
  edge_stats_websocket_opened (tunnel->stats);
  g_thread_unref (g_thread_new ("tunnel", tunnel_thread, tunnel));
}
