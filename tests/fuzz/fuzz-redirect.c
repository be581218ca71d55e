/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "access/host.h"
#include "access/redirect.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A header is one line, as libsoup's own parser sees to. Where a reply leads can be asked, and is a host like any other; its cookie is nothing but printable. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GUri) asked =
      g_uri_parse ("https://ssh.example.com/a?b", SOUP_HTTP_URI_FLAGS | G_URI_FLAGS_ENCODED, NULL);
  LkHttpReply reply = {.uri = asked,
                       .status = 302,
                       .headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE)};

  g_strdelimit (text, "\r\n", ' ');
  soup_message_headers_append (reply.headers, "Location", text);
  soup_message_headers_append (reply.headers, "Set-Cookie", text);

  g_autoptr (GUri) uri = lk_redirect_target (&reply);
  g_autoptr (LkSecret) cookie = lk_http_reply_cookie (&reply, "c");

  if (uri != NULL) {
    const char *query = g_uri_get_query (uri);
    g_autofree char *path =
        g_strconcat (g_uri_get_path (uri), query == NULL ? "" : "?", query, NULL);
    g_autoptr (SoupMessage) message = lk_http_message_new ("HEAD", g_uri_get_host (uri), path);

    g_assert_true (lk_host_is_canonical (g_uri_get_host (uri)));
    g_assert_cmpstr (g_uri_get_host (soup_message_get_uri (message)), ==, g_uri_get_host (uri));
  }
  for (gsize i = 0; cookie != NULL && i < lk_secret_length (cookie); i++)
    g_assert_true (g_ascii_isgraph (lk_secret_text (cookie)[i]));
  soup_message_headers_unref (reply.headers);
  return 0;
}
