/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "base/secret.h"
#include "carrier/proxy.h"

G_BEGIN_DECLS

/** LkHeader: a header of the upgrade request; its value is @secret if that is set, else @value */
typedef struct {
  const char *name;
  const char *value;
  LkSecret *secret;
} LkHeader;

/** LkCarrierLog: told what was reached, for a log; never a secret */
typedef void (*LkCarrierLog) (const char *text, gpointer data);

/**
 * LkTimeouts:
 * @connect: for the name, the connection and the proxy
 * @tls: for the handshake
 * @upgrade: for the reply to the upgrade
 * @liveness: the silence after which the other side counts as dead; it pings every 54 s (protocol.md section 4)
 * @drain: the silence after the end of our input after which we close
 *
 * Limits in milliseconds.
 */
typedef struct {
  int connect;
  int tls;
  int upgrade;
  int liveness;
  int drain;
} LkTimeouts;

/**
 * LkEndpoint:
 * @host: the name in TLS and in the request
 * @port: where to connect
 * @path: the request target
 * @connect_to: (nullable): "HOST:PORT" to connect to, or to ask the proxy for, whatever @host and @port
 *   say (LATCHKEY_CONNECT_TO); names in certificates are still verified
 * @proxy: (nullable): by which proxy
 * @user_agent: what to call ourselves
 * @headers: more headers, each name once
 *
 * Where to connect and what to say there.
 */
typedef struct {
  const char *host;
  guint16 port;
  const char *path;
  const char *connect_to;
  const LkProxy *proxy;
  const char *user_agent;
  const LkHeader *headers;
  gsize n_headers;
  LkTimeouts timeouts;
  LkCarrierLog log;
  gpointer log_data;
} LkEndpoint;

#define LK_ENDPOINT_INIT                                                                           \
  {                                                                                                \
    .port = 443, .path = "/", .user_agent = "latchkey",                                            \
    .timeouts = {                                                                                  \
        .connect = 15000, .tls = 15000, .upgrade = 20000, .liveness = 165000, .drain = 30000},     \
  }

/** lk_endpoint_log: formats and hands on to the endpoint's log, if it has one */
void lk_endpoint_log (const LkEndpoint *endpoint, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
