/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a carrier costs at the least: plain OpenSSL, one connection, the same upgrade, the same hashed folder of
 * authorities; then bytes to and fro without frames. Usage: raw-tls HOST ADDRESS:PORT TOKEN HEADER...
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <openssl/ssl.h>

static char up[64 * 1024], down[64 * 1024];

static void
die (const char *what)
{
  fprintf (stderr, "raw-tls: %s\n", what);
  exit (1);
}

static int
dial (char *where)
{
  struct sockaddr_in address = {.sin_family = AF_INET};
  char *colon = strrchr (where, ':');
  int on = 1, fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  *colon = '\0';
  address.sin_port = htons ((unsigned short) atoi (colon + 1));
  inet_pton (AF_INET, where, &address.sin_addr);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    die ("connect");
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static SSL *
handshake (int fd, const char *host)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  X509_LOOKUP *lookup =
      X509_STORE_add_lookup (SSL_CTX_get_cert_store (context), X509_LOOKUP_hash_dir ());
  SSL *ssl;

  X509_LOOKUP_add_dir (lookup, getenv ("SSL_CERT_DIR"), X509_FILETYPE_PEM);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  SSL_CTX_set_mode (context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  ssl = SSL_new (context);
  SSL_set_tlsext_host_name (ssl, host);
  SSL_set1_host (ssl, host);
  SSL_set_fd (ssl, fd);
  if (SSL_connect (ssl) != 1)
    die ("handshake");
  return ssl;
}

static void
write_out (const char *data, size_t length)
{
  while (length > 0) {
    ssize_t n = write (1, data, length);

    if (n <= 0)
      exit (0);
    data += n;
    length -= (size_t) n;
  }
}

static void
upgrade (SSL *ssl, int argc, char **argv)
{
  char request[8192];
  int length =
      snprintf (request, sizeof request,
                "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                "Cf-Access-Token: %s\r\nX-Raw: 1\r\n",
                argv[1], argv[3]);
  int n, got = 0;
  char *end;

  for (int i = 4; i < argc; i++)
    length += snprintf (request + length, sizeof request - (size_t) length, "%s\r\n", argv[i]);
  length += snprintf (request + length, sizeof request - (size_t) length, "\r\n");
  SSL_write (ssl, request, length);
  do {
    n = SSL_read (ssl, down + got, (int) sizeof down - 1 - got);
    if (n <= 0)
      die ("upgrade");
    got += n;
    down[got] = '\0';
  } while ((end = strstr (down, "\r\n\r\n")) == NULL);
  write_out (end + 4, (size_t) (down + got - end - 4));
}

int
main (int argc, char **argv)
{
  int fd, n, held = 0, at = 0;
  SSL *ssl;

  if (argc < 4)
    die ("usage: raw-tls HOST ADDRESS:PORT TOKEN HEADER...");
  fd = dial (argv[2]);
  ssl = handshake (fd, argv[1]);
  upgrade (ssl, argc, argv);
  fcntl (fd, F_SETFL, O_NONBLOCK);
  fcntl (0, F_SETPIPE_SZ, 256 * 1024);
  fcntl (1, F_SETPIPE_SZ, 256 * 1024);
  for (;;) {
    struct pollfd fds[] = {{.fd = fd, .events = (short) (POLLIN | (held > 0 ? POLLOUT : 0))},
                           {.fd = held > 0 ? -1 : 0, .events = POLLIN}};

    while ((n = SSL_read (ssl, down, sizeof down)) > 0)
      write_out (down, (size_t) n);
    if (SSL_get_error (ssl, n) != SSL_ERROR_WANT_READ)
      return 0;
    while (held > 0 && (n = SSL_write (ssl, up + at, held)) > 0) {
      at += n;
      held -= n;
    }
    fds[0].events = (short) (POLLIN | (held > 0 ? POLLOUT : 0));
    fds[1].fd = held > 0 ? -1 : 0;
    poll (fds, 2, -1);
    if (held == 0 && fds[1].revents != 0) {
      at = 0;
      held = (int) read (0, up, sizeof up);
      if (held <= 0)
        return 0;
    }
  }
}
