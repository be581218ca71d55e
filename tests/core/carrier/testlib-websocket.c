/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer's side of RFC 6455, written apart from the carrier's own so that they do not share a mistake. */
#include "testlib-peer.h"

#include <string.h>
#include <openssl/evp.h>

#define HEAD_MAX 65536

char *
peer_read_head (PeerConn *conn)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n")) {
    g_assert_cmpuint (head->len, <, HEAD_MAX);
    if (!peer_read (conn, &c, 1))
      return g_strdup ("");
    g_string_append_c (head, c);
  }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

static char *
accept_for (const char *request)
{
  static const char name[] = "\r\nSec-WebSocket-Key: ";
  const char *key = strstr (request, name);
  g_autofree char *text = NULL;
  guchar digest[EVP_MAX_MD_SIZE];
  guint length;

  g_assert_nonnull (key);
  key += strlen (name);
  text =
      g_strdup_printf ("%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int) strcspn (key, "\r"), key);
  EVP_Digest (text, strlen (text), digest, &length, EVP_sha1 (), NULL);
  return g_base64_encode (digest, length);
}

char *
peer_upgrade (PeerConn *conn)
{
  char *request = peer_read_head (conn);
  g_autofree char *accept = NULL;
  g_autofree char *reply = NULL;

  if (*request == '\0')
    return request;
  accept = accept_for (request);
  reply = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                           accept);
  peer_say (conn, reply);
  return request;
}

gboolean
peer_frame (PeerConn *conn, guint first, const void *payload, gsize length)
{
  guint8 head[10] = {(guint8) first};
  gsize n = length < 126 ? 2 : length < 65536 ? 4 : 10;

  head[1] = (guint8) (n == 2 ? length : n == 4 ? 126 : 127);
  for (gsize i = 2; i < n; i++)
    head[i] = (guint8) (length >> (8 * (n - 1 - i)));
  return peer_write (conn, head, n) && peer_write (conn, payload, length);
}

void
peer_close (PeerConn *conn, guint code, const char *reason)
{
  g_autofree char *payload = g_strdup_printf ("__%s", reason);

  payload[0] = (char) (code >> 8);
  payload[1] = (char) code;
  peer_frame (conn, PEER_FIN | LK_FRAME_CLOSE, payload, 2 + strlen (reason));
}

guint
peer_read_frame (PeerConn *conn, GByteArray *payload)
{
  guint8 head[2], wide[2], mask[4];
  guint length;

  if (!peer_read (conn, head, sizeof head))
    return PEER_END;
  g_assert_cmphex (head[0] & 0xf0, ==, PEER_FIN);
  g_assert_cmphex (head[1] & 0x80, ==, 0x80);
  length = head[1] & 0x7f;
  g_assert_cmpuint (length, <=, 126);
  if (length == 126) {
    g_assert_true (peer_read (conn, wide, sizeof wide));
    length = (guint) (wide[0] << 8 | wide[1]);
    g_assert_cmpuint (length, >=, 126);
  }
  g_assert_cmpuint (length, <=, 16384);
  g_byte_array_set_size (payload, length);
  if (!peer_read (conn, mask, sizeof mask) || !peer_read (conn, payload->data, length))
    return PEER_END;
  for (guint i = 0; i < length; i++)
    payload->data[i] ^= mask[i % 4];
  return head[0] & 0x0f;
}
