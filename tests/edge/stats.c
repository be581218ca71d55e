/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats.h"

/* The times of so many openings are kept. */
#define MAX_TIMES 100000

struct _EdgeStats {
  GMutex mutex;
  gint64 counters[EDGE_COUNTER_LAST];
  GArray *open_times; /* of gint64, CLOCK_MONOTONIC in ms */
  gint64 last_approval;
  JsonObject *upgrade_headers;
};

static const char *const names[EDGE_COUNTER_LAST] = {
    [EDGE_METADATA] = "metadata",
    [EDGE_JWKS] = "jwks",
    [EDGE_EXCHANGE_LOGIN] = "exchange_login",
    [EDGE_LOGIN_PAGE] = "login_page",
    [EDGE_APPROVAL] = "approvals",
    [EDGE_TRANSFER_POLL] = "transfer_polls",
    [EDGE_CLI] = "cli",
    [EDGE_AUTHORIZED] = "authorized",
    [EDGE_TOKEN_CHECK] = "token_checks",
    [EDGE_IDENTITY] = "identity",
    [EDGE_LOGOUT] = "logout",
    [EDGE_CERT_SIGN] = "cert_sign",
    [EDGE_UPGRADE] = "upgrades",
    [EDGE_PAGE] = "page",
    [EDGE_TCP_CONNECTIONS] = "tcp_connections",
    [EDGE_TLS_HANDSHAKES] = "tls_handshakes",
    [EDGE_REQUESTS] = "requests",
    [EDGE_TRANSFER_DELIVERED] = "transfer_delivered",
    [EDGE_UPGRADES_OK] = "upgrades_ok",
    [EDGE_UPGRADES_REFUSED] = "upgrades_refused",
    [EDGE_WEBSOCKETS_OPEN] = "websockets_open",
    [EDGE_CLIENT_MESSAGES] = "client_messages",
    [EDGE_LARGEST_CLIENT_MESSAGE] = "largest_client_message",
    [EDGE_TRUNCATED_MESSAGES] = "truncated_messages",
    [EDGE_TEXT_MESSAGES] = "text_messages",
    [EDGE_UNMASKED_FRAMES] = "unmasked_frames",
    [EDGE_PINGS_SENT] = "pings_sent",
    [EDGE_PONGS_RECEIVED] = "pongs_received",
    [EDGE_PINGS_RECEIVED] = "pings_received",
    [EDGE_BYTES_UP] = "bytes_up",
    [EDGE_BYTES_DOWN] = "bytes_down",
    [EDGE_LAST_CLOSE_CODE] = "last_close_code",
};

gboolean
edge_kind_parse (const char *name, EdgeCounter *kind)
{
  for (guint i = 0; i < EDGE_KIND_LAST; i++)
    if (g_str_equal (names[i], name)) {
      *kind = i;
      return TRUE;
    }
  return FALSE;
}

EdgeStats *
edge_stats_new (void)
{
  EdgeStats *stats = g_new0 (EdgeStats, 1);

  g_mutex_init (&stats->mutex);
  stats->open_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  return stats;
}

void
edge_stats_reset (EdgeStats *stats)
{
  gint64 open;

  g_mutex_lock (&stats->mutex);
  open = stats->counters[EDGE_WEBSOCKETS_OPEN];
  for (guint i = 0; i < EDGE_COUNTER_LAST; i++)
    stats->counters[i] = 0;
  stats->counters[EDGE_WEBSOCKETS_OPEN] = open;
  g_array_set_size (stats->open_times, 0);
  stats->last_approval = 0;
  g_clear_pointer (&stats->upgrade_headers, json_object_unref);
  g_mutex_unlock (&stats->mutex);
}

void
edge_stats_add (EdgeStats *stats, EdgeCounter counter, gint64 amount)
{
  g_mutex_lock (&stats->mutex);
  stats->counters[counter] += amount;
  g_mutex_unlock (&stats->mutex);
}

void
edge_stats_set (EdgeStats *stats, EdgeCounter counter, gint64 value)
{
  g_mutex_lock (&stats->mutex);
  stats->counters[counter] = value;
  g_mutex_unlock (&stats->mutex);
}

void
edge_stats_max (EdgeStats *stats, EdgeCounter counter, gint64 value)
{
  g_mutex_lock (&stats->mutex);
  stats->counters[counter] = MAX (stats->counters[counter], value);
  g_mutex_unlock (&stats->mutex);
}

void
edge_stats_websocket_opened (EdgeStats *stats)
{
  gint64 ms = g_get_monotonic_time () / 1000;

  g_mutex_lock (&stats->mutex);
  stats->counters[EDGE_UPGRADES_OK]++;
  stats->counters[EDGE_WEBSOCKETS_OPEN]++;
  if (stats->open_times->len < MAX_TIMES)
    g_array_append_val (stats->open_times, ms);
  g_mutex_unlock (&stats->mutex);
}

void
edge_stats_approved (EdgeStats *stats)
{
  g_mutex_lock (&stats->mutex);
  stats->last_approval = g_get_monotonic_time () / 1000;
  g_mutex_unlock (&stats->mutex);
}

void
edge_stats_upgrade_headers (EdgeStats *stats, JsonObject *headers)
{
  g_mutex_lock (&stats->mutex);
  g_clear_pointer (&stats->upgrade_headers, json_object_unref);
  stats->upgrade_headers = headers;
  g_mutex_unlock (&stats->mutex);
}

JsonObject *
edge_stats_json (EdgeStats *stats)
{
  JsonObject *object = json_object_new ();
  JsonArray *times = json_array_new ();

  g_mutex_lock (&stats->mutex);
  for (guint i = 0; i < EDGE_COUNTER_LAST; i++)
    json_object_set_int_member (object, names[i], stats->counters[i]);
  for (guint i = 0; i < stats->open_times->len; i++)
    json_array_add_int_element (times, g_array_index (stats->open_times, gint64, i));
  json_object_set_array_member (object, "websocket_open_times_ms", times);
  json_object_set_int_member (object, "last_approval_ms", stats->last_approval);
  if (stats->upgrade_headers != NULL)
    json_object_set_object_member (object, "last_upgrade_headers",
                                   json_object_ref (stats->upgrade_headers));
  g_mutex_unlock (&stats->mutex);
  return object;
}
