/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/proxy-handshake.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "carrier/dial.h"
#include "carrier/http-head.h"
#include "carrier/resolve.h"
#include "carrier/stream.h"

#define NAME_MAX_LENGTH 255

/* What a handshake works on; all of it borrowed. */
typedef struct {
  const LkProxy *proxy;
  const char *host;
  guint16 port;
  LkStream stream;
  const LkWait *wait;
} Handshake;

static gboolean
say (Handshake *h, const void *data, gsize length, GError **error)
{
  return lk_stream_write (&h->stream, data, length, h->wait, LK_ERROR_PROXY, error);
}

static gboolean
hear (Handshake *h, guint8 *data, gsize length, GError **error)
{
  while (length > 0) {
    gssize n = lk_stream_read (&h->stream, data, length, h->wait, LK_ERROR_PROXY, error);

    if (n == 0)
      g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                   _ ("the proxy %s closed the connection; is it a proxy of that kind?"),
                   h->proxy->host);
    if (n <= 0)
      return FALSE;
    data += n;
    length -= (gsize) n;
  }
  return TRUE;
}

/* HTTP */

static void
append_authorization (GString *request, const LkProxy *proxy)
{
  const char *password = proxy->password == NULL ? "" : lk_secret_text (proxy->password);
  char *both = g_strdup_printf ("%s:%s", proxy->user, password);
  char *encoded = g_base64_encode ((const guchar *) both, strlen (both));

  g_string_append_printf (request, "Proxy-Authorization: Basic %s\r\n", encoded);
  lk_wipe_free (both);
  lk_wipe_free (encoded);
}

static gboolean
judge_connect (Handshake *h, const LkHttpHead *head, GError **error)
{
  guint status = lk_http_head_status (head);

  if (status >= 200 && status < 300)
    return TRUE;
  if (status == 407 && h->proxy->user == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                 _ ("the proxy %s wants a user name and password; put them into its URL, "
                    "http://USER:PASSWORD@%s:%u"),
                 h->proxy->host, h->proxy->host, h->proxy->port);
  else if (status == 407)
    g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                 _ ("the proxy %s wants another user name and password; put them into its URL, "
                    "http://USER:PASSWORD@%s:%u"),
                 h->proxy->host, h->proxy->host, h->proxy->port);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                 _ ("the proxy %s refused to connect to %s, port %u (status %u); ask who runs it"),
                 h->proxy->host, h->host, h->port, status);
  return FALSE;
}

static gboolean
connect_http (Handshake *h, GError **error)
{
  gboolean brackets = strchr (h->host, ':') != NULL;
  g_autoptr (GString) request = g_string_sized_new (4096);
  g_autofree char *reply = g_malloc (LK_HTTP_HEAD_MAX);
  gsize length = 0, used;
  gboolean ok;

  g_string_printf (request, "CONNECT %s%s%s:%u HTTP/1.1\r\n", brackets ? "[" : "", h->host,
                   brackets ? "]" : "", h->port);
  g_string_append_printf (request, "Host: %s%s%s:%u\r\n", brackets ? "[" : "", h->host,
                          brackets ? "]" : "", h->port);
  if (h->proxy->user != NULL)
    append_authorization (request, h->proxy);
  g_string_append (request, "\r\n");
  ok = say (h, request->str, request->len, error);
  lk_wipe (request->str, request->len);
  while (ok) {
    g_autoptr (LkHttpHead) head = NULL;
    gssize n = lk_stream_read (&h->stream, reply + length, LK_HTTP_HEAD_MAX - length, h->wait,
                               LK_ERROR_PROXY, error);

    if (n == 0)
      g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                   _ ("the proxy %s closed the connection without an answer"), h->proxy->host);
    if (n <= 0)
      return FALSE;
    length += (gsize) n;
    if (!lk_http_head_parse (reply, length, &used, &head, NULL)) {
      g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                   _ ("the proxy %s does not speak HTTP; check the proxy settings"),
                   h->proxy->host);
      return FALSE;
    }
    if (head != NULL)
      return judge_connect (h, head, error);
  }
  return FALSE;
}

