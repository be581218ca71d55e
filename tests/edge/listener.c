/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listener.h"

#include "raw.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

struct _EdgeListener {
  Edge *edge;
  GSocketListener *listener;
  GCancellable *cancellable;
  guint16 port;
};

/* A connection on its way from accept to HTTP. */
typedef struct {
  Edge *edge;
  GSocketConnection *connection;
  char *host; /* from the ClientHello */
  GSource *source;
} Arrival;

static void
arrival_free (Arrival *arrival)
{
  g_clear_pointer (&arrival->source, g_source_unref);
  g_object_unref (arrival->connection);
  g_free (arrival->host);
  g_free (arrival);
}

static gboolean
strikes (Arrival *arrival, const char *kind)
{
  g_autoptr (EdgeFault) fault = edge_faults_take (arrival->edge->faults, kind, arrival->host, -1);

  if (fault != NULL && edge_fault_int (fault, "reset", 0))
    edge_raw_reset (G_IO_STREAM (arrival->connection));
  return fault != NULL;
}

static void
on_handshake_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = user_data;
  g_autoptr (GTlsConnection) tls = G_TLS_CONNECTION (source);
  g_autoptr (GSocketAddress) local = NULL, remote = NULL;

  if (!g_tls_connection_handshake_finish (tls, result, NULL)) {
    arrival_free (arrival);
    return;
  }
  edge_stats_add (arrival->edge->stats, EDGE_TLS_HANDSHAKES, 1);
  local = g_socket_connection_get_local_address (arrival->connection, NULL);
  remote = g_socket_connection_get_remote_address (arrival->connection, NULL);
  if (local != NULL && remote != NULL && !strikes (arrival, "tls-cut"))
    soup_server_accept_iostream (arrival->edge->server, G_IO_STREAM (tls), local, remote, NULL);
  arrival_free (arrival);
}

static EdgeIdentity
choose_identity (Arrival *arrival)
{
  static const struct {
    const char *kind;
    EdgeIdentity identity;
  } table[] = {{"tls-wrong-name", EDGE_IDENTITY_WRONG_NAME},
               {"tls-expired", EDGE_IDENTITY_EXPIRED},
               {"tls-unknown-ca", EDGE_IDENTITY_UNKNOWN_CA}};

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strikes (arrival, table[i].kind))
      return table[i].identity;
  return EDGE_IDENTITY_GOOD;
}

static void
start_tls (Arrival *arrival)
{
  static const char *const protocols[] = {"http/1.1", NULL};
  GTlsCertificate *certificate = edge_pki_identity (arrival->edge->pki, choose_identity (arrival));
  GIOStream *tls =
      g_tls_server_connection_new (G_IO_STREAM (arrival->connection), certificate, NULL);

  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL,
                                    on_handshake_done, arrival);
}

static gboolean
on_stalled_enough (gpointer user_data)
{
  arrival_free (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_hello (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Arrival *arrival = user_data;
  g_autoptr (EdgeFault) stall = NULL;
  guchar hello[8192];
  gssize length = recv (g_socket_get_fd (socket), hello, sizeof hello, MSG_PEEK);

  if (length > 0)
    arrival->host = edge_sni (hello, length);
  stall = edge_faults_take (arrival->edge->faults, "tls-stall", arrival->host, -1);
  if (stall != NULL)
    g_timeout_add (edge_fault_int (stall, "ms", 60000), on_stalled_enough, arrival);
  else if (length <= 0 || strikes (arrival, "accept-cut"))
    arrival_free (arrival);
  else
    start_tls (arrival);
  return G_SOURCE_REMOVE;
}

static void
arrive (Edge *edge, GSocketConnection *connection)
{
  Arrival *arrival = g_new0 (Arrival, 1);
  GSocket *socket = g_socket_connection_get_socket (connection);

  arrival->edge = edge;
  arrival->connection = g_object_ref (connection);
  edge_stats_add (edge->stats, EDGE_TCP_CONNECTIONS, 1);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  arrival->source = g_socket_create_source (socket, G_IO_IN | G_IO_HUP, NULL);
  g_source_set_callback (arrival->source, G_SOURCE_FUNC (on_hello), arrival, NULL);
  g_source_attach (arrival->source, NULL);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EdgeListener *listener = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (connection != NULL)
    arrive (listener->edge, connection);
  g_socket_listener_accept_async (listener->listener, listener->cancellable, on_accepted, listener);
}

static gboolean
listen_on (EdgeListener *listener, GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (listener->listener, address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, error))
    return FALSE;
  listener->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  return TRUE;
}

/* GIO reads the default trust list anew for each connection, 9 ms and 4 MB of it, though no client shows a certificate. */
static gboolean
trust_little (const Edge *edge, GError **error)
{
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (edge->config->ca_path, error);

  if (database != NULL)
    g_tls_backend_set_default_database (g_tls_backend_get_default (), database);
  return database != NULL;
}

EdgeListener *
edge_listener_new (Edge *edge, GError **error)
{
  EdgeListener *listener = g_new0 (EdgeListener, 1);

  listener->edge = edge;
  listener->cancellable = g_cancellable_new ();
  listener->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (listener->listener, 128);
  if (!trust_little (edge, error) ||
      !listen_on (listener, G_SOCKET_FAMILY_IPV4, edge->config->port, error)) {
    edge_listener_free (listener);
    return NULL;
  }
  /* A machine without IPv6 makes do with the one. */
  listen_on (listener, G_SOCKET_FAMILY_IPV6, listener->port, NULL);
  g_socket_listener_accept_async (listener->listener, listener->cancellable, on_accepted, listener);
  return listener;
}

void
edge_listener_free (EdgeListener *listener)
{
  g_cancellable_cancel (listener->cancellable);
  g_socket_listener_close (listener->listener);
  g_object_unref (listener->listener);
  g_object_unref (listener->cancellable);
  g_free (listener);
}

guint16
edge_listener_port (const EdgeListener *listener)
{
  return listener->port;
}
