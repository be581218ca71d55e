/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** EdgeCounter: what is counted; those up to EDGE_KIND_LAST are also the kinds of request, which faults are set on */
typedef enum {
  EDGE_METADATA,
  EDGE_JWKS,
  EDGE_EXCHANGE_LOGIN,
  EDGE_LOGIN_PAGE,
  EDGE_APPROVAL,
  EDGE_TRANSFER_POLL,
  EDGE_CLI,
  EDGE_AUTHORIZED,
  EDGE_TOKEN_CHECK,
  EDGE_IDENTITY,
  EDGE_LOGOUT,
  EDGE_CERT_SIGN,
  EDGE_UPGRADE,
  EDGE_PAGE,
  EDGE_KIND_LAST,
  EDGE_TCP_CONNECTIONS = EDGE_KIND_LAST,
  EDGE_TLS_HANDSHAKES,
  EDGE_REQUESTS,
  EDGE_TRANSFER_DELIVERED,
  EDGE_UPGRADES_OK,
  EDGE_UPGRADES_REFUSED,
  EDGE_WEBSOCKETS_OPEN,
  EDGE_CLIENT_MESSAGES,
  EDGE_LARGEST_CLIENT_MESSAGE,
  EDGE_TRUNCATED_MESSAGES,
  EDGE_TEXT_MESSAGES,
  EDGE_UNMASKED_FRAMES,
  EDGE_PINGS_SENT,
  EDGE_PONGS_RECEIVED,
  EDGE_PINGS_RECEIVED,
  EDGE_BYTES_UP,
  EDGE_BYTES_DOWN,
  EDGE_LAST_CLOSE_CODE,
  EDGE_COUNTER_LAST,
} EdgeCounter;

/** edge_kind_parse: Returns: %FALSE when @name is no kind of request */
gboolean edge_kind_parse (const char *name, EdgeCounter *kind);

/** EdgeStats: counters and times; every function may be called from any thread */
typedef struct _EdgeStats EdgeStats;

EdgeStats *edge_stats_new (void);
void edge_stats_reset (EdgeStats *stats);
void edge_stats_add (EdgeStats *stats, EdgeCounter counter, gint64 amount);
void edge_stats_set (EdgeStats *stats, EdgeCounter counter, gint64 value);
void edge_stats_max (EdgeStats *stats, EdgeCounter counter, gint64 value);

/** edge_stats_websocket_opened: counts it and notes the instant */
void edge_stats_websocket_opened (EdgeStats *stats);

/** edge_stats_approved: notes the instant */
void edge_stats_approved (EdgeStats *stats);

/** edge_stats_upgrade_headers: @headers: (transfer full): those of the last upgrade request */
void edge_stats_upgrade_headers (EdgeStats *stats, JsonObject *headers);

/** edge_stats_json: Returns: (transfer full): everything, as GET /stats gives it */
JsonObject *edge_stats_json (EdgeStats *stats);

G_END_DECLS
