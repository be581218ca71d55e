/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/tunnel.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/error.h"
#include "carrier/down.h"
#include "carrier/tunnel-private.h"
#include "carrier/up.h"

/* How long a goodbye may take, in milliseconds. */
#define GOODBYE 1000

/* The two directions share nothing but the TLS, and neither waits for the other. */
typedef struct {
  LkDown down;
  LkUp up;
  LkTimeouts timeouts;
  int cancel_fd;
  gboolean same_socket; /* input and output are */
  gboolean cancelled;
  LkTraffic *traffic; /* or NULL */
} Pump;

/*
 * Whoever has closed both directions of a socket may have left input in it, which is still carried.
 * Two pipes have nothing to do with each other: there nobody is left when one's reader is gone.
 */
static gboolean
is_same_socket (int in_fd, int out_fd)
{
  struct stat in, out;

  return fstat (in_fd, &in) == 0 && fstat (out_fd, &out) == 0 && S_ISSOCK (in.st_mode) &&
         in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

static void
answer_ping (Pump *pump)
{
  if (!pump->down.ping_due || !lk_up_ready (&pump->up))
    return;
  pump->down.ping_due = FALSE;
  lk_up_control (&pump->up, LK_FRAME_PONG, pump->down.ping, pump->down.ping_length);
}

static gboolean
is_over (const Pump *pump)
{
  const LkUp *up = &pump->up;

  if (pump->cancelled || lk_down_over (&pump->down))
    return TRUE;
  return pump->down.reader_gone &&
         (!pump->same_socket || up->error != NULL || (up->ended && lk_up_ready (up)));
}

/*
 * The other side pings now and then, so that its silence means that it is dead (protocol.md section 4). It
 * cannot be heard while our output is blocked. After the end of our input only payload counts.
 */
static gint64
silence_ends_at (const Pump *pump)
{
  const LkDown *down = &pump->down;
  gint64 liveness = down->heard_at + (gint64) pump->timeouts.liveness * 1000;
  gint64 drain = MAX (down->data_at, pump->up.ended_at) + (gint64) pump->timeouts.drain * 1000;

  if (lk_down_blocked (down))
    return G_MAXINT64;
  return pump->up.ended && lk_up_ready (&pump->up) ? MIN (liveness, drain) : liveness;
}

static void
wait_for_work (Pump *pump, gint64 until)
{
  LkDown *down = &pump->down;
  LkUp *up = &pump->up;
  gboolean blocked = lk_down_blocked (down), ready = lk_up_ready (up);
  gint64 left = MAX (until - g_get_monotonic_time (), 0);
  struct pollfd fds[] = {
      {.fd = lk_tls_fd (down->tls),
       .events = (short) ((blocked ? 0 : POLLIN) | (ready || up->error != NULL ? 0 : POLLOUT))},
      {.fd = ready && !up->ended ? up->fd : -1, .events = POLLIN},
      {.fd = down->reader_gone ? -1 : down->output.fd, .events = blocked ? POLLOUT : 0},
      {.fd = pump->cancel_fd, .events = POLLIN},
  };

  /* An error on a connection that is not looked at would wake us again and again. */
  if (fds[0].events == 0)
    fds[0].fd = -1;
  if (poll (fds, G_N_ELEMENTS (fds),
            down->more && !blocked ? 0
            : until == G_MAXINT64  ? -1
                                   : (int) MIN ((left + 999) / 1000, G_MAXINT)) < 0)
    return;
  if (blocked)
    down->heard_at = g_get_monotonic_time ();
  down->readable |= fds[0].revents != 0;
  pump->cancelled = fds[3].revents != 0;
  down->output.ready = (fds[2].revents & POLLOUT) != 0;
  if ((fds[2].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0)
    lk_down_discard (down);
  if (fds[1].revents != 0)
    lk_up_read (up);
}

static void
count (const Pump *pump)
{
  if (pump->traffic == NULL)
    return;
  __atomic_store_n (&pump->traffic->sent, pump->up.sent, __ATOMIC_RELAXED);
  __atomic_store_n (&pump->traffic->received, pump->down.received, __ATOMIC_RELAXED);
}

/* Carries until the end. Returns FALSE when the other side was silent for too long. */
static gboolean
carry (Pump *pump)
{
  for (;;) {
    gint64 until;

    lk_up_flush (&pump->up);
    lk_down_step (&pump->down);
    answer_ping (pump);
    count (pump);
    if (is_over (pump))
      return TRUE;
    until = silence_ends_at (pump);
    if (g_get_monotonic_time () >= until)
      return FALSE;
    wait_for_work (pump, until);
  }
}

static gboolean
fail (GError **error, LkError layer, const char *message)
{
  g_set_error_literal (error, LK_ERROR, layer, message);
  return FALSE;
}

/* RFC 6455 section 7.4 */
static gboolean
judge_close (const LkDown *down, GError **error)
{
  /* Translators: each says why the edge ended the session; "it" is the edge */
  static const struct {
    guint code;
    const char *meaning;
  } meanings[] = {
      {1002, N_ ("it found an error in the protocol")},
      {1003, N_ ("it does not take such data")},
      {1007, N_ ("it does not take such data")},
      {1008, N_ ("a policy forbids it to go on")},
      {1009, N_ ("a message was too large for it")},
      {1011, N_ ("it had an internal error")},
      {1012, N_ ("it restarts")},
      {1013, N_ ("it is overloaded")},
      {1014, N_ ("what is behind it gave no proper answer")},
  };
  const char *meaning = N_ ("it gave no known reason");
  const char *reason = down->close_reason;
  g_autofree char *code = NULL;

  if (down->close_code == 1000 || down->close_code == 1001 || down->close_code == 1005)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++) {
    if (meanings[i].code == down->close_code)
      meaning = meanings[i].meaning;
  }
  code = g_strdup_printf ("%u%s%s", down->close_code, reason == NULL ? "" : ", ",
                          reason == NULL ? "" : reason);
  if (down->close_code == 1008)
    g_set_error (
        error, LK_ERROR, LK_ERROR_POLICY,
        _ ("the edge ended the session: %s (code %s); ask who administers this application"),
        _ (meaning), code);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_TUNNEL,
                 _ ("the edge ended the session: %s (code %s); connect again"), _ (meaning), code);
  return FALSE;
}

