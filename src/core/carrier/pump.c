/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/tunnel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <openssl/rand.h>

#include "base/error.h"
#include "carrier/frame.h"
#include "carrier/output.h"
#include "carrier/tunnel-private.h"

/* What is read at once, in either direction: four whole messages toward the origin. */
#define CHUNK (4 * LK_FRAME_PAYLOAD_MAX)
#define STAGE (CHUNK + 4 * LK_FRAME_OVERHEAD)
#define PIECES_MAX 64

/* After so many rounds in one direction the other one has its turn. */
#define ROUNDS 16

/* How long a goodbye may take, in milliseconds. */
#define GOODBYE 1000

/*
 * The two directions share nothing but the TLS. Downward: TLS -> plain -> pieces -> output; TLS is read
 * only when all of plain is used up, and that only when all pieces are written. Upward: input -> raw ->
 * stage -> TLS; input is read only when TLS has sent everything. So neither can grow, and neither waits
 * for the other.
 */
typedef struct {
  LkTls *tls;
  LkTimeouts timeouts;
  LkTunnelStats stats;

  LkOutput output;
  guint8 plain[CHUNK];
  gsize plain_start, plain_end;
  LkFrameDecoder decoder;
  struct iovec pieces[PIECES_MAX];
  int first_piece, n_pieces;
  gboolean reader_gone; /* nobody reads our output any more */
  gboolean ended;       /* the TLS stream has */
  gboolean closed;      /* the other side sent Close */
  guint close_code;
  gboolean more; /* there may be more to read at once */

  int in_fd;
  guint8 raw[CHUNK];
  guint8 stage[STAGE];
  guint8 masks[256];
  gsize masks_left;
  gboolean input_ended;
  gboolean pong_due;
  guint8 pong[LK_FRAME_CONTROL_MAX];
  gsize pong_length;

  gint64 heard_at; /* milliseconds; when the other side last said anything */
} Pump;

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static const guint8 *
next_mask (Pump *pump)
{
  if (pump->masks_left == 0) {
    if (RAND_bytes (pump->masks, sizeof pump->masks) != 1)
      g_error ("the system's random source does not work");
    pump->masks_left = sizeof pump->masks;
  }
  pump->masks_left -= 4;
  return pump->masks + pump->masks_left;
}

/* Downward */

static gboolean
take_event (Pump *pump, const LkFrameEvent *event, GError **error)
{
  switch (event->kind) {
  case LK_FRAME_EVENT_DATA:
    pump->pieces[pump->n_pieces++] = (struct iovec){(void *) event->data, event->length};
    pump->stats.received += event->length;
    return TRUE;
  case LK_FRAME_EVENT_PING:
    /* Only the latest needs an answer (RFC 6455 section 5.5.3). */
    memcpy (pump->pong, event->data, event->length);
    pump->pong_length = event->length;
    pump->pong_due = TRUE;
    return TRUE;
  case LK_FRAME_EVENT_CLOSE:
    pump->closed = TRUE;
    pump->plain_start = pump->plain_end;
    return lk_frame_close_code (event, &pump->close_code, error);
  case LK_FRAME_EVENT_PONG:
  case LK_FRAME_EVENT_NONE:
  default:
    return TRUE;
  }
}

/* Makes pieces of what was decrypted. They point into plain, which stays until they are written. */
static gboolean
decode (Pump *pump, GError **error)
{
  while (pump->n_pieces < PIECES_MAX && pump->plain_start < pump->plain_end) {
    LkFrameEvent event;
    gsize used;

    if (!lk_frame_decode (&pump->decoder, pump->plain + pump->plain_start,
                          pump->plain_end - pump->plain_start, &used, &event, error))
      return FALSE;
    pump->plain_start += used;
    if (!take_event (pump, &event, error))
      return FALSE;
  }
  return TRUE;
}

/* Returns FALSE when the output takes no more now. */
static gboolean
write_pieces (Pump *pump)
{
  while (pump->first_piece < pump->n_pieces) {
    gssize n = lk_output_write (&pump->output, pump->pieces + pump->first_piece,
                                pump->n_pieces - pump->first_piece);

    if (n < 0) {
      pump->reader_gone = errno != EAGAIN && errno != EWOULDBLOCK;
      return FALSE;
    }
    while (n > 0) {
      struct iovec *piece = &pump->pieces[pump->first_piece];
      gsize part = MIN ((gsize) n, piece->iov_len);

      piece->iov_base = (guint8 *) piece->iov_base + part;
      piece->iov_len -= part;
      n -= (gssize) part;
      if (piece->iov_len == 0)
        pump->first_piece++;
    }
  }
  pump->first_piece = pump->n_pieces = 0;
  return TRUE;
}

