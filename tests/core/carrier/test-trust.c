/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose certificates are believed; who shows another one learns nothing of the request. */
#include <string.h>

#include "base/error.h"
#include "carrier/tunnel.h"
#include "testlib-peer.h"

/* Called once the handshake has come to its end, with the client's consent. */
static void
serve (PeerConn *conn, gpointer data)
{
  g_atomic_int_inc ((int *) data);
  g_free (peer_upgrade (conn));
}

/* Takes @context. Returns whether the peer was believed; if not, it saw nothing but the handshake. */
static gboolean
visit (SSL_CTX *context, const char *host, GError **error)
{
  int reached = 0;
  Peer *peer = peer_new_with (context, serve, &reached);
  LkEndpoint endpoint = peer_endpoint (peer);
  g_autoptr (LkTunnel) tunnel = NULL;
  LkReply *reply;
  gboolean believed;

  endpoint.host = host;
  tunnel = lk_tunnel_open (&endpoint, -1, &reply, error);
  believed = tunnel != NULL;
  g_assert_null (reply);
  g_clear_pointer (&tunnel, lk_tunnel_free);
  peer_free (peer);
  g_assert_cmpint (reached, ==, believed);
  return believed;
}

static void
accept_server (const PkiCert *cert, const PkiCert *between, const char *host)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (visit (pki_server (cert, between), host, &error));
  g_assert_no_error (error);
}

/* With either version of TLS: they differ in when the client's consent comes. */
static void
refuse_server (const PkiCert *cert,
               const PkiCert *between,
               const char *host,
               LkError code,
               const char *word)
{
  static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

  for (gsize i = 0; i < G_N_ELEMENTS (versions); i++) {
    SSL_CTX *context = pki_server (cert, between);
    g_autoptr (GError) error = NULL;

    SSL_CTX_set_max_proto_version (context, versions[i]);
    g_assert_false (visit (context, host, &error));
    g_assert_error (error, LK_ERROR, (int) code);
    g_assert_nonnull (strstr (error->message, host));
    if (strstr (error->message, word) == NULL)
      g_error ("no '%s' in: %s", word, error->message);
  }
}

static void
test_good (void)
{
  g_autoptr (PkiCert) between = pki_make ("Between", peer_authority (), PKI_CA);
  g_autoptr (PkiCert) direct = pki_make (PKI_HOST, peer_authority (), 0);
  g_autoptr (PkiCert) indirect = pki_make (PKI_HOST, between, 0);
  g_autoptr (PkiCert) plain = pki_make (PKI_HOST, peer_authority (), PKI_NO_KEY_IDS);
  g_autoptr (PkiCert) wide = pki_make ("*.example.test", peer_authority (), 0);
  g_autoptr (PkiCert) address = pki_make ("127.0.0.1", peer_authority (), 0);

  accept_server (direct, NULL, PKI_HOST);
  accept_server (direct, NULL, "SSH.Example.TEST");
  accept_server (indirect, between, PKI_HOST);
  accept_server (plain, NULL, PKI_HOST);
  accept_server (wide, NULL, PKI_HOST);
  accept_server (address, NULL, "127.0.0.1");
}

/* Whoever takes the name of a trusted authority does not have its key. */
static void
test_rogue (void)
{
  g_autoptr (PkiCert) rogue = pki_make ("Test Authority", NULL, PKI_CA);
  g_autoptr (PkiCert) bare = pki_make ("Test Authority", NULL, PKI_CA | PKI_NO_KEY_IDS);
  g_autoptr (PkiCert) with_ids = pki_make (PKI_HOST, rogue, 0);
  g_autoptr (PkiCert) without_ids = pki_make (PKI_HOST, bare, PKI_NO_KEY_IDS);

  refuse_server (with_ids, NULL, PKI_HOST, LK_ERROR_TLS, "trust");
  refuse_server (with_ids, rogue, PKI_HOST, LK_ERROR_TLS, "trust");
  refuse_server (without_ids, NULL, PKI_HOST, LK_ERROR_TLS, "trust");
  refuse_server (without_ids, bare, PKI_HOST, LK_ERROR_TLS, "trust");
}

static void
test_unknown (void)
{
  g_autoptr (PkiCert) unknown = pki_make ("Corporate Proxy", NULL, PKI_CA);
  g_autoptr (PkiCert) cert = pki_make (PKI_HOST, unknown, 0);
  g_autoptr (PkiCert) self = pki_make (PKI_HOST, NULL, 0);
  g_autoptr (PkiCert) leaf = pki_make ("other.example.test", peer_authority (), 0);
  g_autoptr (PkiCert) below_leaf = pki_make (PKI_HOST, leaf, 0);

  refuse_server (cert, NULL, PKI_HOST, LK_ERROR_TLS, "'Corporate Proxy'");
  refuse_server (cert, unknown, PKI_HOST, LK_ERROR_TLS, "'Corporate Proxy'");
  refuse_server (self, NULL, PKI_HOST, LK_ERROR_TLS, "does not trust");
  refuse_server (below_leaf, leaf, PKI_HOST, LK_ERROR_TLS, "cannot be trusted");
}

