/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is carried arrives, whatever its shape. */
#include <string.h>
#include <unistd.h>

#include "testlib-session.h"

static void
serve_echo (PeerConn *conn, gpointer data)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autofree char *request = peer_upgrade (conn);
  guint opcode;

  while ((opcode = peer_read_frame (conn, payload)) == LK_FRAME_BINARY)
    peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, payload->data, payload->len);
  g_assert_cmpuint (opcode, ==, LK_FRAME_CLOSE);
  peer_close (conn, 1000, "");
}

static void
test_echo (gconstpointer kind)
{
  g_autoptr (Peer) peer = peer_new (serve_echo, NULL);
  const LkEndpoint endpoint = peer_endpoint (peer);
  g_autoptr (Session) session = session_open (&endpoint, GPOINTER_TO_INT (kind));
  g_autofree guint8 *block = g_malloc (100000);

  pattern (block, 100000, 0);
  for (gsize length = 1; length <= 100000; length = length * 3 + 1) {
    session_write (session, block, length);
    session_expect (session, block, length);
  }
  session_close_out (session);
  session_wait (session);
  g_assert_no_error (session->error);
  g_assert_true (session->ok);
  g_assert_cmpuint (session->stats.sent, >, 60000);
  g_assert_cmpuint (session->stats.sent, ==, session->stats.received);
}

/* Frames may come in one piece with the head of the answer. */
static void
serve_early (PeerConn *conn, gpointer data)
{
  BIO *buffer = BIO_new (BIO_f_buffer ());

  BIO_push (buffer, SSL_get_wbio (conn->ssl));
  BIO_up_ref (SSL_get_rbio (conn->ssl));
  SSL_set0_wbio (conn->ssl, buffer);
  g_free (peer_upgrade (conn));
  peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, "SSH-2.0-early\r\n", 15);
  peer_frame (conn, PEER_FIN | LK_FRAME_TEXT, "text", 4);
  (void) BIO_flush (buffer);
  peer_close (conn, 1000, "");
  (void) BIO_flush (buffer);
}

static void
test_early (void)
{
  g_autoptr (Peer) peer = peer_new (serve_early, NULL);
  g_autoptr (Session) session = session_new (peer);

  session_expect (session, "SSH-2.0-early\r\ntext", 19);
  session_wait (session);
  g_assert_true (session->ok);
}

/* One message in single bytes, with a ping before each; the pongs come, the last one for the last ping. */
#define FRAGMENTS 20000

static gpointer
read_pongs (gpointer data)
{
  PeerConn *conn = data;
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  guint last = 0;

  while (last != FRAGMENTS) {
    guint number;

    g_assert_cmpuint (peer_read_frame (conn, payload), ==, LK_FRAME_PONG);
    g_assert_cmpuint (payload->len, ==, sizeof number);
    memcpy (&number, payload->data, sizeof number);
    g_assert_cmpuint (number, >, last);
    last = number;
  }
  return NULL;
}

static void
serve_fragments (PeerConn *conn, gpointer data)
{
  g_autofree char *request = peer_upgrade (conn);

  for (guint i = 1; i <= FRAGMENTS; i++) {
    guint8 byte;

    pattern (&byte, 1, i);
    peer_frame (conn, PEER_FIN | LK_FRAME_PING, &i, sizeof i);
    peer_frame (conn, (i == 1 ? LK_FRAME_BINARY : 0) | (i == FRAGMENTS ? PEER_FIN : 0), &byte, 1);
  }
  read_pongs (conn);
  peer_close (conn, 1000, "");
}

static void
test_fragments (void)
{
  g_autoptr (Peer) peer = peer_new (serve_fragments, NULL);
  g_autoptr (Session) session = session_new (peer);
  g_autofree guint8 *expected = g_malloc (FRAGMENTS);

  pattern (expected, FRAGMENTS, 1);
  session_expect (session, expected, FRAGMENTS);
  session_wait (session);
  g_assert_no_error (session->error);
  g_assert_true (session->ok);
}

/* A message of 64 MiB in one frame, and nothing is kept of it. */
#define HUGE_LENGTH (64u << 20)

static void
serve_huge (PeerConn *conn, gpointer data)
{
  static const guint8 head[] = {0x82, 127, 0, 0, 0, 0, HUGE_LENGTH >> 24, 0, 0, 0};
  g_autofree guint8 *block = g_malloc (1 << 20);

  g_free (peer_upgrade (conn));
  peer_write (conn, head, sizeof head);
  for (guint64 at = 0; at < HUGE_LENGTH; at += 1 << 20) {
    pattern (block, 1 << 20, at);
    peer_write (conn, block, 1 << 20);
  }
  peer_close (conn, 1000, "");
}

static void
test_huge (void)
{
  g_autoptr (Peer) peer = peer_new (serve_huge, NULL);
  g_autoptr (Session) session = session_new (peer);
  g_autofree guint8 *got = g_malloc (1 << 20);
  g_autofree guint8 *expected = g_malloc (1 << 20);
  gsize before = 0, n;
  guint64 at = 0;

  while ((n = session_read (session, got, 1 << 20)) > 0) {
    pattern (expected, n, at);
    g_assert_cmpmem (got, n, expected, n);
    at += n;
    if (before == 0 && at > 4 << 20)
      before = resident ();
  }
  g_assert_cmpuint (at, ==, HUGE_LENGTH);
#ifndef TEST_SANITIZED /* which keeps what is freed */
  g_assert_cmpuint (resident (), <, before + 2048);
#endif
  session_wait (session);
  g_assert_true (session->ok);
}

/* No two frames have the same mask (RFC 6455 section 5.3). */
static void
serve_masks (PeerConn *conn, gpointer data)
{
  g_autoptr (GHashTable) masks = g_hash_table_new (NULL, NULL);
  guint8 frame[7];

  g_free (peer_upgrade (conn));
  for (int i = 0; i < 200; i++) {
    guint32 mask;

    g_assert_true (peer_read (conn, frame, sizeof frame));
    memcpy (&mask, frame + 2, 4);
    g_assert_cmphex (frame[6] ^ frame[2], ==, 'x');
    g_assert_true (g_hash_table_add (masks, GUINT_TO_POINTER (mask)));
    peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, "y", 1);
  }
}

static void
test_masks (void)
{
  g_autoptr (Peer) peer = peer_new (serve_masks, NULL);
  g_autoptr (Session) session = session_new (peer);

  for (int i = 0; i < 200; i++) {
    session_write (session, "x", 1);
    session_expect (session, "y", 1);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/pump/echo/pipes", GINT_TO_POINTER (SESSION_PIPES), test_echo);
  g_test_add_data_func ("/pump/echo/socket", GINT_TO_POINTER (SESSION_SOCKET), test_echo);
  g_test_add_func ("/pump/early", test_early);
  g_test_add_func ("/pump/fragments", test_fragments);
  g_test_add_func ("/pump/huge", test_huge);
  g_test_add_func ("/pump/masks", test_masks);
  return peer_main ();
}
