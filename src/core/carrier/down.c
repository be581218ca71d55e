/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/down.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

/* After so many chunks the other direction has its turn. */
#define ROUNDS 16

void
lk_down_init (LkDown *down, LkTls *tls, int out_fd, const GByteArray *early)
{
  g_assert (early->len <= sizeof down->plain);

  down->tls = tls;
  down->readable = TRUE;
  down->heard_at = down->data_at = g_get_monotonic_time ();
  if (early->len > 0)
    memcpy (down->plain, early->data, early->len);
  down->end = early->len;
  lk_output_open (&down->output, out_fd);
}

/* Writes the pieces. Returns FALSE when the output takes no more now. */
static gboolean
write_pieces (LkDown *down)
{
  while (down->first_piece < down->n_pieces && !down->reader_gone) {
    gssize n = lk_output_write (&down->output, down->pieces + down->first_piece,
                                down->n_pieces - down->first_piece);

    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return FALSE;
    down->reader_gone = n < 0;
    while (n > 0) {
      struct iovec *piece = &down->pieces[down->first_piece];
      gsize part = MIN ((gsize) n, piece->iov_len);

      piece->iov_base = (guint8 *) piece->iov_base + part;
      piece->iov_len -= part;
      n -= (gssize) part;
      if (piece->iov_len == 0)
        down->first_piece++;
    }
  }
  down->first_piece = down->n_pieces = 0;
  return TRUE;
}

/* Decrypts what there is, up to a chunk, so that one write takes it all. Returns FALSE when there is nothing. */
static gboolean
refill (LkDown *down)
{
  down->start = down->end = 0;
  while (down->readable && down->end < sizeof down->plain && !down->ended && down->error == NULL) {
    gssize n = lk_tls_read (down->tls, down->plain + down->end, sizeof down->plain - down->end,
                            &down->error);

    if (n == LK_TLS_AGAIN) {
      down->readable = FALSE;
      break;
    }
    /* An end or an error counts only after what came before it. */
    down->ended = n == 0;
    down->end += (gsize) MAX (n, 0);
  }
  if (down->end > 0)
    down->heard_at = g_get_monotonic_time ();
  return down->end > 0;
}

static gboolean
take_close (LkDown *down, const LkFrameEvent *event, GError **error)
{
  if (!lk_frame_close_code (event, &down->close_code, error))
    return FALSE;
  down->closed = TRUE;
  if (event->length > 2)
    down->close_reason = lk_printable ((const char *) event->data + 2, (gssize) event->length - 2);
  return TRUE;
}

static gboolean
take_event (LkDown *down, const LkFrameEvent *event, GError **error)
{
  switch (event->kind) {
  case LK_FRAME_EVENT_DATA:
    down->pieces[down->n_pieces++] = (struct iovec){(void *) event->data, event->length};
    down->received += event->length;
    down->data_at = down->heard_at;
    return TRUE;
  case LK_FRAME_EVENT_PING:
    memcpy (down->ping, event->data, event->length);
    down->ping_length = event->length;
    down->ping_due = TRUE;
    return TRUE;
  case LK_FRAME_EVENT_CLOSE:
    return take_close (down, event, error);
  case LK_FRAME_EVENT_PONG:
  case LK_FRAME_EVENT_NONE:
  default:
    return TRUE;
  }
}

/* Makes pieces of what was decrypted. They point into plain, which stays until they are written. */
static void
decode (LkDown *down)
{
  g_autoptr (GError) error = NULL;

  while (down->n_pieces < LK_DOWN_PIECES && down->start < down->end && !down->closed) {
    LkFrameEvent event;
    gsize used;

    if (!lk_frame_decode (&down->decoder, down->plain + down->start, down->end - down->start, &used,
                          &event, &error) ||
        !take_event (down, &event, &error)) {
      down->violated = TRUE;
      down->start = down->end;
      g_clear_error (&down->error);
      down->error = g_steal_pointer (&error);
      return;
    }
    down->start += used;
  }
}

static gboolean
at_end (const LkDown *down)
{
  return down->closed || (down->start == down->end && (down->ended || down->error != NULL));
}

void
lk_down_step (LkDown *down)
{
  down->more = FALSE;
  for (int round = 0; round < ROUNDS; round++) {
    if (!write_pieces (down) || at_end (down))
      return;
    if (down->start == down->end && !refill (down))
      return;
    decode (down);
  }
  down->more = TRUE;
}

gboolean
lk_down_blocked (const LkDown *down)
{
  return down->first_piece < down->n_pieces && !down->reader_gone;
}

gboolean
lk_down_over (const LkDown *down)
{
  return at_end (down) && !lk_down_blocked (down);
}

void
lk_down_discard (LkDown *down)
{
  down->reader_gone = TRUE;
}

void
lk_down_clear (LkDown *down)
{
  lk_output_close (&down->output);
  g_clear_error (&down->error);
  g_clear_pointer (&down->close_reason, g_free);
}
