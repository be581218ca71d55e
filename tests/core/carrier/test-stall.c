/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A side that takes nothing any more stops only its own direction, costs no memory and no time, and loses nothing. */
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "testlib-session.h"

#define BLOCK 16384
#define TOTAL (32u << 20)

/* What may come and go while a session runs, in KiB. */
#define SLACK 2048

/* Who cannot write for so long, in milliseconds, is stalled. */
#define STALLED 300

typedef struct {
  int stalled, go; /* eventfds: who is stalled says so; the test says that the peer may go on */
  gsize up;        /* how much the peer shall read, first or once it may go on */
} Stall;

static void
stall_init (Stall *stall)
{
  *stall = (Stall){eventfd (0, EFD_CLOEXEC), eventfd (0, EFD_CLOEXEC), TOTAL};
}

static void
stall_clear (Stall *stall)
{
  close (stall->stalled);
  close (stall->go);
}

static void
await (int event)
{
  struct pollfd fd = {.fd = event, .events = POLLIN};
  eventfd_t value;

  g_assert_cmpint (poll (&fd, 1, 60000), ==, 1);
  eventfd_read (event, &value);
}

static gboolean
is_stalled (int fd)
{
  struct pollfd out = {.fd = fd, .events = POLLOUT};

  return poll (&out, 1, STALLED) == 0;
}

static void
set_blocking (int fd, gboolean blocking)
{
  int flags = fcntl (fd, F_GETFL);

  g_assert_cmpint (fcntl (fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK), ==, 0);
}

static void
check_flat (gsize before)
{
#ifndef TEST_SANITIZED /* which keeps what is freed */
  g_assert_cmpuint (resident (), <, before + SLACK);
#endif
}

/* Reads messages until there were @total bytes of the pattern. Returns how many pongs were between them. */
static guint
read_messages (PeerConn *conn, gsize total)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  g_autofree guint8 *expected = g_malloc (BLOCK);
  guint pongs = 0;
  gsize at = 0;

  while (at < total) {
    guint opcode = peer_read_frame (conn, payload);

    if (opcode == LK_FRAME_PONG) {
      pongs++;
      continue;
    }
    g_assert_cmpuint (opcode, ==, LK_FRAME_BINARY);
    pattern (expected, payload->len, at);
    g_assert_cmpmem (payload->data, payload->len, expected, payload->len);
    at += payload->len;
  }
  g_assert_cmpuint (at, ==, total);
  return pongs;
}

/* Reads the pattern from the session. */
static void
read_all (Session *session, gsize total)
{
  g_autofree guint8 *got = g_malloc (BLOCK);
  g_autofree guint8 *expected = g_malloc (BLOCK);
  gsize at = 0, n;

  while (at < total && (n = session_read (session, got, BLOCK)) > 0) {
    pattern (expected, n, at);
    g_assert_cmpmem (got, n, expected, n);
    at += n;
  }
  g_assert_cmpuint (at, ==, total);
}

/* Writes the pattern from @at to @end into the session, in blocks. */
static void
write_all (Session *session, gsize at, gsize end)
{
  guint8 block[BLOCK];

  for (gsize n; at < end; at += n) {
    n = MIN (BLOCK, end - at);
    pattern (block, n, at);
    session_write (session, block, n);
  }
}

/* One message, as far as it goes; then, perhaps, reads; then the rest of it. */
static void
serve_flood (PeerConn *conn, gpointer data)
{
  static const guint8 head[] = {0x82, 127, 0, 0, 0, 0, TOTAL >> 24, 0, 0, 0};
  const Stall *stall = data;
  guint8 block[BLOCK];
  gsize at = 0;

  g_free (peer_upgrade (conn));
  peer_write (conn, head, sizeof head);
  set_blocking (conn->fd, FALSE);
  for (;;) {
    g_assert_cmpuint (at, <, TOTAL);
    pattern (block, BLOCK, at);
    if (SSL_write (conn->ssl, block, BLOCK) == BLOCK)
      at += BLOCK;
    else if (is_stalled (conn->fd))
      break;
  }
  set_blocking (conn->fd, TRUE);
  eventfd_write (stall->stalled, 1);
  read_messages (conn, stall->up);
  await (stall->go);
  for (; at < TOTAL; at += BLOCK) {
    pattern (block, BLOCK, at);
    g_assert_true (peer_write (conn, block, BLOCK));
  }
  peer_close (conn, 1000, "");
}

