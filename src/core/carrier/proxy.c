/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/proxy.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

static const struct {
  const char *scheme;
  LkProxyKind kind;
  guint16 port;
} schemes[] = {
    {"http", LK_PROXY_HTTP, 1080},     {"https", LK_PROXY_HTTPS, 443},
    {"socks4", LK_PROXY_SOCKS4, 1080}, {"socks4a", LK_PROXY_SOCKS4A, 1080},
    {"socks5", LK_PROXY_SOCKS5, 1080}, {"socks5h", LK_PROXY_SOCKS5, 1080},
    {"socks", LK_PROXY_SOCKS5, 1080},
};

/* In the order in which curl reads them; it ignores an upper-case HTTP_PROXY, which a CGI may have set. */
static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

static const char *
variable (const char *const *names, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    const char *value = g_getenv (names[i]);

    if (value != NULL && *value != '\0')
      return value;
  }
  return NULL;
}

static gboolean
take_scheme (LkProxy *proxy, const char *scheme)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_ascii_strcasecmp (schemes[i].scheme, scheme) == 0) {
      proxy->kind = schemes[i].kind;
      proxy->port = schemes[i].port;
      return TRUE;
    }
  }
  return FALSE;
}

LkProxy *
lk_proxy_parse (const char *url, GError **error)
{
  g_autoptr (LkProxy) proxy = g_new0 (LkProxy, 1);
  g_autofree char *full =
      strstr (url, "://") == NULL ? g_strconcat ("http://", url, NULL) : g_strdup (url);
  g_autofree char *scheme = NULL;
  char *password = NULL;
  int port = -1;
  gboolean ok = g_uri_split_with_user (full, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED,
                                       &scheme, &proxy->user, &password, NULL, &proxy->host, &port,
                                       NULL, NULL, NULL, NULL);

  lk_wipe (full, strlen (full));
  if (password != NULL)
    proxy->password = lk_secret_new_take (password);
  if (!ok || proxy->host == NULL || *proxy->host == '\0' || !take_scheme (proxy, scheme)) {
    g_set_error_literal (error, LK_ERROR, LK_ERROR_PROXY,
                         _ ("the proxy setting is not understood; it must be like "
                            "http://proxy.example.com:3128, the scheme "
                            "http, https, socks4, socks4a, socks5 or socks5h"));
    return NULL;
  }
  if (port > 0)
    proxy->port = (guint16) port;
  return g_steal_pointer (&proxy);
}

/* The length of a name without the dot that makes it absolute. */
static gsize
name_length (const char *name)
{
  gsize length = strlen (name);

  return length - (length > 0 && name[length - 1] == '.');
}

/* Whether @host is @name or below it. A leading dot makes no difference. */
static gboolean
in_domain (const char *host, const char *name)
{
  gsize host_length = name_length (host), length;

  name += *name == '.';
  length = name_length (name);
  return length > 0 && host_length >= length &&
         g_ascii_strncasecmp (host + host_length - length, name, length) == 0 &&
         (host_length == length || host[host_length - length - 1] == '.');
}

static gboolean
in_range (const char *host, const char *range)
{
  g_auto (GStrv) parts = g_strsplit (range, "/", 2);
  guint8 address[16], network[16];
  int family = strchr (host, ':') != NULL ? AF_INET6 : AF_INET;
  guint64 bits = family == AF_INET6 ? 128 : 32;

  if (inet_pton (family, host, address) != 1 || parts[0] == NULL ||
      inet_pton (family, parts[0], network) != 1 ||
      (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 0, bits, &bits, NULL)))
    return FALSE;
  for (guint i = 0; i < bits; i++) {
    guint8 bit = (guint8) (0x80 >> (i % 8));

    if ((address[i / 8] & bit) != (network[i / 8] & bit))
      return FALSE;
  }
  return TRUE;
}

/* Takes the port off the end of "NAME:PORT" or "[ADDRESS]:PORT". Returns NULL when there is none. */
static const char *
cut_port (char *name)
{
  char *colon = strrchr (name, ':');

  if (colon == NULL || (strchr (name, ':') != colon && colon[-1] != ']'))
    return NULL;
  *colon = '\0';
  return colon + 1;
}

static gboolean
entry_matches (const char *entry, const char *host, guint16 port)
{
  g_autofree char *text = g_strdup (entry);
  const char *only = cut_port (text);
  char *name = text;
  guint64 number;

  if (only != NULL &&
      (!g_ascii_string_to_unsigned (only, 10, 1, G_MAXUINT16, &number, NULL) || number != port))
    return FALSE;
  if (*name == '[' && g_str_has_suffix (name, "]")) {
    name[strlen (name) - 1] = '\0';
    name++;
  }
  return strcmp (name, "*") == 0 || in_domain (host, name) || in_range (host, name);
}

gboolean
lk_proxy_exempts (const char *no_proxy, const char *host, guint16 port)
{
  g_auto (GStrv) entries = g_strsplit_set (no_proxy, ", \t", -1);

  for (char **entry = entries; *entry != NULL; entry++) {
    if (**entry != '\0' && entry_matches (*entry, host, port))
      return TRUE;
  }
  return FALSE;
}

static gboolean
environment_exempts (const char *host, guint16 port)
{
  static const char *const exempting[] = {"no_proxy", "NO_PROXY"};
  const char *no_proxy = variable (exempting, G_N_ELEMENTS (exempting));

  return no_proxy != NULL && lk_proxy_exempts (no_proxy, host, port);
}

LkProxy *
lk_proxy_from_environment (const char *host, guint16 port, GError **error)
{
  const char *url = variable (variables, G_N_ELEMENTS (variables));

  if (url == NULL || environment_exempts (host, port))
    return NULL;
  return lk_proxy_parse (url, error);
}

gboolean
lk_proxy_environment_decides (const char *host, guint16 port)
{
  return variable (variables, G_N_ELEMENTS (variables)) != NULL || environment_exempts (host, port);
}

void
lk_proxy_free (LkProxy *proxy)
{
  g_free (proxy->host);
  g_free (proxy->user);
  g_clear_pointer (&proxy->password, lk_secret_unref);
  g_free (proxy);
}
