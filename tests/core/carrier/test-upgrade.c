/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies to the upgrade that are none: their body is read to its end, whichever way that is told. */
#include <string.h>

#include "carrier/tunnel.h"
#include "testlib-peer.h"

static void
serve_text (PeerConn *conn, gpointer data)
{
  g_free (peer_read_head (conn));
  peer_say (conn, data);
  /* Until the client has read enough: it must not wait for the end of the connection. */
  peer_read (conn, &(guint8){0}, 1);
}

static void
check_body (gconstpointer data)
{
  const char *const *test = data; /* the reply, the body */
  g_autoptr (Peer) peer = peer_new (serve_text, (gpointer) test[0]);
  LkEndpoint endpoint = peer_endpoint (peer);
  g_autoptr (GError) error = NULL;
  LkReply *reply = NULL;
  const char *body;
  gsize length;

  g_assert_null (lk_tunnel_open (&endpoint, -1, &reply, &error));
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  body = lk_reply_body (reply, &length);
  g_assert_cmpmem (body, length, test[1], strlen (test[1]));
  lk_reply_free (reply);
}

static void
serve_cut (PeerConn *conn, gpointer data)
{
  g_free (peer_read_head (conn));
  peer_say (conn, "HTTP/1.1 530\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nerror \r\n9\r\ncode");
}

/* A body that ends too early is still the text of an error. */
static void
test_cut (void)
{
  g_autoptr (Peer) peer = peer_new (serve_cut, NULL);
  LkEndpoint endpoint = peer_endpoint (peer);
  LkReply *reply = NULL;
  const char *body;
  gsize length;

  g_assert_null (lk_tunnel_open (&endpoint, -1, &reply, NULL));
  g_assert_nonnull (reply);
  body = lk_reply_body (reply, &length);
  g_assert_cmpmem (body, length, "error code", 10);
  lk_reply_free (reply);
}

int
main (int argc, char **argv)
{
  static const char *const told[] = {
      "HTTP/1.1 502 Bad\r\nContent-Length: 16\r\n\r\nerror code: 1033more", "error code: 1033"};
  static const char *const chunked[] = {"HTTP/1.1 530\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "8\r\nerror co\r\n8;x=y\r\nde: 1033\r\n0\r\n\r\n",
                                        "error code: 1033"};
  static const char *const both[] = {"HTTP/1.1 530\r\nContent-Length: 3\r\nTransfer-Encoding: "
                                     "chunked\r\n\r\n5\r\nerror\r\n0\r\n\r\n",
                                     "error"};

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/upgrade/length", told, check_body);
  g_test_add_data_func ("/upgrade/chunked", chunked, check_body);
  g_test_add_data_func ("/upgrade/both", both, check_body);
  g_test_add_func ("/upgrade/cut", test_cut);
  return peer_main ();
}
