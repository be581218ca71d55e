/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way in which a session can end: what was sent before arrives, and the end is called by its name. */
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "testlib-session.h"

#define LAST_WORDS (200 * 1024)

typedef enum {
  END_CLOSE,     /* a Close with a code */
  END_BARE,      /* a Close without */
  END_NOTIFY,    /* TLS says goodbye, WebSocket does not */
  END_FIN,       /* TCP ends, TLS does not say so */
  END_RESET,     /* TCP breaks */
  END_FRAGMENT,  /* goodbye between the fragments of a message */
  END_FRAME,     /* goodbye within a frame */
  END_TWO_BYTES, /* goodbye within a frame's head */
} EndKind;

typedef struct {
  const char *name;
  EndKind kind;
  guint code;
  guint answer; /* the code of our Close, 0 for none */
  int layer;    /* of the error, or NONE */
  const char *word;
} End;

#define NONE -1

static const End ends[] = {
    {"1000", END_CLOSE, 1000, 1000, NONE, NULL},
    {"1001", END_CLOSE, 1001, 1001, NONE, NULL},
    {"1003", END_CLOSE, 1003, 1003, LK_ERROR_TUNNEL, "code 1003, why not"},
    {"1006", END_CLOSE, 1006, 1002, LK_ERROR_TUNNEL, "must not be sent"},
    {"1008", END_CLOSE, 1008, 1008, LK_ERROR_POLICY, "a policy forbids"},
    {"1011", END_CLOSE, 1011, 1011, LK_ERROR_TUNNEL, "an internal error (code 1011, why not)"},
    {"1012", END_CLOSE, 1012, 1012, LK_ERROR_TUNNEL, "it restarts"},
    {"4321", END_CLOSE, 4321, 4321, LK_ERROR_TUNNEL, "no known reason (code 4321, why not)"},
    {"999", END_CLOSE, 999, 1002, LK_ERROR_TUNNEL, "must not be sent"},
    {"bare", END_BARE, 0, 1000, NONE, NULL},
    {"notify", END_NOTIFY, 0, 1000, NONE, NULL},
    {"fin", END_FIN, 0, 0, LK_ERROR_TCP, "was cut"},
    {"reset", END_RESET, 0, 0, LK_ERROR_TCP, "broke"},
    {"fragment", END_FRAGMENT, 0, 0, LK_ERROR_TCP, "in the middle of a message"},
    {"frame", END_FRAME, 0, 0, LK_ERROR_TCP, "in the middle of a message"},
    {"head", END_TWO_BYTES, 0, 0, LK_ERROR_TCP, "in the middle of a message"},
};

/* Our Close with its code, or the end without one. */
static guint
read_answer (PeerConn *conn)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  guint opcode = peer_read_frame (conn, payload);

  if (opcode == PEER_END)
    return 0;
  g_assert_cmpuint (opcode, ==, LK_FRAME_CLOSE);
  g_assert_cmpuint (payload->len, ==, 2);
  return (guint) (payload->data[0] << 8 | payload->data[1]);
}

static void
make_end (PeerConn *conn, const End *end)
{
  static const guint8 frame[] = {0x82, 100, 'a', 'b'}, head[] = {0x82, 126};

  if (end->kind == END_CLOSE)
    peer_close (conn, end->code, "why not");
  else if (end->kind == END_BARE)
    peer_frame (conn, PEER_FIN | LK_FRAME_CLOSE, "", 0);
  else if (end->kind == END_FRAGMENT)
    peer_frame (conn, LK_FRAME_BINARY, "ab", 2);
  else if (end->kind == END_FRAME)
    peer_write (conn, frame, sizeof frame);
  else if (end->kind == END_TWO_BYTES)
    peer_write (conn, head, sizeof head);
  else if (end->kind != END_NOTIFY)
    peer_cut (conn, end->kind == END_RESET);
}

static void
serve_end (PeerConn *conn, gpointer data)
{
  const End *end = data;
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  g_free (peer_upgrade (conn));
  peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, "hello", 5);
  g_assert_cmpuint (peer_read_frame (conn, payload), ==, LK_FRAME_BINARY);
  make_end (conn, end);
  if (conn->fd < 0)
    return;
  SSL_shutdown (conn->ssl);
  shutdown (conn->fd, SHUT_WR);
  g_assert_cmpuint (read_answer (conn), ==, end->answer);
}

static void
check_error (const Session *session, int layer, const char *word)
{
  g_assert_cmpint (session->ok, ==, layer == NONE);
  if (layer == NONE) {
    g_assert_no_error (session->error);
  } else {
    g_assert_error (session->error, LK_ERROR, layer);
    if (strstr (session->error->message, word) == NULL)
      g_error ("no '%s' in: %s", word, session->error->message);
  }
}

