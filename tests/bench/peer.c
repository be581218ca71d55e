/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other side of the carrier's benchmarks: a TLS server that does nothing but what is measured, so that it
 * is no bottleneck. Usage: peer HOST FOLDER; FOLDER gets the CA under its hash, stdout the port.
 *
 * A request says "X-Bench: MODE BYTES" and, for a pipe without frames, "X-Raw: 1":
 *   down         so many bytes come, in messages of 16 KiB
 *   up           so many are taken, then one comes
 *   stall-read   down, while nothing is taken
 *   stall-write  up, while more comes than anybody takes
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <glib-unix.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "../core/carrier/testlib-pki.h"

#define MESSAGE 16384
#define MESSAGES 4
#define FOREVER G_MAXUINT64

typedef struct {
  SSL *ssl;
  int fd;
  gboolean takes; /* and not only sends */
  guint64 send, take;
  char block[MESSAGES * (MESSAGE + 4)];
  gsize block_length, sent_of_block;
} Conn;

/* The request's head, which a benchmark's client sends in one piece. */
static gboolean
read_head (Conn *conn, char *head, gsize size)
{
  gsize length = 0;

  while (length < size - 1) {
    int n = SSL_read (conn->ssl, head + length, (int) (size - 1 - length));

    if (n <= 0)
      return FALSE;
    length += (gsize) n;
    head[length] = '\0';
    if (strstr (head, "\r\n\r\n") != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
accept_upgrade (Conn *conn, const char *head)
{
  const char *key = strstr (head, "Sec-WebSocket-Key: ");
  g_autofree char *text = NULL, *accept = NULL, *reply = NULL;
  guchar digest[20];

  g_assert_nonnull (key);
  text = g_strdup_printf ("%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key + 19);
  EVP_Digest (text, strlen (text), digest, NULL, EVP_sha1 (), NULL);
  accept = g_base64_encode (digest, sizeof digest);
  reply = g_strdup_printf (
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: %s\r\n\r\n",
      accept);
  SSL_write (conn->ssl, reply, (int) strlen (reply));
}

static void
set_task (Conn *conn, const char *head)
{
  const char *task = strstr (head, "X-Bench: ");
  gboolean raw = strstr (head, "X-Raw: ") != NULL;
  char mode[16] = "";
  unsigned long long bytes = 0;

  g_assert_true (task != NULL && sscanf (task, "X-Bench: %15s %llu", mode, &bytes) == 2);
  conn->takes = strcmp (mode, "stall-read") != 0;
  if (strcmp (mode, "up") == 0 || strcmp (mode, "stall-write") == 0)
    conn->take = bytes;
  conn->send = strcmp (mode, "stall-write") == 0 ? FOREVER : conn->take > 0 ? 0 : bytes;
  for (int i = 0; i < MESSAGES; i++) {
    static const guint8 frame[] = {0x82, 126, MESSAGE >> 8, MESSAGE & 0xff};

    if (!raw) {
      memcpy (conn->block + conn->block_length, frame, sizeof frame);
      conn->block_length += sizeof frame;
    }
    memset (conn->block + conn->block_length, 'x', MESSAGE);
    conn->block_length += MESSAGE;
  }
}

/* Sends what it can. Returns FALSE at the end. */
static gboolean
send_some (Conn *conn)
{
  while (conn->send > 0) {
    int n = SSL_write (conn->ssl, conn->block + conn->sent_of_block,
                       (int) (conn->block_length - conn->sent_of_block));

    if (n <= 0)
      return SSL_get_error (conn->ssl, n) == SSL_ERROR_WANT_WRITE;
    conn->sent_of_block = (conn->sent_of_block + (gsize) n) % conn->block_length;
    if (conn->sent_of_block == 0 && conn->send != FOREVER)
      conn->send -= MIN (conn->send, MESSAGES * MESSAGE);
  }
  return TRUE;
}

static gboolean
take_some (Conn *conn)
{
  static __thread char buffer[64 * 1024];
  int n;

  while ((n = SSL_read (conn->ssl, buffer, sizeof buffer)) > 0) {
    if (conn->take > 0 && conn->take <= (guint64) n && conn->send == 0)
      conn->send = 1;
    conn->take -= MIN (conn->take, (guint64) n);
  }
  return SSL_get_error (conn->ssl, n) == SSL_ERROR_WANT_READ;
}

static gpointer
serve (gpointer data)
{
  Conn *conn = data;
  char head[8192];

  if (SSL_accept (conn->ssl) == 1 && read_head (conn, head, sizeof head)) {
    accept_upgrade (conn, head);
    set_task (conn, head);
    g_unix_set_fd_nonblocking (conn->fd, TRUE, NULL);
    for (;;) {
      struct pollfd fd = {.fd = conn->fd, .events = (short) (conn->takes ? POLLIN : 0)};

      if (!send_some (conn) || (conn->takes && !take_some (conn)))
        break;
      if (conn->send > 0)
        fd.events |= POLLOUT;
      poll (&fd, 1, -1);
      if ((fd.revents & (POLLERR | POLLHUP)) != 0)
        break;
    }
  }
  SSL_free (conn->ssl);
  close (conn->fd);
  g_free (conn);
  return NULL;
}

int
main (int argc, char **argv)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int on = 1, listener = socket (AF_INET, SOCK_STREAM, 0);
  SSL_CTX *context;

  g_assert_cmpint (argc, ==, 3);
  signal (SIGPIPE, SIG_IGN);
  g_autoptr (PkiCert) authority = pki_make ("Latchkey benchmark CA", NULL, PKI_CA);
  g_autoptr (PkiCert) cert = pki_make (argv[1], authority, 0);
  context = pki_server (cert, NULL);
  SSL_CTX_set_mode (context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  pki_link (authority, argv[2], 0);
  bind (listener, (struct sockaddr *) &address, sizeof address);
  listen (listener, 128);
  getsockname (listener, (struct sockaddr *) &address, &length);
  printf ("%u\n", ntohs (address.sin_port));
  fflush (stdout);
  for (;;) {
    Conn *conn = g_new0 (Conn, 1);

    conn->fd = accept (listener, NULL, NULL);
    setsockopt (conn->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    conn->ssl = SSL_new (context);
    SSL_set_fd (conn->ssl, conn->fd);
    g_thread_unref (g_thread_new ("peer", serve, conn));
  }
}
