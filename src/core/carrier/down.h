/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/frame.h"
#include "carrier/output.h"
#include "carrier/tls.h"

G_BEGIN_DECLS

/** What is read at once, in either direction. */
#define LK_CHUNK (64 * 1024)

#define LK_DOWN_PIECES 64

/**
 * LkDown:
 *
 * The way from the origin: TLS -> plain -> pieces of it -> output. TLS is read only when all of plain is
 * used up, and that is only when all pieces are written: so it cannot grow.
 */
typedef struct {
  LkTls *tls;
  LkOutput output;
  guint8 plain[LK_CHUNK];
  gsize start, end; /* what is not decoded yet */
  LkFrameDecoder decoder;
  struct iovec pieces[LK_DOWN_PIECES]; /* of plain, to be written */
  int first_piece, n_pieces;
  guint64 received;

  gint64 heard_at;      /* g_get_monotonic_time () when anything came */
  gint64 data_at;       /* and when payload came */
  gboolean readable;    /* TLS may have something, as far as we know */
  gboolean more;        /* there may be more to do at once */
  gboolean reader_gone; /* nobody reads our output any more: what comes is dropped */

  gboolean ping_due; /* the latest ping wants an answer (RFC 6455 section 5.5.3) */
  guint8 ping[LK_FRAME_CONTROL_MAX];
  gsize ping_length;

  gboolean ended;  /* the stream has, or with one of: */
  gboolean closed; /* the other side sent Close, with this: */
  guint close_code;
  char *close_reason;
  gboolean violated; /* it broke the protocol, as @error says */
  GError *error;
} LkDown;

/** lk_down_init: @early is what came already */
void lk_down_init (LkDown *down, LkTls *tls, int out_fd, const GByteArray *early);

/** lk_down_step: carries what it can without waiting */
void lk_down_step (LkDown *down);

/** lk_down_blocked: Returns: whether the output has to take something before anything else is read */
gboolean lk_down_blocked (const LkDown *down);

/** lk_down_over: Returns: whether nothing comes any more and all that came is written */
gboolean lk_down_over (const LkDown *down);

/** lk_down_discard: drops what comes from now on */
void lk_down_discard (LkDown *down);

void lk_down_clear (LkDown *down);

G_END_DECLS