static gboolean
judge_end (Pump *pump, GError **error)
{
  LkDown *down = &pump->down;

  if (pump->cancelled || down->reader_gone)
    return TRUE;
  if (down->closed)
    return judge_close (down, error);
  if (down->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&down->error));
    return FALSE;
  }
  if (!lk_frame_at_boundary (&down->decoder))
    return fail (error, LK_ERROR_TCP,
                 _ ("the connection broke in the middle of a message; connect again"));
  /* Who has said all of its part takes an end between two messages for the other's, however it came. */
  if (lk_tls_truncated (down->tls) && !pump->up.ended)
    return fail (error, LK_ERROR_TCP, _ ("the connection was cut; connect again"));
  return TRUE;
}

static gboolean
judge_silence (Pump *pump, GError **error)
{
  if (pump->up.error != NULL) {
    g_propagate_error (error, g_steal_pointer (&pump->up.error));
    return FALSE;
  }
  if (pump->up.ended && lk_up_ready (&pump->up))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_TUNNEL,
               _ ("the connection is dead: nothing was heard for %d seconds; connect again"),
               pump->timeouts.liveness / 1000);
  return FALSE;
}

/* Says Close, waits for the other side's end, and gives up on both after a second: it ends anyway. */
static void
say_goodbye (Pump *pump)
{
  LkDown *down = &pump->down;
  LkUp *up = &pump->up;
  guint code = down->violated                             ? 1002
               : down->closed && down->close_code != 1005 ? down->close_code
                                                          : 1000;
  const guint8 payload[] = {(guint8) (code >> 8), (guint8) code};
  LkWait wait = lk_wait_new (GOODBYE, -1);
  gboolean said = FALSE;

  while (up->error == NULL && lk_wait_left (&wait) > 0) {
    gssize n;

    if (!said && lk_up_ready (up)) {
      said = TRUE;
      lk_up_control (up, LK_FRAME_CLOSE, payload, sizeof payload);
      lk_tls_shutdown (up->tls);
    }
    if (said && lk_up_ready (up))
      shutdown (lk_tls_fd (up->tls), SHUT_WR);
    n = lk_tls_read (up->tls, down->plain, sizeof down->plain, NULL);
    if (n == 0 || n == -1)
      return;
    if (n == LK_TLS_AGAIN)
      lk_wait_for (&wait, lk_tls_fd (up->tls), POLLIN | (lk_up_ready (up) ? 0 : POLLOUT));
    lk_up_flush (up);
  }
}

gboolean
lk_tunnel_run (LkTunnel *tunnel,
               int in_fd,
               int out_fd,
               int cancel_fd,
               LkTraffic *traffic,
               GError **error)
{
  g_autofree Pump *pump = g_new0 (Pump, 1);
  gboolean heard, ok;

  pump->timeouts = tunnel->timeouts;
  pump->cancel_fd = cancel_fd;
  pump->traffic = traffic;
  pump->same_socket = is_same_socket (in_fd, out_fd);
  lk_down_init (&pump->down, tunnel->tls, out_fd, tunnel->early);
  lk_up_init (&pump->up, tunnel->tls, in_fd);
  heard = carry (pump);
  ok = heard ? judge_end (pump, error) : judge_silence (pump, error);
  count (pump);
  /* There is nobody to say it to when the connection has ended or is dead. */
  if (ok || pump->down.closed || pump->down.violated)
    say_goodbye (pump);
  lk_down_clear (&pump->down);
  lk_up_clear (&pump->up);
  return ok;
}
