/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Through proxies: what they are asked, byte for byte, what is made of their answers, and that bytes pass. */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "testlib-session.h"

#define BYTES(text) text, sizeof (text) - 1
#define STEPS_MAX 3
#define ASK "CONNECT " PKI_HOST ":443 HTTP/1.1\r\nHost: " PKI_HOST ":443\r\n"
#define SOCKS5_ASK "\5\1\0\3\20" PKI_HOST "\1\273"

typedef struct {
  const char *heard; /* what the proxy has to hear */
  gsize heard_length;
  const char *said; /* and what it answers */
  gsize said_length;
} Step;

typedef struct {
  const char *name;
  LkProxyKind kind;
  const char *user, *password;
  Step steps[STEPS_MAX];
  const char *complaint;  /* NULL when it connects */
  const char *connect_to; /* NULL for PKI_HOST:443 */
} Case;

static const Case cases[] = {
    {"http/plain",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.1 200 OK\r\n\r\n")}},
     NULL},
    {"http/1.0",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.0 200\r\nVia: x\r\n\r\n")}},
     NULL},
    {"http/basic",
     LK_PROXY_HTTP,
     "Aladdin",
     "open sesame",
     {{BYTES (ASK "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"),
       BYTES ("HTTP/1.1 200 OK\r\n\r\n")}},
     NULL},
    {"http/407",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n")}},
     "wants a user name and password"},
    {"http/407-again",
     LK_PROXY_HTTP,
     "u",
     "s3cret",
     {{BYTES (ASK "Proxy-Authorization: Basic dTpzM2NyZXQ=\r\n\r\n"),
       BYTES ("HTTP/1.1 407 No\r\n\r\n")}},
     "wants another user name and password"},
    {"http/502",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.1 502 Bad\r\n\r\nx")}},
     "status 502"},
    {"http/garbage",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("SSH-2.0-\r\n")}},
     "does not speak HTTP"},
    {"http/closed",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("")}},
     "without an answer"},
    {"http/half",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.1 200 OK\r\n")}},
     "without an answer"},
    {"https/plain",
     LK_PROXY_HTTPS,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.1 200 OK\r\n\r\n")}},
     NULL},
    {"https/407",
     LK_PROXY_HTTPS,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("HTTP/1.1 407\r\n\r\n")}},
     "user name"},
    {"https/closed",
     LK_PROXY_HTTPS,
     NULL,
     NULL,
     {{BYTES (ASK "\r\n"), BYTES ("")}},
     "without an answer"},
    {"socks5/plain",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("\5\0\0\1\0\0\0\0\0\0")}},
     NULL},
    {"socks5/user",
     LK_PROXY_SOCKS5,
     "me",
     "pw",
     {{BYTES ("\5\2\0\2"), BYTES ("\5\2")},
      {BYTES ("\1\2me\2pw"), BYTES ("\1\0")},
      {BYTES (SOCKS5_ASK), BYTES ("\5\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")}},
     NULL},
    {"socks5/user-unasked",
     LK_PROXY_SOCKS5,
     "me",
     NULL,
     {{BYTES ("\5\2\0\2"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("\5\0\0\3\4host\0\0")}},
     NULL},
    {"socks5/password",
     LK_PROXY_SOCKS5,
     "me",
     "s3cret",
     {{BYTES ("\5\2\0\2"), BYTES ("\5\2")}, {BYTES ("\1\2me\6s3cret"), BYTES ("\1\1")}},
     "does not accept this user name and password"},
    {"socks5/none",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\377")}},
     "wants a user name"},
    {"socks5/method",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\2")}},
     "wants a user name"},
    {"socks5/http",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("HTTP/1.1 400\r\n")}},
     "is no SOCKS 5"},
    {"socks5/rules",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("\5\2\0\1\0\0\0\0\0\0")}},
     "its rules forbid it"},
    {"socks5/code",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("\5\377\0\1")}},
     "unknown reason"},
    {"socks5/garbage",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("H\0TTP/1.1")}},
     "is no SOCKS 5"},
    {"socks5/address",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("\5\0\0\7\0\0\0\0")}},
     "is no SOCKS 5"},
    {"socks5/cut",
     LK_PROXY_SOCKS5,
     NULL,
     NULL,
     {{BYTES ("\5\1\0"), BYTES ("\5\0")}, {BYTES (SOCKS5_ASK), BYTES ("\5\0\0\3\377host")}},
     "closed the connection"},
    {"http/ipv6",
     LK_PROXY_HTTP,
     NULL,
     NULL,
     {{BYTES ("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n"),
       BYTES ("HTTP/1.1 200 OK\r\n\r\n")}},
     NULL,
     "[::1]:443"},
    {"socks4/plain",
     LK_PROXY_SOCKS4,
     NULL,
     NULL,
     {{BYTES ("\4\1\1\273\177\0\0\1\0"), BYTES ("\0\132\0\0\0\0\0\0")}},
     NULL,
     "127.0.0.1:443"},
    {"socks4/ipv6", LK_PROXY_SOCKS4, NULL, NULL, {{NULL}}, "::1 has no IPv4 address", "[::1]:443"},
    {"socks4a/plain",
     LK_PROXY_SOCKS4A,
     NULL,
     NULL,
     {{BYTES ("\4\1\1\273\0\0\0\1\0" PKI_HOST "\0"), BYTES ("\0\132\0\0\0\0\0\0")}},
     NULL},
    {"socks4a/user",
     LK_PROXY_SOCKS4A,
     "me",
     NULL,
     {{BYTES ("\4\1\1\273\0\0\0\1me\0" PKI_HOST "\0"), BYTES ("\0\132\0\0\0\0\0\0")}},
     NULL},
    {"socks4a/refused",
     LK_PROXY_SOCKS4A,
     NULL,
     NULL,
     {{BYTES ("\4\1\1\273\0\0\0\1\0" PKI_HOST "\0"), BYTES ("\0\133\0\0\0\0\0\0")}},
     "SOCKS 4 code 91"},
};

