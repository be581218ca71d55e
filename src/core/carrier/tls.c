/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/tls.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/error.h"
#include "carrier/tls-error.h"
#include "carrier/trust.h"

/* Room for what is received and not decrypted yet, and for what is encrypted and not sent yet. */
#define IN_SIZE (64 * 1024)
#define OUT_SIZE (LK_TLS_WRITE_MAX + 16 * 1024)

struct _LkTls {
  SSL *ssl;
  int fd;
  LkTls *below;
  guint8 *in;
  gsize in_start, in_end;
  guint8 *out;
  gsize out_start, out_end;
  gboolean ended;     /* the transport has no more to read */
  gboolean truncated; /* and the other side's TLS did not say goodbye */
  int broken;         /* errno of the transport, 0 while it works */
};

/* The transport: the socket, or the TLS below. As recv(2) and send(2) on a non-blocking socket. */

static gssize
receive (LkTls *tls, void *data, gsize length)
{
  gssize n;

  if (tls->below != NULL) {
    n = lk_tls_read (tls->below, data, length, NULL);
    if (n == LK_TLS_AGAIN)
      errno = EAGAIN;
    else if (n < 0)
      errno = ECONNRESET;
    return n < 0 ? -1 : n;
  }
  do
    n = recv (tls->fd, data, length, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  return n;
}

static gssize
transmit (LkTls *tls, const void *data, gsize length)
{
  gssize n;

  if (tls->below != NULL) {
    gsize part = MIN (length, LK_TLS_WRITE_MAX);

    if (!lk_tls_flush (tls->below, NULL)) {
      errno = EPIPE;
      return -1;
    }
    if (!lk_tls_flushed (tls->below)) {
      errno = EAGAIN;
      return -1;
    }
    if (!lk_tls_write (tls->below, data, part, NULL) || !lk_tls_flush (tls->below, NULL)) {
      errno = EPIPE;
      return -1;
    }
    return (gssize) part;
  }
  do
    n = send (tls->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n;
}

/* The BIO between OpenSSL and the buffers. */

static int
bio_read (BIO *bio, char *data, int length)
{
  LkTls *tls = BIO_get_data (bio);
  gsize n;

  BIO_clear_retry_flags (bio);
  if (tls->in_start == tls->in_end) {
    gssize got = receive (tls, tls->in, IN_SIZE);

    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      BIO_set_retry_read (bio);
      return -1;
    }
    if (got <= 0) {
      tls->ended = TRUE;
      tls->broken = got < 0 ? errno : 0;
      return 0;
    }
    tls->in_start = 0;
    tls->in_end = (gsize) got;
  }
  n = MIN ((gsize) length, tls->in_end - tls->in_start);
  memcpy (data, tls->in + tls->in_start, n);
  tls->in_start += n;
  return (int) n;
}

static int
bio_write (BIO *bio, const char *data, int length)
{
  LkTls *tls = BIO_get_data (bio);

  BIO_clear_retry_flags (bio);
  if (OUT_SIZE - tls->out_end < (gsize) length) {
    BIO_set_retry_write (bio);
    return -1;
  }
  memcpy (tls->out + tls->out_end, data, (gsize) length);
  tls->out_end += (gsize) length;
  return length;
}

static long
bio_ctrl (BIO *bio, int command, long number, void *pointer)
{
  LkTls *tls = BIO_get_data (bio);

  /* OpenSSL asks for the end of file to tell a truncated stream. */
  if (command == BIO_CTRL_EOF)
    return tls->ended;
  return command == BIO_CTRL_FLUSH || command == BIO_CTRL_PUSH || command == BIO_CTRL_POP;
}

static BIO_METHOD *
bio_method (void)
{
  static gsize method;

  if (g_once_init_enter (&method)) {
    BIO_METHOD *made =
        BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "latchkey transport");

    BIO_meth_set_read (made, bio_read);
    BIO_meth_set_write (made, bio_write);
    BIO_meth_set_ctrl (made, bio_ctrl);
    g_once_init_leave (&method, (gsize) made);
  }
  return (BIO_METHOD *) method;
}

static void
attach (LkTls *tls)
{
  BIO *bio = BIO_new (bio_method ());

  BIO_set_data (bio, tls);
  BIO_set_init (bio, 1);
  SSL_set_bio (tls->ssl, bio, bio);
}

static gboolean
set_names (LkTls *tls, const char *host, const char *alpn)
{
  X509_VERIFY_PARAM *param = SSL_get0_param (tls->ssl);

  /* A proxy may be named by its address, which is verified as such and not sent as a name. */
  if (X509_VERIFY_PARAM_set1_ip_asc (param, host) == 0) {
    ERR_clear_error ();
    X509_VERIFY_PARAM_set_hostflags (param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_host (param, host, 0) == 0 ||
        SSL_set_tlsext_host_name (tls->ssl, host) == 0)
      return FALSE;
  }
  if (alpn != NULL) {
    guint8 wire[64] = {(guint8) strlen (alpn)};

    g_assert (strlen (alpn) < sizeof wire - 1);
    memcpy (wire + 1, alpn, strlen (alpn));
    return SSL_set_alpn_protos (tls->ssl, wire, 1 + (guint) strlen (alpn)) == 0;
  }
  return TRUE;
}

