/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The carrier's request (protocol.md, 4 and 6). */
#include "frame.h"
#include "login.h"
#include "reply.h"
#include "tunnel.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

static void
note_header (const char *name, const char *value, gpointer user_data)
{
  static const char *const secret[] = {"cf-access-token", "cf-access-client-secret", "cookie",
                                       "authorization"};
  JsonObject *object = user_data;
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *length = g_strdup_printf ("(%zu bytes)", strlen (value));
  gboolean hide = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (secret); i++)
    hide |= g_str_equal (secret[i], lower);
  if (!json_object_has_member (object, lower))
    json_object_set_array_member (object, lower, json_array_new ());
  json_array_add_string_element (json_object_get_array_member (object, lower),
                                 hide ? length : value);
}

void
edge_upgrade_note (EdgeRequest *request)
{
  JsonObject *object = json_object_new ();

  soup_message_headers_foreach (soup_server_message_get_request_headers (request->message),
                                note_header, object);
  edge_stats_upgrade_headers (request->edge->stats, object);
}

static char *
greeting (EdgeRequest *request, gboolean bad)
{
  g_autofree char *accept = edge_frame_accept (edge_request_header (request, "Sec-WebSocket-Key"));
  g_autofree char *ray = edge_reply_ray ();

  return g_strdup_printf (
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Accept: %s\r\nServer: cloudflare\r\nCF-Ray: %s\r\n\r\n",
      bad ? "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" : accept, ray);
}

static void
start (EdgeRequest *request, GSocketConnection *origin)
{
  Edge *edge = request->edge;
  g_autoptr (EdgeFault) bad_accept =
      edge_faults_take (edge->faults, "bad-accept", request->host, request->kind);
  EdgeTunnel *tunnel = g_new0 (EdgeTunnel, 1);

  tunnel->stats = edge->stats;
  tunnel->origin = g_object_ref (origin);
  tunnel->fault = edge_faults_take (edge->faults, "tunnel-", request->host, request->kind);
  tunnel->ping_ms = edge->config->ping_ms;
  tunnel->greeting = greeting (request, bad_accept != NULL);
  tunnel->client = soup_server_message_steal_connection (request->message);
  edge_tunnel_start (tunnel);
}

static void
refuse (EdgeRequest *request, const EdgeErrorKind *kind)
{
  edge_stats_add (request->edge->stats, EDGE_UPGRADES_REFUSED, 1);
  edge_reply_error (request, kind);
}

static void
on_origin_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const EdgeErrorKind bad_gateway = {502, 502, "bad_gateway", "Bad gateway", 0};
  g_autoptr (EdgeRequest) request = user_data;
  g_autoptr (GSocketConnection) origin =
      g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL);

  if (origin != NULL) {
    g_tcp_connection_set_graceful_disconnect (G_TCP_CONNECTION (origin), FALSE);
    g_socket_set_option (g_socket_connection_get_socket (origin), IPPROTO_TCP, TCP_NODELAY, TRUE,
                         NULL);
    start (request, origin);
    return;
  }
  refuse (request, &bad_gateway);
  soup_server_message_unpause (request->message);
}

/* Bastion mode: the client names the origin. Nothing but this machine is ever reached. */
static const char *
origin_of (EdgeRequest *request)
{
  const char *asked = edge_request_header (request, "Cf-Access-Jump-Destination");

  if (!request->app->bastion)
    return request->app->origin;
  if (asked == NULL ||
      !(g_str_has_prefix (asked, "127.0.0.1:") || g_str_has_prefix (asked, "localhost:")))
    return NULL;
  return asked;
}

void
edge_app_upgrade (EdgeRequest *request)
{
  static const EdgeErrorKind bad_request = {400, 400, "bad_request", "Bad request", 0};
  static const EdgeErrorKind no_origin = {502, 502, "bad_gateway",
                                          "Unable to reach the origin service", 0};
  EdgeAdmission admission =
      request->app->binding ? EDGE_LOGIN_NEEDED : edge_app_admit (request, TRUE);
  g_autoptr (GSocketClient) client = NULL;

  if (admission != EDGE_ADMITTED) {
    edge_stats_add (request->edge->stats, EDGE_UPGRADES_REFUSED, 1);
    edge_app_refuse (request, admission);
  } else if (edge_request_header (request, "Sec-WebSocket-Key") == NULL ||
             g_strcmp0 (edge_request_header (request, "Sec-WebSocket-Version"), "13") != 0) {
    refuse (request, &bad_request);
  } else if (origin_of (request) == NULL) {
    refuse (request, &no_origin);
  } else {
    client = g_socket_client_new ();
    g_socket_client_set_enable_proxy (client, FALSE);
    soup_server_message_pause (request->message);
    g_socket_client_connect_to_host_async (client, origin_of (request), 22, NULL,
                                           on_origin_connected, edge_request_ref (request));
  }
}
