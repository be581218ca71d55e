/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/tunnel.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/error.h"
#include "carrier/chunked.h"
#include "carrier/dial.h"
#include "carrier/http-head.h"
#include "carrier/proxy-handshake.h"
#include "carrier/stream.h"
#include "carrier/trust.h"
#include "carrier/tunnel-private.h"

#define BODY_MAX (64 * 1024)
#define INTERIM_MAX 8

/* How long the text of an error is waited for, in milliseconds. */
#define BODY_PATIENCE 3000

/* RFC 6455 section 1.3 */
#define ACCEPT_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

struct _LkReply {
  LkHttpHead *head;
  GByteArray *body;
};

guint
lk_reply_status (const LkReply *reply)
{
  return lk_http_head_status (reply->head);
}

const char *
lk_reply_header (const LkReply *reply, const char *name)
{
  return lk_http_head_get (reply->head, name);
}

const char *
lk_reply_body (const LkReply *reply, gsize *length)
{
  *length = reply->body->len;
  return (const char *) reply->body->data;
}

void
lk_reply_free (LkReply *reply)
{
  g_clear_pointer (&reply->head, lk_http_head_free);
  g_byte_array_unref (reply->body);
  g_free (reply);
}

void
lk_endpoint_log (const LkEndpoint *endpoint, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  if (endpoint->log == NULL)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  endpoint->log (text, endpoint->log_data);
}

static char *
make_key (void)
{
  guchar random[16];

  if (RAND_bytes (random, sizeof random) != 1)
    g_error ("the system's random source does not work");
  return g_base64_encode (random, sizeof random);
}

static char *
expected_accept (const char *key)
{
  g_autofree char *text = g_strconcat (key, ACCEPT_SUFFIX, NULL);
  guchar digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  EVP_Digest (text, strlen (text), digest, &length, EVP_sha1 (), NULL);
  return g_base64_encode (digest, length);
}

/* The request is built in one piece and wiped: it holds the token. Room is made first, so that it never moves. */
static GString *
make_request (const LkEndpoint *endpoint, const char *key)
{
  gsize room = 1024 + strlen (endpoint->path);
  GString *request;

  for (gsize i = 0; i < endpoint->n_headers; i++) {
    const LkHeader *header = &endpoint->headers[i];

    room += strlen (header->name) + 4 +
            (header->secret != NULL ? lk_secret_length (header->secret) : strlen (header->value));
  }
  request = g_string_sized_new (room);
  g_string_printf (request,
                   "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nConnection: "
                   "Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n",
                   endpoint->path, endpoint->host, endpoint->user_agent, key);
  for (gsize i = 0; i < endpoint->n_headers; i++) {
    const LkHeader *header = &endpoint->headers[i];

    g_string_append_printf (request, "%s: %s\r\n", header->name,
                            header->secret != NULL ? lk_secret_text (header->secret)
                                                   : header->value);
  }
  g_string_append (request, "\r\n");
  return request;
}

/* Reads heads until one that is not interim (1xx other than 101). What is behind it stays in @data. */
static LkHttpHead *
read_head (LkStream *stream, GByteArray *data, const LkWait *wait, GError **error)
{
  guint8 buffer[16 * 1024];

  for (int interim = 0; interim <= INTERIM_MAX;) {
    LkHttpHead *head;
    gsize used;
    gssize n;

    if (!lk_http_head_parse ((const char *) data->data, data->len, &used, &head, error))
      return NULL;
    if (head != NULL) {
      guint status = lk_http_head_status (head);

      g_byte_array_remove_range (data, 0, (guint) used);
      if (status == 101 || status >= 200)
        return head;
      lk_http_head_free (head);
      interim++;
      continue;
    }
    n = lk_stream_read (stream, buffer, sizeof buffer, wait, LK_ERROR_ACCESS, error);
    if (n == 0)
      g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS,
                           _ ("the edge closed the connection instead of answering; try again"));
    if (n <= 0)
      return NULL;
    g_byte_array_append (data, buffer, (guint) n);
  }
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, _ ("the edge does not come to an answer"));
  return NULL;
}

/* Whether all of a chunked body is there. */
static gboolean
has_last_chunk (const GByteArray *data)
{
  g_autoptr (GByteArray) copy = g_byte_array_new ();

  /* A look at the end spares decoding what cannot be whole. */
  if (data->len < 5 || memcmp (data->data + data->len - 4, "\r\n\r\n", 4) != 0)
    return FALSE;
  g_byte_array_append (copy, data->data, data->len);
  return lk_chunked_decode (copy);
}

/*
 * Reads on for the body of a reply that is no upgrade, the text of an error: up to its end, or as much as
 * comes in time.
 */
