/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/stream.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"

static gboolean
wait_for (LkStream *stream, short events, const LkWait *wait, int layer, GError **error)
{
  switch (lk_wait_for (wait, stream->fd, events)) {
  case LK_WAIT_READY:
    return TRUE;
  case LK_WAIT_TIMEOUT:
    g_set_error_literal (error, LK_ERROR, layer, _ ("no answer came in time; try again"));
    return FALSE;
  case LK_WAIT_CANCELLED:
  default:
    g_set_error_literal (error, LK_ERROR, layer, "cancelled");
    return FALSE;
  }
}

static gboolean
fail (int layer, GError **error)
{
  g_set_error (error, LK_ERROR, layer, _ ("the connection broke (%s); try again"),
               g_strerror (errno));
  return FALSE;
}

static gboolean
flush (LkStream *stream, const LkWait *wait, int layer, GError **error)
{
  for (;;) {
    if (!lk_tls_flush (stream->tls, error))
      return FALSE;
    if (lk_tls_flushed (stream->tls))
      return TRUE;
    if (!wait_for (stream, POLLOUT, wait, layer, error))
      return FALSE;
  }
}

gboolean
lk_stream_write (LkStream *stream,
                 const void *data,
                 gsize length,
                 const LkWait *wait,
                 int layer,
                 GError **error)
{
  const char *p = data;

  while (stream->tls != NULL && length > 0) {
    gsize part = MIN (length, LK_TLS_WRITE_MAX);

    if (!lk_tls_write (stream->tls, p, part, error) || !flush (stream, wait, layer, error))
      return FALSE;
    p += part;
    length -= part;
  }
  while (length > 0) {
    gssize n = send (stream->fd, p, length, MSG_DONTWAIT | MSG_NOSIGNAL);

    if (n < 0 && errno != EAGAIN && errno != EINTR)
      return fail (layer, error);
    if (n < 0 && !wait_for (stream, POLLOUT, wait, layer, error))
      return FALSE;
    p += MAX (n, 0);
    length -= (gsize) MAX (n, 0);
  }
  return TRUE;
}

gssize
lk_stream_read (LkStream *stream,
                void *data,
                gsize length,
                const LkWait *wait,
                int layer,
                GError **error)
{
  for (;;) {
    gssize n = stream->tls != NULL ? lk_tls_read (stream->tls, data, length, error)
                                   : recv (stream->fd, data, length, MSG_DONTWAIT);

    if (n >= 0 || (n == -1 && stream->tls != NULL))
      return n;
    if (stream->tls == NULL && errno != EAGAIN && errno != EINTR) {
      fail (layer, error);
      return -1;
    }
    if (!wait_for (stream, POLLIN, wait, layer, error))
      return -1;
  }
}
