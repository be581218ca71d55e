/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <glib/gstdio.h>

/* What no test takes, in seconds: so that one that hangs fails. */
#define PATIENCE 60

struct _Peer {
  SSL_CTX *context;
  int fd;
  guint16 port;
  char *address;
  PeerFunc serve;
  gpointer data;
  GThread *thread;
  GPtrArray *connections;
};

typedef struct {
  Peer *peer;
  PeerConn conn;
  GThread *thread;
} Connection;

static PkiCert *authority;

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

int
peer_main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("lk-carrier-XXXXXX", NULL);
  int result;

  signal (SIGPIPE, SIG_IGN);
  authority = pki_make ("Test Authority", NULL, PKI_CA);
  pki_link (authority, folder, 0);
  g_setenv ("SSL_CERT_DIR", folder, TRUE);
  g_unsetenv ("SSL_CERT_FILE");
  result = g_test_run ();
  g_clear_pointer (&authority, pki_free);
  remove_folder (folder);
  return result;
}

const PkiCert *
peer_authority (void)
{
  return authority;
}

static gpointer
run_connection (gpointer data)
{
  Connection *connection = data;
  PeerConn *conn = &connection->conn;

  if (conn->ssl == NULL || SSL_accept (conn->ssl) == 1) {
    connection->peer->serve (conn, connection->peer->data);
    if (conn->ssl != NULL && conn->fd >= 0)
      SSL_shutdown (conn->ssl);
  }
  SSL_free (conn->ssl);
  if (conn->fd >= 0)
    close (conn->fd);
  return NULL;
}

static gpointer
run_peer (gpointer data)
{
  Peer *peer = data;
  const struct timeval patience = {.tv_sec = PATIENCE};
  const int on = 1;

  for (;;) {
    Connection *connection;
    int fd = accept4 (peer->fd, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0)
      return NULL;
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    connection = g_new0 (Connection, 1);
    connection->peer = peer;
    connection->conn.fd = fd;
    connection->conn.number = (int) peer->connections->len;
    if (peer->context != NULL) {
      connection->conn.ssl = SSL_new (peer->context);
      SSL_set_fd (connection->conn.ssl, fd);
    }
    g_ptr_array_add (peer->connections, connection);
    connection->thread = g_thread_new ("connection", run_connection, connection);
  }
}

Peer *
peer_new_with (SSL_CTX *context, PeerFunc serve, gpointer data)
{
  Peer *peer = g_new0 (Peer, 1);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl (INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;

  peer->context = context;
  peer->serve = serve;
  peer->data = data;
  peer->connections = g_ptr_array_new_with_free_func (g_free);
  peer->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (peer->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (peer->fd, 64), ==, 0);
  g_assert_cmpint (getsockname (peer->fd, (struct sockaddr *) &address, &length), ==, 0);
  peer->port = ntohs (address.sin_port);
  peer->address = g_strdup_printf ("127.0.0.1:%u", peer->port);
  peer->thread = g_thread_new ("peer", run_peer, peer);
  return peer;
}

Peer *
peer_new (PeerFunc serve, gpointer data)
{
  g_autoptr (PkiCert) cert = pki_make (PKI_HOST, authority, 0);

  return peer_new_with (pki_server (cert, NULL), serve, data);
}

guint16
peer_port (const Peer *peer)
{
  return peer->port;
}

LkEndpoint
peer_endpoint (Peer *peer)
{
  LkEndpoint endpoint = LK_ENDPOINT_INIT;

  endpoint.host = PKI_HOST;
  endpoint.connect_to = peer->address;
  return endpoint;
}

void
peer_free (Peer *peer)
{
  shutdown (peer->fd, SHUT_RDWR);
  g_thread_join (peer->thread);
  close (peer->fd);
  for (guint i = 0; i < peer->connections->len; i++)
    g_thread_join (((Connection *) g_ptr_array_index (peer->connections, i))->thread);
  g_ptr_array_unref (peer->connections);
  SSL_CTX_free (peer->context);
  g_free (peer->address);
  g_free (peer);
}

gboolean
peer_read (PeerConn *conn, void *data, gsize length)
{
  char *p = data;

  while (length > 0) {
    int n = conn->ssl != NULL ? SSL_read (conn->ssl, p, (int) MIN (length, G_MAXINT))
                              : (int) read (conn->fd, p, length);

    if (n <= 0)
      return FALSE;
    p += n;
    length -= (gsize) n;
  }
  return TRUE;
}

gboolean
peer_write (PeerConn *conn, const void *data, gsize length)
{
  const char *p = data;

  while (length > 0) {
    int n = conn->ssl != NULL ? SSL_write (conn->ssl, p, (int) MIN (length, G_MAXINT))
                              : (int) send (conn->fd, p, length, MSG_NOSIGNAL);

    if (n <= 0)
      return FALSE;
    p += n;
    length -= (gsize) n;
  }
  return TRUE;
}

void
peer_say (PeerConn *conn, const char *text)
{
  peer_write (conn, text, strlen (text));
}

void
peer_cut (PeerConn *conn, gboolean reset)
{
  const struct linger linger = {.l_onoff = reset};

  setsockopt (conn->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (conn->fd);
  conn->fd = -1;
}
