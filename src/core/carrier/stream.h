/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/tls.h"

G_BEGIN_DECLS

/**
 * LkStream:
 *
 * What a handshake talks over: a non-blocking socket, or TLS on one. For the steps before a session,
 * which ask and wait for an answer.
 */
typedef struct {
  int fd;
  LkTls *tls; /* or NULL */
} LkStream;

/** lk_stream_write: sends all of it within @wait. Returns: %FALSE with an error of @layer */
gboolean lk_stream_write (LkStream *stream,
                          const void *data,
                          gsize length,
                          const LkWait *wait,
                          int layer,
                          GError **error);

/**
 * lk_stream_read:
 *
 * Waits for at least one byte.
 *
 * Returns: how many were read; 0 at the end; -1 with an error of @layer
 */
gssize lk_stream_read (LkStream *stream,
                       void *data,
                       gsize length,
                       const LkWait *wait,
                       int layer,
                       GError **error);

G_END_DECLS
