/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/down.h"

G_BEGIN_DECLS

/**
 * LkUp:
 *
 * The way to the origin: input -> frames -> TLS. Input is read only when TLS has sent everything: so it
 * cannot grow. Control frames wait for that too, and of answers to pings only the latest.
 */
typedef struct {
  LkTls *tls;
  int fd;
  guint8 raw[LK_CHUNK];
  guint8 frames[LK_CHUNK + LK_CHUNK / LK_FRAME_PAYLOAD_MAX * LK_FRAME_OVERHEAD];
  guint8 masks[256]; /* random bytes in store */
  gsize masks_left;
  guint64 sent;
  gboolean ended;  /* the input has */
  gint64 ended_at; /* g_get_monotonic_time () */
  GError *error;   /* nothing can be sent any more */
} LkUp;

void lk_up_init (LkUp *up, LkTls *tls, int in_fd);

/** lk_up_ready: Returns: whether everything was sent, and more can be */
gboolean lk_up_ready (const LkUp *up);

/** lk_up_flush: sends what can be sent without waiting */
void lk_up_flush (LkUp *up);

/** lk_up_read: carries what the input holds; it must be readable, and lk_up_ready() */
void lk_up_read (LkUp *up);

/** lk_up_control: sends a control frame; lk_up_ready() must hold */
void lk_up_control (LkUp *up, LkFrameOpcode opcode, const guint8 *payload, gsize length);

void lk_up_clear (LkUp *up);

G_END_DECLS