static void
test_times (void)
{
  g_autoptr (PkiCert) expired = pki_make (PKI_HOST, peer_authority (), PKI_EXPIRED);
  g_autoptr (PkiCert) not_yet = pki_make (PKI_HOST, peer_authority (), PKI_NOT_YET);

  refuse_server (expired, NULL, PKI_HOST, LK_ERROR_TLS, "has expired");
  refuse_server (not_yet, NULL, PKI_HOST, LK_ERROR_CLOCK, "not valid yet");
}

static void
test_names (void)
{
  g_autoptr (PkiCert) other = pki_make ("other.example.test", peer_authority (), 0);
  g_autoptr (PkiCert) above = pki_make ("*.test", peer_authority (), 0);
  g_autoptr (PkiCert) partial = pki_make ("s*.example.test", peer_authority (), 0);
  g_autoptr (PkiCert) right = pki_make (PKI_HOST, peer_authority (), 0);

  refuse_server (other, NULL, PKI_HOST, LK_ERROR_TLS, "by Test Authority");
  refuse_server (other, NULL, PKI_HOST, LK_ERROR_TLS, "another name");
  refuse_server (above, NULL, PKI_HOST, LK_ERROR_TLS, "another name");
  refuse_server (partial, NULL, PKI_HOST, LK_ERROR_TLS, "another name");
  refuse_server (right, NULL, "127.0.0.1", LK_ERROR_TLS, "another name");
}

/* The file adds to the folder; several authorities in it have one name, and any of them may be the issuer. */
static void
test_file (void)
{
  g_autoptr (PkiCert) first = pki_make ("Twin", NULL, PKI_CA);
  g_autoptr (PkiCert) second = pki_make ("Twin", NULL, PKI_CA);
  g_autoptr (PkiCert) third = pki_make ("Twin", NULL, PKI_CA);
  g_autoptr (PkiCert) ended = pki_make ("Ended Authority", NULL, PKI_CA | PKI_EXPIRED);
  g_autoptr (PkiCert) by_first = pki_make (PKI_HOST, first, 0);
  g_autoptr (PkiCert) by_second = pki_make (PKI_HOST, second, 0);
  g_autoptr (PkiCert) by_third = pki_make (PKI_HOST, third, 0);
  g_autoptr (PkiCert) by_ended = pki_make (PKI_HOST, ended, 0);
  g_autofree char *path = g_build_filename (g_getenv ("SSL_CERT_DIR"), "bundle.pem", NULL);

  refuse_server (by_first, NULL, PKI_HOST, LK_ERROR_TLS, "'Twin'");
  pki_append (first, path);
  pki_append (ended, path);
  pki_append (second, path);
  g_setenv ("SSL_CERT_FILE", path, TRUE);
  accept_server (by_second, NULL, PKI_HOST);
  accept_server (by_first, NULL, PKI_HOST);
  refuse_server (by_third, NULL, PKI_HOST, LK_ERROR_TLS, "trust");
  refuse_server (by_ended, NULL, PKI_HOST, LK_ERROR_TLS, "expired");
  g_unsetenv ("SSL_CERT_FILE");
}

static void
serve_ssh (PeerConn *conn, gpointer data)
{
  peer_say (conn, "SSH-2.0-OpenSSH_9.2\r\n");
  peer_read (conn, &(guint8){0}, 1);
}

static void
serve_nothing (PeerConn *conn, gpointer data)
{
  peer_read (conn, &(guint8){0}, 1);
}

/* Servers that speak no TLS, or hang up. */
static void
test_no_tls (void)
{
  static const PeerFunc functions[] = {serve_ssh, serve_nothing};

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++) {
    g_autoptr (Peer) peer = peer_new_with (NULL, functions[i], NULL);
    const LkEndpoint endpoint = peer_endpoint (peer);
    g_autoptr (GError) error = NULL;
    LkReply *reply;

    g_assert_null (lk_tunnel_open (&endpoint, -1, &reply, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_TLS);
    g_assert_nonnull (strstr (error->message, PKI_HOST));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/good", test_good);
  g_test_add_func ("/trust/rogue", test_rogue);
  g_test_add_func ("/trust/unknown", test_unknown);
  g_test_add_func ("/trust/times", test_times);
  g_test_add_func ("/trust/names", test_names);
  g_test_add_func ("/trust/file", test_file);
  g_test_add_func ("/trust/no-tls", test_no_tls);
  return peer_main ();
}