/* Nobody reads what comes down. */
static void
test_down (void)
{
  Stall stall;
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Session) session = NULL;
  gsize before;

  stall_init (&stall);
  peer = peer_new (serve_flood, &stall);
  session = session_new (peer);
  await (stall.stalled);
  before = resident ();
  write_all (session, 0, TOTAL);
  check_flat (before);
  eventfd_write (stall.go, 1);
  read_all (session, TOTAL);
  check_flat (before);
  session_wait (session);
  g_assert_no_error (session->error);
  g_assert_cmpuint (session->stats.sent, ==, TOTAL);
  g_assert_cmpuint (session->stats.received, ==, TOTAL);
  stall_clear (&stall);
}

/*
 * For longer than the other side may be silent: while nobody reads, it cannot be heard. The session sleeps
 * meanwhile.
 */
static void
test_long (void)
{
  Stall stall;
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Session) session = NULL;
  LkEndpoint endpoint;
  struct pollfd never = {.fd = -1};
  clock_t before;

  stall_init (&stall);
  stall.up = 0;
  peer = peer_new (serve_flood, &stall);
  endpoint = peer_endpoint (peer);
  endpoint.timeouts.liveness = 1000;
  session = session_open (&endpoint, SESSION_PIPES);
  await (stall.stalled);
  before = clock ();
  /* The time itself is what is tested. */
  poll (&never, 1, 1500);
  g_assert_cmpint (clock () - before, <, CLOCKS_PER_SEC / 2);
  eventfd_write (stall.go, 1);
  read_all (session, TOTAL);
  session_wait (session);
  g_assert_no_error (session->error);
  stall_clear (&stall);
}

/* A ping and all of the pattern in messages; what comes up is read only when it may. */
static void
serve_deaf (PeerConn *conn, gpointer data)
{
  const Stall *stall = data;
  guint8 block[BLOCK];

  g_free (peer_upgrade (conn));
  await (stall->stalled);
  peer_frame (conn, PEER_FIN | LK_FRAME_PING, "?", 1);
  for (gsize at = 0; at < TOTAL; at += BLOCK) {
    pattern (block, BLOCK, at);
    g_assert_true (peer_frame (conn, PEER_FIN | LK_FRAME_BINARY, block, BLOCK));
  }
  await (stall->go);
  g_assert_cmpuint (read_messages (conn, stall->up), ==, 1);
  peer_close (conn, 1000, "");
}

/* Fills the way up until it takes no more. Returns how much it took. */
static gsize
fill (Session *session)
{
  guint8 block[BLOCK];
  gsize at = 0;

  set_blocking (session->in, FALSE);
  for (;;) {
    gssize n;

    g_assert_cmpuint (at, <, 4 * TOTAL);
    pattern (block, BLOCK, at);
    n = write (session->in, block, BLOCK);
    if (n > 0)
      at += (gsize) n;
    else if (is_stalled (session->in))
      break;
  }
  set_blocking (session->in, TRUE);
  return at;
}

/* The other side does not read. */
static void
test_up (void)
{
  Stall stall;
  g_autoptr (Peer) peer = NULL;
  g_autoptr (Session) session = NULL;
  gsize before, at;

  stall_init (&stall);
  peer = peer_new (serve_deaf, &stall);
  session = session_new (peer);
  at = fill (session);
  stall.up = at + (1 << 20);
  before = resident ();
  eventfd_write (stall.stalled, 1);
  read_all (session, TOTAL);
  check_flat (before);
  eventfd_write (stall.go, 1);
  write_all (session, at, stall.up);
  session_wait (session);
  g_assert_no_error (session->error);
  g_assert_cmpuint (session->stats.sent, ==, stall.up);
  stall_clear (&stall);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stall/down", test_down);
  g_test_add_func ("/stall/long", test_long);
  g_test_add_func ("/stall/up", test_up);
  return peer_main ();
}