static gboolean
handshake (LkTls *tls, const char *host, const LkWait *wait, GError **error)
{
  for (;;) {
    int result = SSL_connect (tls->ssl);
    int why = SSL_get_error (tls->ssl, result);

    /* After a failure this carries the alert, if it still can. */
    gboolean flushed = lk_tls_flush (tls, NULL);

    if (result == 1 && flushed)
      return TRUE;
    if (!flushed || (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)) {
      lk_tls_set_error (error, tls->ssl, host, tls->ended, tls->broken);
      return FALSE;
    }
    switch (lk_wait_for (wait, tls->fd, POLLIN | (lk_tls_flushed (tls) ? 0 : POLLOUT))) {
    case LK_WAIT_READY:
      break;
    case LK_WAIT_TIMEOUT:
      g_set_error (error, LK_ERROR, LK_ERROR_TLS,
                   _ ("%s did not finish the TLS handshake in time; try again"), host);
      return FALSE;
    case LK_WAIT_CANCELLED:
    default:
      g_set_error_literal (error, LK_ERROR, LK_ERROR_TCP, "cancelled");
      return FALSE;
    }
  }
}

LkTls *
lk_tls_connect (int fd,
                LkTls *below,
                const char *host,
                const char *alpn,
                const LkWait *wait,
                GError **error)
{
  g_autoptr (LkTls) tls = g_new0 (LkTls, 1);

  tls->fd = below == NULL ? fd : lk_tls_fd (below);
  tls->below = below;
  tls->in = g_malloc (IN_SIZE);
  tls->out = g_malloc (OUT_SIZE);
  ERR_clear_error ();
  tls->ssl = SSL_new (lk_trust_context ());
  if (tls->ssl == NULL || !set_names (tls, host, alpn)) {
    g_set_error (error, LK_ERROR, LK_ERROR_TLS, _ ("TLS cannot be set up for %s"), host);
    return NULL;
  }
  attach (tls);
  if (!handshake (tls, host, wait, error))
    return NULL;
  return g_steal_pointer (&tls);
}

int
lk_tls_fd (const LkTls *tls)
{
  return tls->fd;
}

const char *
lk_tls_version (const LkTls *tls)
{
  return SSL_get_version (tls->ssl);
}

/* What ended a connection that was in use. */
static void
set_broken_error (GError **error, LkTls *tls)
{
  if (tls->broken != 0)
    g_set_error (error, LK_ERROR, LK_ERROR_TCP, _ ("the connection broke (%s); connect again"),
                 g_strerror (tls->broken));
  else
    /* Translators: stands where else the name of a host stands */
    lk_tls_set_error (error, tls->ssl, _ ("the other side"), tls->ended, 0);
}

gssize
lk_tls_read (LkTls *tls, void *data, gsize length, GError **error)
{
  size_t n;
  int why;

  ERR_clear_error ();
  if (SSL_read_ex (tls->ssl, data, length, &n) == 1)
    return (gssize) n;
  why = SSL_get_error (tls->ssl, 0);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
    return LK_TLS_AGAIN;
  if (why == SSL_ERROR_ZERO_RETURN)
    return 0;
  if (tls->ended && tls->broken == 0) {
    tls->truncated = TRUE;
    return 0;
  }
  set_broken_error (error, tls);
  return -1;
}

gboolean
lk_tls_write (LkTls *tls, const void *data, gsize length, GError **error)
{
  const guint8 *p = data;

  g_return_val_if_fail (length <= LK_TLS_WRITE_MAX, FALSE);

  ERR_clear_error ();
  while (length > 0) {
    size_t n;

    if (SSL_write_ex (tls->ssl, p, length, &n) != 1) {
      set_broken_error (error, tls);
      return FALSE;
    }
    p += n;
    length -= n;
  }
  return TRUE;
}

gboolean
lk_tls_flush (LkTls *tls, GError **error)
{
  while (tls->out_start < tls->out_end) {
    gssize n = transmit (tls, tls->out + tls->out_start, tls->out_end - tls->out_start);

    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      return TRUE;
    if (n < 0) {
      tls->broken = errno;
      set_broken_error (error, tls);
      return FALSE;
    }
    tls->out_start += (gsize) n;
  }
  tls->out_start = tls->out_end = 0;
  return tls->below == NULL || lk_tls_flush (tls->below, error);
}

gboolean
lk_tls_flushed (const LkTls *tls)
{
  return tls->out_start == tls->out_end && (tls->below == NULL || lk_tls_flushed (tls->below));
}

gboolean
lk_tls_truncated (const LkTls *tls)
{
  return tls->truncated;
}

void
lk_tls_shutdown (LkTls *tls)
{
  ERR_clear_error ();
  SSL_shutdown (tls->ssl);
  (void) lk_tls_flush (tls, NULL);
}

void
lk_tls_free (LkTls *tls)
{
  SSL_free (tls->ssl);
  if (tls->below != NULL)
    lk_tls_free (tls->below);
  else
    close (tls->fd);
  g_free (tls->in);
  g_free (tls->out);
  g_free (tls);
}