static void
test_end (gconstpointer data)
{
  const End *end = data;
  g_autoptr (Peer) peer = peer_new (serve_end, (gpointer) end);
  g_autoptr (Session) session = session_new (peer);
  char rest[8];
  gsize length;

  session_expect (session, "hello", 5);
  session_write (session, "x", 1);
  length = session_read (session, rest, sizeof rest);
  g_assert_cmpmem (rest, length, "ab", end->kind == END_FRAGMENT || end->kind == END_FRAME ? 2 : 0);
  session_wait (session);
  check_error (session, end->layer, end->word);
}

/* The peer is gone before anybody reads: all of it arrives, behind it the end. */
static void
serve_last_words (PeerConn *conn, gpointer data)
{
  g_autofree guint8 *words = g_malloc (LAST_WORDS);

  g_free (peer_upgrade (conn));
  pattern (words, LAST_WORDS, 0);
  peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, words, LAST_WORDS);
  make_end (conn, data);
}

static void
test_last_words (gconstpointer data)
{
  const End *end = data;
  Peer *peer = peer_new (serve_last_words, (gpointer) end);
  g_autoptr (Session) session = session_new (peer);
  g_autofree guint8 *words = g_malloc (LAST_WORDS);

  peer_free (peer);
  pattern (words, LAST_WORDS, 0);
  session_expect (session, words, LAST_WORDS);
  session_wait (session);
  check_error (session, end->layer, end->word);
  g_assert_cmpuint (session->stats.received, ==, LAST_WORDS);
}

/* After the end of our input its answers still come, also those that take their time. */
static void
serve_half (PeerConn *conn, gpointer data)
{
  int *closed = data;
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  eventfd_t value;

  g_free (peer_upgrade (conn));
  g_assert_cmpuint (peer_read_frame (conn, payload), ==, LK_FRAME_BINARY);
  eventfd_read (closed[0], &value);
  for (int i = 0; i < 100; i++)
    peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, "0123456789", 10);
  make_end (conn, &ends[closed[1]]);
}

static void
test_half (gconstpointer index)
{
  int closed[2] = {eventfd (0, EFD_CLOEXEC), GPOINTER_TO_INT (index)};
  Peer *peer = peer_new (serve_half, closed);
  g_autoptr (Session) session = session_new (peer);

  session_write (session, "question", 8);
  session_close_in (session);
  eventfd_write (closed[0], 1);
  for (int i = 0; i < 100; i++)
    session_expect (session, "0123456789", 10);
  session_wait (session);
  /* Who has said all of its part takes any end between two messages for the other's. */
  check_error (session, NONE, NULL);
  peer_free (peer);
  close (closed[0]);
}

/* A peer that says nothing, and hears that code in our Close, 0 for an end without one. */
static void
serve_silence (PeerConn *conn, gpointer data)
{
  g_free (peer_upgrade (conn));
  g_assert_cmpuint (read_answer (conn), ==, GPOINTER_TO_UINT (data));
}

static void
test_drained (void)
{
  g_autoptr (Peer) peer = peer_new (serve_silence, GUINT_TO_POINTER (1000));
  LkEndpoint endpoint = peer_endpoint (peer);
  g_autoptr (Session) session = NULL;

  endpoint.timeouts.drain = 100;
  session = session_open (&endpoint, SESSION_PIPES);
  session_close_in (session);
  session_wait (session);
  check_error (session, NONE, NULL);
}

static void
test_dead (void)
{
  g_autoptr (Peer) peer = peer_new (serve_silence, GUINT_TO_POINTER (0));
  LkEndpoint endpoint = peer_endpoint (peer);
  Session *session;

  endpoint.timeouts.liveness = 100;
  session = session_open (&endpoint, SESSION_PIPES);
  session_wait (session);
  check_error (session, LK_ERROR_TUNNEL, "is dead");
  session_free (session);
}

static void
test_cancelled (void)
{
  g_autoptr (Peer) peer = peer_new (serve_silence, GUINT_TO_POINTER (1000));
  g_autoptr (Session) session = session_new (peer);

  g_assert_cmpint (write (session->cancel, "", 1), ==, 1);
  session_wait (session);
  check_error (session, NONE, NULL);
}

static void
test_reader_gone (void)
{
  g_autoptr (Peer) peer = peer_new (serve_silence, GUINT_TO_POINTER (1000));
  g_autoptr (Session) session = session_new (peer);

  session_close_out (session);
  session_wait (session);
  check_error (session, NONE, NULL);
}

static void
add (const char *group, const End *end, GTestDataFunc function, gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/ends/%s/%s", group, end->name);

  g_test_add_data_func (path, data, function);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++) {
    EndKind kind = ends[i].kind;

    add ("after-talk", &ends[i], test_end, &ends[i]);
    if (kind <= END_FIN)
      add ("last-words", &ends[i], test_last_words, &ends[i]);
    if (ends[i].layer == NONE || kind == END_FIN)
      add ("half-close", &ends[i], test_half, GSIZE_TO_POINTER (i));
  }
  g_test_add_func ("/ends/drained", test_drained);
  g_test_add_func ("/ends/dead", test_dead);
  g_test_add_func ("/ends/cancelled", test_cancelled);
  g_test_add_func ("/ends/reader-gone", test_reader_gone);
  return peer_main ();
}
