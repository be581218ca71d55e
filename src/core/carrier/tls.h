/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/wait.h"

G_BEGIN_DECLS

/**
 * LkTls:
 *
 * A TLS client over a non-blocking socket, or over another LkTls (to a proxy). It has its own buffers on
 * both sides, so that a system call moves many records at once: what is written is kept until
 * lk_tls_flush() has sent it.
 */
typedef struct _LkTls LkTls;

/** What lk_tls_read() returns when there is nothing now. */
#define LK_TLS_AGAIN -2

/** The most that lk_tls_write() takes at once. */
#define LK_TLS_WRITE_MAX (72 * 1024)

/**
 * lk_tls_connect:
 * @fd: a connected, non-blocking socket; closed with the result, also on failure
 * @below: (transfer full) (nullable): the TLS that carries this one, instead of @fd
 * @host: the name to verify
 * @alpn: (nullable): the one application protocol to offer (RFC 7301)
 *
 * Shakes hands: TLS 1.2 or newer, the certificate verified for @host against the system's authorities
 * and those of SSL_CERT_FILE and SSL_CERT_DIR. There is no way to switch that off.
 *
 * Returns: (transfer full): %NULL with %LK_ERROR_TLS, %LK_ERROR_CLOCK or %LK_ERROR_TCP
 */
LkTls *lk_tls_connect (int fd,
                       LkTls *below,
                       const char *host,
                       const char *alpn,
                       const LkWait *wait,
                       GError **error);

/** lk_tls_fd: Returns: the socket, to poll */
int lk_tls_fd (const LkTls *tls);

/** lk_tls_version: Returns: (transfer none): for a log, "TLSv1.3" */
const char *lk_tls_version (const LkTls *tls);

/**
 * lk_tls_read:
 *
 * Returns: how many bytes were read; 0 at the orderly end of the stream; %LK_TLS_AGAIN when there is
 *   nothing now; -1 with %LK_ERROR_TCP or %LK_ERROR_TLS
 */
gssize lk_tls_read (LkTls *tls, void *data, gsize length, GError **error);

/**
 * lk_tls_write:
 * @length: at most %LK_TLS_WRITE_MAX; everything written before must be flushed
 *
 * Encrypts all of @data into the buffer. Sends nothing yet.
 *
 * Returns: %FALSE with %LK_ERROR_TLS
 */
gboolean lk_tls_write (LkTls *tls, const void *data, gsize length, GError **error);

/**
 * lk_tls_flush:
 *
 * Sends what can be sent now.
 *
 * Returns: %FALSE with %LK_ERROR_TCP when the connection is broken
 */
gboolean lk_tls_flush (LkTls *tls, GError **error);

/** lk_tls_flushed: Returns: whether everything written was sent; if not, wait for POLLOUT */
gboolean lk_tls_flushed (const LkTls *tls);

/** lk_tls_truncated: Returns: whether the stream ended without the other side's TLS saying so */
gboolean lk_tls_truncated (const LkTls *tls);

/** lk_tls_shutdown: says goodbye (close_notify) as far as that goes without waiting */
void lk_tls_shutdown (LkTls *tls);

void lk_tls_free (LkTls *tls);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTls, lk_tls_free)

G_END_DECLS