/* Decrypts as much as there is, up to a chunk, so that one write takes it all. */
static gboolean
read_tls (Pump *pump, GError **error)
{
  pump->plain_start = pump->plain_end = 0;
  pump->more = FALSE;
  while (pump->plain_end < sizeof pump->plain) {
    gssize n = lk_tls_read (pump->tls, pump->plain + pump->plain_end,
                            sizeof pump->plain - pump->plain_end, error);

    if (n == LK_TLS_AGAIN)
      return TRUE;
    if (n < 0)
      return FALSE;
    pump->ended = n == 0;
    if (n == 0)
      return TRUE;
    pump->heard_at = now_ms ();
    pump->plain_end += (gsize) n;
  }
  pump->more = TRUE;
  return TRUE;
}

static gboolean
pump_down (Pump *pump, GError **error)
{
  for (int round = 0; round < ROUNDS && !pump->reader_gone; round++) {
    if (!write_pieces (pump))
      return TRUE;
    if (!decode (pump, error))
      return FALSE;
    if (pump->n_pieces > 0)
      continue;
    if (pump->closed || pump->ended)
      return TRUE;
    if (!read_tls (pump, error))
      return FALSE;
    if (pump->plain_end == 0)
      return TRUE;
  }
  return TRUE;
}

/* Upward */

static gboolean
send_control (Pump *pump, LkFrameOpcode opcode, const guint8 *payload, gsize length, GError **error)
{
  guint8 frame[LK_FRAME_CONTROL_MAX + LK_FRAME_OVERHEAD];
  gsize n = lk_frame_encode (frame, opcode, next_mask (pump), payload, length);

  return lk_tls_write (pump->tls, frame, n, error) && lk_tls_flush (pump->tls, error);
}

static gboolean
flush_up (Pump *pump, GError **error)
{
  if (!lk_tls_flush (pump->tls, error))
    return FALSE;
  if (!pump->pong_due || !lk_tls_flushed (pump->tls))
    return TRUE;
  pump->pong_due = FALSE;
  return send_control (pump, LK_FRAME_PONG, pump->pong, pump->pong_length, error);
}

static gboolean
read_input (Pump *pump, GError **error)
{
  gssize n = read (pump->in_fd, pump->raw, sizeof pump->raw);
  gsize staged = 0;

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return TRUE;
  if (n <= 0) {
    pump->input_ended = TRUE;
    pump->heard_at = now_ms ();
    return TRUE;
  }
  for (gsize at = 0; at < (gsize) n; at += LK_FRAME_PAYLOAD_MAX)
    staged += lk_frame_encode (pump->stage + staged, LK_FRAME_BINARY, next_mask (pump),
                               pump->raw + at, MIN ((gsize) n - at, LK_FRAME_PAYLOAD_MAX));
  pump->stats.sent += (guint64) n;
  return lk_tls_write (pump->tls, pump->stage, staged, error) && lk_tls_flush (pump->tls, error);
}

/* The loop */

static gboolean
output_blocked (const Pump *pump)
{
  return pump->first_piece < pump->n_pieces;
}

/* How long to wait, in milliseconds. While we do not read, the other side cannot be heard. */
static int
patience (const Pump *pump)
{
  int limit = pump->input_ended && lk_tls_flushed (pump->tls) ? pump->timeouts.drain
                                                              : pump->timeouts.liveness;

  if (pump->more && !output_blocked (pump))
    return 0;
  if (output_blocked (pump))
    return -1;
  return (int) CLAMP (pump->heard_at + limit - now_ms (), 0, limit);
}

