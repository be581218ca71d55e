/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-session.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE 60000

static gpointer
run (gpointer data)
{
  Session *session = data;

  session->ok = lk_tunnel_run (session->tunnel, session->near_in, session->near_out,
                               session->near_cancel, &session->stats, &session->error);
  /* As at the end of a program. */
  close (session->near_in);
  if (session->near_out != session->near_in)
    close (session->near_out);
  return NULL;
}

static void
open_pipe (int *read_end, int *write_end)
{
  int fds[2];

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  *read_end = fds[0];
  *write_end = fds[1];
}

Session *
session_open (const LkEndpoint *endpoint, SessionKind kind)
{
  Session *session = g_new0 (Session, 1);
  g_autoptr (GError) error = NULL;
  LkReply *reply;
  int pair[2];

  session->tunnel = lk_tunnel_open (endpoint, -1, &reply, &error);
  g_assert_no_error (error);
  g_assert_nonnull (session->tunnel);
  open_pipe (&session->near_cancel, &session->cancel);
  if (kind == SESSION_PIPES) {
    open_pipe (&session->near_in, &session->in);
    open_pipe (&session->out, &session->near_out);
  } else {
    g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
    session->in = session->out = pair[0];
    session->near_in = session->near_out = pair[1];
  }
  session->thread = g_thread_new ("session", run, session);
  return session;
}

Session *
session_new (Peer *peer)
{
  const LkEndpoint endpoint = peer_endpoint (peer);

  return session_open (&endpoint, SESSION_PIPES);
}

void
session_write (Session *session, const void *data, gsize length)
{
  const char *p = data;

  while (length > 0) {
    gssize n = write (session->in, p, length);

    g_assert_cmpint (n, >, 0);
    p += n;
    length -= (gsize) n;
  }
}

gsize
session_read (Session *session, void *data, gsize length)
{
  struct pollfd fd = {.fd = session->out, .events = POLLIN};
  gssize n;

  g_assert_cmpint (poll (&fd, 1, PATIENCE), ==, 1);
  n = read (session->out, data, length);
  g_assert_cmpint (n, >=, 0);
  return (gsize) n;
}

void
session_expect (Session *session, const void *data, gsize length)
{
  g_autofree char *got = g_malloc (length + 1);
  gsize at = 0;

  while (at < length) {
    gsize n = session_read (session, got + at, length - at);

    g_assert_cmpuint (n, >, 0);
    at += n;
  }
  g_assert_cmpmem (got, length, data, length);
}

void
session_close_in (Session *session)
{
  if (session->in == session->out)
    shutdown (session->in, SHUT_WR);
  else
    close (session->in);
  session->in = -1;
}

void
session_close_out (Session *session)
{
  close (session->out);
  if (session->in == session->out)
    session->in = -1;
  session->out = -1;
}

void
session_wait (Session *session)
{
  g_thread_join (g_steal_pointer (&session->thread));
}

void
session_free (Session *session)
{
  if (session->in >= 0 && session->in != session->out)
    session_close_in (session);
  if (session->out >= 0)
    session_close_out (session);
  if (session->thread != NULL)
    session_wait (session);
  close (session->near_cancel);
  close (session->cancel);
  g_clear_error (&session->error);
  lk_tunnel_free (session->tunnel);
  g_free (session);
}

gsize
resident (void)
{
  g_autofree char *text = NULL;
  gsize total, now;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%zu %zu", &total, &now), ==, 2);
  return now * (gsize) sysconf (_SC_PAGESIZE) / 1024;
}

void
pattern (guint8 *data, gsize length, guint64 offset)
{
  for (gsize i = 0; i < length; i++) {
    guint64 at = offset + i;

    data[i] = (guint8) (at ^ at >> 8 ^ at >> 16 ^ at >> 24);
  }
}
