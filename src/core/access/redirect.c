/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/redirect.h"

#include <string.h>

#include "access/host.h"
#include "access/jwt.h"

#define LOGIN_PATH "/cdn-cgi/access/login"
#define URL_MAX (16 * 1024)

GUri *
lk_redirect_target (const LkHttpReply *reply)
{
  const char *location = lk_http_reply_header (reply, "Location");
  g_autoptr (GUri) uri = NULL;

  if (reply->status < 300 || reply->status > 399 || location == NULL || strlen (location) > URL_MAX)
    return NULL;
  uri = g_uri_parse_relative (reply->uri, location,
                              G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL || strcmp (g_uri_get_scheme (uri), "https") != 0 ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL ||
      !lk_host_is_canonical (g_uri_get_host (uri)) ||
      (g_uri_get_port (uri) != -1 && g_uri_get_port (uri) != 443))
    return NULL;
  return g_steal_pointer (&uri);
}

gboolean
lk_redirect_is_login_uri (GUri *uri)
{
  const char *path = g_uri_get_path (uri);
  gsize length = strlen (LOGIN_PATH);

  return strncmp (path, LOGIN_PATH, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

gboolean
lk_redirect_is_login (const LkHttpReply *reply)
{
  g_autoptr (GUri) uri = lk_redirect_target (reply);

  return uri != NULL && lk_redirect_is_login_uri (uri);
}

static gboolean
is_cookie_value (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (text[i]) || strchr ("\",;\\", text[i]) != NULL)
      return FALSE;
  return length > 0 && length <= LK_JWT_MAX;
}

LkSecret *
lk_http_reply_cookie (const LkHttpReply *reply, const char *name)
{
  SoupMessageHeadersIter iter;
  const char *header, *text;
  gsize length = strlen (name);

  soup_message_headers_iter_init (&iter, reply->headers);
  while (soup_message_headers_iter_next (&iter, &header, &text)) {
    if (g_ascii_strcasecmp (header, "Set-Cookie") != 0 || strncmp (text, name, length) != 0 ||
        text[length] != '=')
      continue;

    const char *value = text + length + 1;
    gsize size = strcspn (value, ";");

    if (is_cookie_value (value, size))
      return lk_secret_new (value, (gssize) size);
  }
  return NULL;
}