/* Waits for something to do. Returns FALSE when the session is to end, with @error unless that is in order. */
static gboolean
wait_and_read (Pump *pump, int cancel_fd, GError **error)
{
  gboolean flushed = lk_tls_flushed (pump->tls);
  gboolean take_input = !pump->input_ended && flushed;
  gboolean blocked = output_blocked (pump);
  int timeout = patience (pump);
  struct pollfd fds[] = {
      {.fd = lk_tls_fd (pump->tls),
       .events = (short) ((blocked ? 0 : POLLIN) | (flushed ? 0 : POLLOUT))},
      {.fd = take_input ? pump->in_fd : -1, .events = POLLIN},
      {.fd = pump->output.fd, .events = blocked ? POLLOUT : 0},
      {.fd = cancel_fd, .events = POLLIN},
  };
  int n;

  /* An error on a connection that is not read from would wake us again and again. */
  if (fds[0].events == 0)
    fds[0].fd = -1;
  n = poll (fds, G_N_ELEMENTS (fds), timeout);
  if (blocked)
    pump->heard_at = now_ms ();
  if (fds[3].revents != 0 || (fds[2].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
    pump->reader_gone = TRUE;
    return FALSE;
  }
  pump->output.ready = (fds[2].revents & POLLOUT) != 0;
  if (n > 0 || timeout == 0 || errno == EINTR)
    return fds[1].revents == 0 || read_input (pump, error);
  if (!pump->input_ended)
    g_set_error (error, LK_ERROR, LK_ERROR_TUNNEL,
                 "the connection is dead: nothing was heard for %d seconds; connect again",
                 pump->timeouts.liveness / 1000);
  return FALSE;
}

static gboolean
ended_in_order (Pump *pump, GError **error)
{
  if (!lk_frame_at_boundary (&pump->decoder))
    g_set_error_literal (error, LK_ERROR, LK_ERROR_TCP,
                         "the connection broke in the middle of a message; connect again");
  else if (lk_tls_truncated (pump->tls) && !pump->input_ended)
    g_set_error_literal (error, LK_ERROR, LK_ERROR_TCP, "the connection was cut; connect again");
  else
    return TRUE;
  return FALSE;
}

static gboolean
closed_in_order (Pump *pump, GError **error)
{
  switch (pump->close_code) {
  case 1000:
  case 1001:
  case 1005:
    return TRUE;
  case 1008:
    g_set_error_literal (error, LK_ERROR, LK_ERROR_POLICY,
                         "the edge ended the session because of a policy (code 1008)");
    return FALSE;
  default:
    g_set_error (error, LK_ERROR, LK_ERROR_TUNNEL,
                 "the edge ended the session (code %u); connect again", pump->close_code);
    return FALSE;
  }
}

/* Says Close, hears the other side's end, and gives up on both after a second: it ends anyway. */
static void
say_goodbye (Pump *pump, guint code)
{
  const guint8 payload[] = {(guint8) (code >> 8), (guint8) code};
  LkWait wait = lk_wait_new (GOODBYE, -1);
  gboolean said = FALSE;

  while (!pump->ended && lk_tls_flush (pump->tls, NULL)) {
    if (!said && lk_tls_flushed (pump->tls)) {
      said = TRUE;
      if (!send_control (pump, LK_FRAME_CLOSE, payload, sizeof payload, NULL))
        return;
      lk_tls_shutdown (pump->tls);
      if (lk_tls_flushed (pump->tls))
        shutdown (lk_tls_fd (pump->tls), SHUT_WR);
    }
    if (lk_wait_for (&wait, lk_tls_fd (pump->tls),
                     POLLIN | (lk_tls_flushed (pump->tls) ? 0 : POLLOUT)) != LK_WAIT_READY ||
        !read_tls (pump, NULL))
      return;
  }
}

static gboolean
run (Pump *pump, int cancel_fd, GError **error)
{
  g_autoptr (GError) local = NULL;

  for (;;) {
    if (!flush_up (pump, error) || !pump_down (pump, error) || !flush_up (pump, error))
      return FALSE;
    if (!pump->reader_gone && output_blocked (pump))
      ;
    else if (pump->closed || pump->ended || pump->reader_gone)
      break;
    if (!wait_and_read (pump, cancel_fd, &local))
      break;
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (pump->ended && !pump->reader_gone)
    return ended_in_order (pump, error);
  say_goodbye (pump, pump->closed && pump->close_code != 1005 ? pump->close_code : 1000);
  return pump->reader_gone || !pump->closed || closed_in_order (pump, error);
}

gboolean
lk_tunnel_run (LkTunnel *tunnel,
               int in_fd,
               int out_fd,
               int cancel_fd,
               LkTunnelStats *stats,
               GError **error)
{
  g_autofree Pump *pump = g_new0 (Pump, 1);
  gboolean ok;

  g_return_val_if_fail (tunnel->early->len <= sizeof pump->plain, FALSE);

  pump->tls = tunnel->tls;
  pump->timeouts = tunnel->timeouts;
  pump->in_fd = in_fd;
  pump->heard_at = now_ms ();
  lk_output_open (&pump->output, out_fd);
  lk_pipe_grow (in_fd);
  memcpy (pump->plain, tunnel->early->data, tunnel->early->len);
  pump->plain_end = tunnel->early->len;
  ok = run (pump, cancel_fd, error);
  lk_output_close (&pump->output);
  if (stats != NULL)
    *stats = pump->stats;
  return ok;
}