/* What the connection through the proxy leads to: a WebSocket that echoes, in a TLS of its own. */
static void
serve_origin (PeerConn *conn)
{
  g_autoptr (PkiCert) cert = pki_make (PKI_HOST, peer_authority (), 0);
  SSL_CTX *context = pki_server (cert, NULL);
  PeerConn inner = {.fd = conn->fd, .ssl = SSL_new (context)};
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  BIO *bio = conn->ssl == NULL ? BIO_new_socket (conn->fd, BIO_NOCLOSE) : BIO_new (BIO_f_ssl ());

  if (conn->ssl != NULL)
    BIO_set_ssl (bio, conn->ssl, BIO_NOCLOSE);
  SSL_set_bio (inner.ssl, bio, bio);
  g_assert_cmpint (SSL_accept (inner.ssl), ==, 1);
  g_free (peer_upgrade (&inner));
  while (peer_read_frame (&inner, payload) == LK_FRAME_BINARY)
    peer_frame (&inner, PEER_FIN | LK_FRAME_BINARY, payload->data, payload->len);
  peer_close (&inner, 1000, "");
  SSL_shutdown (inner.ssl);
  SSL_free (inner.ssl);
  SSL_CTX_free (context);
}

static void
serve_steps (PeerConn *conn, gpointer data)
{
  const Case *test = data;

  for (int i = 0; i < STEPS_MAX && test->steps[i].heard != NULL; i++) {
    const Step *step = &test->steps[i];
    g_autofree char *heard = g_malloc (step->heard_length);

    g_assert_true (peer_read (conn, heard, step->heard_length));
    g_assert_cmpmem (heard, step->heard_length, step->heard, step->heard_length);
    peer_write (conn, step->said, step->said_length);
  }
  if (test->complaint == NULL)
    serve_origin (conn);
}

static Peer *
proxy_peer (LkProxyKind kind, PeerFunc serve, gconstpointer data)
{
  g_autoptr (PkiCert) cert = pki_make ("127.0.0.1", peer_authority (), 0);

  return peer_new_with (kind == LK_PROXY_HTTPS ? pki_server (cert, NULL) : NULL, serve,
                        (gpointer) data);
}

static LkEndpoint
through (const LkProxy *proxy)
{
  LkEndpoint endpoint = LK_ENDPOINT_INIT;

  endpoint.host = PKI_HOST;
  endpoint.proxy = proxy;
  return endpoint;
}

/* More than the buffers of one layer hold. */
static void
check_passes (const LkEndpoint *endpoint)
{
  g_autoptr (Session) session = session_open (endpoint, SESSION_PIPES);
  g_autofree guint8 *block = g_malloc (100000);

  for (guint64 round = 0; round < 4; round++) {
    pattern (block, 100000, round * 100000);
    session_write (session, block, 100000);
    session_expect (session, block, 100000);
  }
  session_close_out (session);
  session_wait (session);
  g_assert_no_error (session->error);
}

