/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"

G_BEGIN_DECLS

typedef enum {
  LK_PROXY_HTTP,   /* CONNECT, RFC 9110 section 9.3.6 */
  LK_PROXY_HTTPS,  /* the same inside TLS to the proxy */
  LK_PROXY_SOCKS4, /* address resolved here */
  LK_PROXY_SOCKS4A,
  LK_PROXY_SOCKS5, /* RFC 1928, name resolved by the proxy */
} LkProxyKind;

/**
 * LkProxy:
 * @user: (nullable): for Basic (RFC 7617) or RFC 1929 authentication
 * @password: (nullable): likewise
 *
 * A proxy and how to authenticate to it.
 */
typedef struct {
  LkProxyKind kind;
  char *host;
  guint16 port;
  char *user;
  LkSecret *password;
} LkProxy;

/**
 * lk_proxy_parse:
 * @url: "SCHEME://[USER[:PASSWORD]@]HOST[:PORT]", the scheme http, https, socks4, socks4a, socks5 or
 *   socks5h; without a scheme it is http, as for curl
 *
 * Returns: (transfer full): the proxy; %NULL with %LK_ERROR_PROXY, whose message does not quote @url
 */
LkProxy *lk_proxy_parse (const char *url, GError **error);

/**
 * lk_proxy_from_environment:
 *
 * The proxy that https_proxy, HTTPS_PROXY, all_proxy or ALL_PROXY prescribe for @host, the first of them
 * counting, unless no_proxy or NO_PROXY exempts it - as curl reads them.
 *
 * Returns: (transfer full) (nullable): the proxy; %NULL for a direct connection, or with %LK_ERROR_PROXY
 */
LkProxy *lk_proxy_from_environment (const char *host, guint16 port, GError **error);

/** lk_proxy_environment_decides: Returns: whether the environment says anything for @host, so that nobody else is asked */
gboolean lk_proxy_environment_decides (const char *host, guint16 port);

/** lk_proxy_exempts: Returns: whether the list @no_proxy (names, suffixes, addresses, CIDR ranges, "*") holds @host */
gboolean lk_proxy_exempts (const char *no_proxy, const char *host, guint16 port);

void lk_proxy_free (LkProxy *proxy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkProxy, lk_proxy_free)

G_END_DECLS
