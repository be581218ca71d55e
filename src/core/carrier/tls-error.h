/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <openssl/ssl.h>

/**
 * lk_tls_set_error:
 * @ssl: what failed
 * @host: whom it was to be
 * @ended: the transport had no more to read
 * @broken: its errno, 0 when it ended by itself
 *
 * Says why a TLS operation failed, in the user's words: which certificate, from whom, wrong in what.
 */
void lk_tls_set_error (GError **error, SSL *ssl, const char *host, gboolean ended, int broken);
