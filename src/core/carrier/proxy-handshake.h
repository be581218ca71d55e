/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/proxy.h"
#include "carrier/tls.h"

G_BEGIN_DECLS

/**
 * lk_proxy_connect:
 * @proxy: by which
 * @host: whom the proxy shall reach
 * @port: at which port
 * @below: (out) (transfer full) (nullable): the TLS to an https proxy, which carries what follows
 *
 * Connects to @proxy and has it connect on: CONNECT with Basic authentication (RFC 9110, RFC 7617), SOCKS 4,
 * 4a or 5 with user and password (RFC 1928, RFC 1929).
 *
 * Returns: a connected, non-blocking socket; -1 with %LK_ERROR_PROXY, or any layer's on the way to the proxy
 */
int lk_proxy_connect (const LkProxy *proxy,
                      const char *host,
                      guint16 port,
                      LkTls **below,
                      const LkWait *wait,
                      GError **error);

G_END_DECLS