/* SOCKS 4 and 4a */

static gboolean
resolve_ipv4 (Handshake *h, guint8 address[4], GError **error)
{
  struct addrinfo *list = lk_resolve (h->host, h->port, h->wait, error);
  gboolean found = FALSE;

  for (struct addrinfo *a = list; a != NULL && !found; a = a->ai_next) {
    found = a->ai_family == AF_INET;
    if (found)
      memcpy (address, &((struct sockaddr_in *) (void *) a->ai_addr)->sin_addr, 4);
  }
  if (list != NULL) {
    freeaddrinfo (list);
    if (!found)
      g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                   _ ("%s has no IPv4 address, and a SOCKS 4 proxy knows no others"), h->host);
  }
  return found;
}

static gboolean
connect_socks4 (Handshake *h, GError **error)
{
  gboolean remote = h->proxy->kind == LK_PROXY_SOCKS4A;
  g_autoptr (GByteArray) request = g_byte_array_new ();
  guint8 head[8] = {4, 1, (guint8) (h->port >> 8), (guint8) h->port, 0, 0, 0, 1};
  guint8 reply[8];
  const char *user = h->proxy->user == NULL ? "" : h->proxy->user;

  if (!remote && !resolve_ipv4 (h, head + 4, error))
    return FALSE;
  g_byte_array_append (request, head, sizeof head);
  g_byte_array_append (request, (const guint8 *) user, (guint) strlen (user) + 1);
  if (remote)
    g_byte_array_append (request, (const guint8 *) h->host, (guint) strlen (h->host) + 1);
  if (!say (h, request->data, request->len, error) || !hear (h, reply, sizeof reply, error))
    return FALSE;
  if (reply[0] == 0 && reply[1] == 90)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
               _ ("the proxy %s refused to connect to %s, port %u (SOCKS 4 code %u)"),
               h->proxy->host, h->host, h->port, reply[1]);
  return FALSE;
}

/* SOCKS 5 */

static const char *
socks5_reason (guint8 code)
{
  /* Translators: each says why a proxy could not connect; "it" is the proxy */
  static const char *const reasons[] = {
      N_ ("unknown reason"),
      N_ ("general failure"),
      N_ ("its rules forbid it"),
      N_ ("the network is unreachable"),
      N_ ("the host is unreachable"),
      N_ ("the connection was refused"),
      N_ ("the time to live ran out"),
      N_ ("it cannot do that"),
      N_ ("it does not know that kind of address"),
  };

  return code < G_N_ELEMENTS (reasons) ? _ (reasons[code]) : _ ("unknown reason");
}

/* RFC 1929 */
static gboolean
socks5_authenticate (Handshake *h, GError **error)
{
  const char *user = h->proxy->user;
  const char *password = h->proxy->password == NULL ? "" : lk_secret_text (h->proxy->password);
  guint8 request[3 + 2 * NAME_MAX_LENGTH], reply[2];
  gsize user_length = strlen (user), password_length = strlen (password), n = 0;
  gboolean ok;

  if (user_length > NAME_MAX_LENGTH || password_length > NAME_MAX_LENGTH) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_PROXY,
                         _ ("a SOCKS 5 user name and password have at most 255 bytes each"));
    return FALSE;
  }
  request[n++] = 1;
  request[n++] = (guint8) user_length;
  memcpy (request + n, user, user_length);
  n += user_length;
  request[n++] = (guint8) password_length;
  memcpy (request + n, password, password_length);
  n += password_length;
  ok = say (h, request, n, error) && hear (h, reply, sizeof reply, error);
  lk_wipe (request, sizeof request);
  if (ok && reply[1] != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                 _ ("the proxy %s does not accept this user name and password"), h->proxy->host);
    return FALSE;
  }
  return ok;
}