static void
check_refused (const LkEndpoint *endpoint, LkError code, const char *complaint)
{
  g_autoptr (GError) error = NULL;
  LkReply *reply;

  g_assert_null (lk_tunnel_open (endpoint, -1, &reply, &error));
  g_assert_null (reply);
  g_assert_error (error, LK_ERROR, (int) code);
  if (strstr (error->message, complaint) == NULL)
    g_error ("no '%s' in: %s", complaint, error->message);
  g_assert_null (strstr (error->message, "s3cret"));
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (Peer) peer = proxy_peer (test->kind, serve_steps, test);
  g_autoptr (LkSecret) password =
      test->password == NULL ? NULL : lk_secret_new (test->password, -1);
  const LkProxy proxy = {test->kind, (char *) "127.0.0.1", peer_port (peer), (char *) test->user,
                         password};
  LkEndpoint endpoint = through (&proxy);

  endpoint.connect_to = test->connect_to;
  if (test->complaint == NULL)
    check_passes (&endpoint);
  else
    check_refused (&endpoint, LK_ERROR_PROXY, test->complaint);
}

/* A head that does not end, and one of too many fields. */
static void
serve_endless (PeerConn *conn, gpointer data)
{
  const char *line = data;

  g_free (peer_read_head (conn));
  peer_say (conn, "HTTP/1.1 200 OK\r\n");
  for (gsize sent = 0; sent < 64 * 1024; sent += strlen (line))
    peer_say (conn, line);
  peer_say (conn, "\r\n\r\n");
}

static void
test_endless (gconstpointer line)
{
  g_autoptr (Peer) peer = proxy_peer (LK_PROXY_HTTP, serve_endless, line);
  const LkProxy proxy = {LK_PROXY_HTTP, (char *) "127.0.0.1", peer_port (peer), NULL, NULL};
  const LkEndpoint endpoint = through (&proxy);

  check_refused (&endpoint, LK_ERROR_PROXY, "does not speak HTTP");
}

static void
serve_silence (PeerConn *conn, gpointer data)
{
  peer_read (conn, &(guint8){0}, 1);
  while (peer_read (conn, &(guint8){0}, 1))
    ;
}

static void
test_silent (gconstpointer kind)
{
  g_autoptr (Peer) peer = proxy_peer (LK_PROXY_HTTP, serve_silence, NULL);
  const LkProxy proxy = {(LkProxyKind) GPOINTER_TO_INT (kind), (char *) "127.0.0.1",
                         peer_port (peer), NULL, NULL};
  LkEndpoint endpoint = through (&proxy);

  endpoint.timeouts.connect = 300;
  check_refused (&endpoint, LK_ERROR_PROXY, "in time");
}

static void
test_absent (void)
{
  Peer *peer = proxy_peer (LK_PROXY_HTTP, serve_silence, NULL);
  const LkProxy proxy = {LK_PROXY_HTTP, (char *) "127.0.0.1", peer_port (peer), NULL, NULL};
  const LkEndpoint endpoint = through (&proxy);

  peer_free (peer);
  check_refused (&endpoint, LK_ERROR_PROXY, "the proxy does not answer");
}

static void
serve_never (PeerConn *conn, gpointer data)
{
  g_assert_not_reached ();
}

/* Who is not the proxy gets no password. */
static void
test_untrusted (void)
{
  g_autoptr (PkiCert) cert = pki_make ("127.0.0.1", NULL, 0);
  g_autoptr (Peer) peer = peer_new_with (pki_server (cert, NULL), serve_never, NULL);
  g_autoptr (LkSecret) password = lk_secret_new ("s3cret", -1);
  const LkProxy proxy = {LK_PROXY_HTTPS, (char *) "127.0.0.1", peer_port (peer), (char *) "me",
                         password};
  const LkEndpoint endpoint = through (&proxy);

  check_refused (&endpoint, LK_ERROR_TLS, "does not trust");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/proxy-handshake/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_data_func ("/proxy-handshake/endless/line", "x: 0123456789", test_endless);
  g_test_add_data_func ("/proxy-handshake/endless/fields", "a: b\r\n", test_endless);
  g_test_add_data_func ("/proxy-handshake/silent/http", GINT_TO_POINTER (LK_PROXY_HTTP),
                        test_silent);
  g_test_add_data_func ("/proxy-handshake/silent/socks5", GINT_TO_POINTER (LK_PROXY_SOCKS5),
                        test_silent);
  g_test_add_func ("/proxy-handshake/absent", test_absent);
  g_test_add_func ("/proxy-handshake/untrusted", test_untrusted);
  return peer_main ();
}