static void
read_body (LkStream *stream, const LkHttpHead *head, GByteArray *data, const LkWait *wait)
{
  const char *told = lk_http_head_get (head, "Content-Length");
  gboolean chunked = lk_http_head_has_token (head, "Transfer-Encoding", "chunked");
  guint64 length = BODY_MAX;
  guint8 buffer[16 * 1024];

  if (!chunked && told != NULL &&
      g_ascii_string_to_unsigned (told, 10, 0, G_MAXUINT64, &length, NULL))
    length = MIN (length, BODY_MAX);
  while (data->len < length) {
    gssize n;

    if (chunked && has_last_chunk (data))
      break;
    n = lk_stream_read (stream, buffer, sizeof buffer, wait, LK_ERROR_ACCESS, NULL);
    if (n <= 0)
      break;
    g_byte_array_append (data, buffer, (guint) n);
  }
  g_byte_array_set_size (data, (guint) MIN (data->len, length));
  if (chunked)
    lk_chunked_decode (data);
}

/* RFC 6455 section 4.1, what a client has to check. */
static gboolean
check_upgrade (const LkHttpHead *head, const char *key, GError **error)
{
  g_autofree char *expected = expected_accept (key);
  const char *accept = lk_http_head_get (head, "Sec-WebSocket-Accept");

  if (lk_http_head_has_token (head, "Upgrade", "websocket") &&
      lk_http_head_has_token (head, "Connection", "Upgrade") && g_strcmp0 (accept, expected) == 0 &&
      lk_http_head_get (head, "Sec-WebSocket-Extensions") == NULL &&
      lk_http_head_get (head, "Sec-WebSocket-Protocol") == NULL)
    return TRUE;
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS,
                       _ ("the answer to the upgrade breaks the WebSocket protocol; something "
                          "between may interfere"));
  return FALSE;
}

static gpointer
make_trust (gpointer data)
{
  return lk_trust_context ();
}

static LkTls *
connect_tls (const LkEndpoint *endpoint, int cancel_fd, GError **error)
{
  LkWait wait = lk_wait_new (endpoint->timeouts.connect, cancel_fd);
  g_autofree char *host = g_strdup (endpoint->host);
  guint16 port = endpoint->port;
  LkTls *below = NULL, *tls;
  GThread *trust;
  int fd;

  if (endpoint->connect_to != NULL) {
    g_clear_pointer (&host, g_free);
    if (!lk_dial_split (endpoint->connect_to, &host, &port, error))
      return NULL;
  }
  lk_endpoint_log (endpoint, "connecting to %s, port %u%s%s", host, port,
                   endpoint->proxy == NULL ? "" : " by the proxy ",
                   endpoint->proxy == NULL ? "" : endpoint->proxy->host);
  /* It takes some milliseconds, which the network needs anyway. */
  trust = g_thread_new ("trust", make_trust, NULL);
  fd = endpoint->proxy == NULL
           ? lk_dial (host, port, &wait, error)
           : lk_proxy_connect (endpoint->proxy, host, port, &below, &wait, error);
  g_thread_join (trust);
  if (fd < 0)
    return NULL;
  wait = lk_wait_new (endpoint->timeouts.tls, cancel_fd);
  tls = lk_tls_connect (fd, below, endpoint->host, "http/1.1", &wait, error);
  if (tls != NULL)
    lk_endpoint_log (endpoint, "connected, %s", lk_tls_version (tls));
  return tls;
}

LkTunnel *
lk_tunnel_open (const LkEndpoint *endpoint, int cancel_fd, LkReply **reply, GError **error)
{
  g_autoptr (LkTls) tls = connect_tls (endpoint, cancel_fd, error);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (LkHttpHead) head = NULL;
  g_autofree char *key = make_key ();
  LkWait wait = lk_wait_new (endpoint->timeouts.upgrade, cancel_fd);
  GString *request;
  LkTunnel *tunnel;
  gboolean sent;

  *reply = NULL;
  if (tls == NULL)
    return NULL;
  LkStream stream = {lk_tls_fd (tls), tls};
  request = make_request (endpoint, key);
  sent = lk_stream_write (&stream, request->str, request->len, &wait, LK_ERROR_TCP, error);
  lk_wipe (request->str, request->len);
  g_string_free (request, TRUE);
  if (!sent || (head = read_head (&stream, data, &wait, error)) == NULL)
    return NULL;
  lk_endpoint_log (endpoint, "the answer to the upgrade is %u", lk_http_head_status (head));
  if (lk_http_head_status (head) != 101) {
    wait = lk_wait_new (BODY_PATIENCE, cancel_fd);
    read_body (&stream, head, data, &wait);
    *reply = g_new0 (LkReply, 1);
    (*reply)->head = g_steal_pointer (&head);
    (*reply)->body = g_steal_pointer (&data);
    return NULL;
  }
  if (!check_upgrade (head, key, error))
    return NULL;
  tunnel = g_new0 (LkTunnel, 1);
  tunnel->tls = g_steal_pointer (&tls);
  tunnel->timeouts = endpoint->timeouts;
  tunnel->early = g_steal_pointer (&data);
  return tunnel;
}

void
lk_tunnel_free (LkTunnel *tunnel)
{
  lk_tls_free (tunnel->tls);
  g_byte_array_unref (tunnel->early);
  g_free (tunnel);
}