static gboolean
fail_no_socks5 (Handshake *h, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
               _ ("%s is no SOCKS 5 proxy; check the proxy settings"), h->proxy->host);
  return FALSE;
}

static gboolean
socks5_greet (Handshake *h, GError **error)
{
  gboolean user = h->proxy->user != NULL;
  const guint8 greeting[] = {5, user ? 2 : 1, 0, 2};
  guint8 choice[2];

  if (!say (h, greeting, user ? 4 : 3, error) || !hear (h, choice, sizeof choice, error))
    return FALSE;
  if (choice[0] != 5)
    return fail_no_socks5 (h, error);
  if (choice[1] == 0)
    return TRUE;
  if (choice[1] == 2 && user)
    return socks5_authenticate (h, error);
  g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
               _ ("the proxy %s wants a user name and password; put them into its URL"),
               h->proxy->host);
  return FALSE;
}

/* The reply ends with an address of no interest, which must be read all the same. */
static gboolean
socks5_skip_address (Handshake *h, guint8 type, GError **error)
{
  guint8 rest[NAME_MAX_LENGTH + 2], length = 0;

  if (type != 1 && type != 3 && type != 4)
    return fail_no_socks5 (h, error);
  if (type == 3 && !hear (h, &length, 1, error))
    return FALSE;
  return hear (h, rest, (type == 4 ? 16u : type == 1 ? 4u : length) + 2, error);
}

static gboolean
connect_socks5 (Handshake *h, GError **error)
{
  guint8 request[7 + NAME_MAX_LENGTH] = {5, 1, 0, 3}, reply[4];
  gsize length = strlen (h->host), n = 4;

  if (length > NAME_MAX_LENGTH) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_PROXY,
                         _ ("the host name is too long for a SOCKS 5 proxy"));
    return FALSE;
  }
  request[n++] = (guint8) length;
  memcpy (request + n, h->host, length);
  n += length;
  request[n++] = (guint8) (h->port >> 8);
  request[n++] = (guint8) h->port;
  if (!socks5_greet (h, error) || !say (h, request, n, error) ||
      !hear (h, reply, sizeof reply, error))
    return FALSE;
  if (reply[0] != 5)
    return fail_no_socks5 (h, error);
  if (reply[1] == 0)
    return socks5_skip_address (h, reply[3], error);
  g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
               _ ("the proxy %s could not connect to %s, port %u: %s"), h->proxy->host, h->host,
               h->port, socks5_reason (reply[1]));
  return FALSE;
}

int
lk_proxy_connect (const LkProxy *proxy,
                  const char *host,
                  guint16 port,
                  LkTls **below,
                  const LkWait *wait,
                  GError **error)
{
  g_autoptr (GError) trouble = NULL;
  int fd = lk_dial (proxy->host, proxy->port, wait, &trouble);
  Handshake h = {.proxy = proxy, .host = host, .port = port, .stream = {fd, NULL}, .wait = wait};
  gboolean ok;

  *below = NULL;
  if (fd < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_PROXY,
                 _ ("the proxy does not answer: %s; check the proxy settings, too"),
                 trouble->message);
    return -1;
  }
  if (proxy->kind == LK_PROXY_HTTPS) {
    h.stream.tls = lk_tls_connect (fd, NULL, proxy->host, "http/1.1", wait, error);
    if (h.stream.tls == NULL)
      return -1;
  }
  if (proxy->kind == LK_PROXY_HTTP || proxy->kind == LK_PROXY_HTTPS)
    ok = connect_http (&h, error);
  else if (proxy->kind == LK_PROXY_SOCKS5)
    ok = connect_socks5 (&h, error);
  else
    ok = connect_socks4 (&h, error);
  if (ok) {
    *below = h.stream.tls;
    return fd;
  }
  if (h.stream.tls != NULL)
    lk_tls_free (h.stream.tls);
  else
    close (fd);
  return -1;
}
