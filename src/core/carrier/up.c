/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/up.h"

#include <errno.h>
#include <unistd.h>
#include <openssl/rand.h>

void
lk_up_init (LkUp *up, LkTls *tls, int in_fd)
{
  up->tls = tls;
  up->fd = in_fd;
  lk_pipe_grow (in_fd);
}

gboolean
lk_up_ready (const LkUp *up)
{
  return up->error == NULL && lk_tls_flushed (up->tls);
}

void
lk_up_flush (LkUp *up)
{
  if (up->error == NULL)
    lk_tls_flush (up->tls, &up->error);
}

static void
send_now (LkUp *up, const guint8 *frames, gsize length)
{
  if (lk_tls_write (up->tls, frames, length, &up->error))
    lk_tls_flush (up->tls, &up->error);
}

static const guint8 *
next_mask (LkUp *up)
{
  if (up->masks_left == 0) {
    if (RAND_bytes (up->masks, sizeof up->masks) != 1)
      g_error ("the system's random source does not work");
    up->masks_left = sizeof up->masks;
  }
  up->masks_left -= 4;
  return up->masks + up->masks_left;
}

void
lk_up_read (LkUp *up)
{
  gssize n = read (up->fd, up->raw, sizeof up->raw);
  gsize length = 0;

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return;
  if (n <= 0) {
    up->ended = TRUE;
    up->ended_at = g_get_monotonic_time ();
    return;
  }
  for (gsize at = 0; at < (gsize) n; at += LK_FRAME_PAYLOAD_MAX)
    length += lk_frame_encode (up->frames + length, LK_FRAME_BINARY, next_mask (up), up->raw + at,
                               MIN ((gsize) n - at, LK_FRAME_PAYLOAD_MAX));
  up->sent += (guint64) n;
  send_now (up, up->frames, length);
}

void
lk_up_control (LkUp *up, LkFrameOpcode opcode, const guint8 *payload, gsize length)
{
  guint8 frame[LK_FRAME_CONTROL_MAX + LK_FRAME_OVERHEAD];

  send_now (up, frame, lk_frame_encode (frame, opcode, next_mask (up), payload, length));
}

void
lk_up_clear (LkUp *up)
{
  g_clear_error (&up->error);
}
