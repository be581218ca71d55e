/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/http-error.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

static GError *
certificate_error (const LkHttpTrouble *trouble)
{
  g_autofree char *issuer = lk_printable (trouble->issuer, -1);

  if (trouble->bad & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_error_new (
        LK_ERROR, LK_ERROR_TLS,
        _ ("the certificate of %s was issued by \"%s\", which this machine does not "
           "trust; if your company inspects traffic, install its CA certificate, "
           "otherwise somebody may be listening in"),
        trouble->host, issuer);
  if (trouble->bad & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_error_new (
        LK_ERROR, LK_ERROR_TLS,
        _ ("what answers for %s has a certificate for another name; check DNS, VPN and "
           "proxy settings"),
        trouble->host);
  if (trouble->bad & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_error_new (LK_ERROR, LK_ERROR_CLOCK,
                        _ ("the certificate of %s is not valid yet; check this machine's clock"),
                        trouble->host);
  if (trouble->bad & G_TLS_CERTIFICATE_EXPIRED)
    return g_error_new (
        LK_ERROR, LK_ERROR_TLS,
        _ ("the certificate of %s has expired; check this machine's clock, then tell "
           "the administrator"),
        trouble->host);
  return g_error_new (LK_ERROR, LK_ERROR_TLS,
                      _ ("the certificate of %s cannot be trusted; tell its administrator"),
                      trouble->host);
}

static GError *
time_error (const LkHttpTrouble *trouble)
{
  /* Translators: each says why it took too long; "it" is the host */
  static const struct {
    LkError layer;
    const char *what;
  } stages[] = {
      [G_SOCKET_CLIENT_RESOLVING] = {LK_ERROR_NAME, N_ ("the name servers did not answer for it")},
      [G_SOCKET_CLIENT_RESOLVED] = {LK_ERROR_TCP, N_ ("no connection came about")},
      [G_SOCKET_CLIENT_CONNECTING] = {LK_ERROR_TCP, N_ ("no connection came about")},
      [G_SOCKET_CLIENT_CONNECTED] = {LK_ERROR_TCP, N_ ("it does not talk")},
      [G_SOCKET_CLIENT_PROXY_NEGOTIATING] = {LK_ERROR_PROXY, N_ ("the proxy opened no way to it")},
      [G_SOCKET_CLIENT_PROXY_NEGOTIATED] = {LK_ERROR_PROXY,
                                            N_ ("it does not talk through the proxy")},
      [G_SOCKET_CLIENT_TLS_HANDSHAKING] = {LK_ERROR_TLS, N_ ("the TLS handshake did not end")},
      [G_SOCKET_CLIENT_TLS_HANDSHAKED] = {LK_ERROR_TCP, N_ ("its answer did not come")},
      [G_SOCKET_CLIENT_COMPLETE] = {LK_ERROR_TCP, N_ ("its answer did not come")},
  };

  return g_error_new (LK_ERROR, (gint) stages[trouble->stage].layer,
                      _ ("gave up on %s after %u seconds: %s; check your network and try again"),
                      trouble->host, trouble->limit / 1000, _ (stages[trouble->stage].what));
}

/* A proxy that was reached or not, and opened no way. */
static GError *
proxy_error (const LkHttpTrouble *trouble, const GError *cause)
{
  if (trouble->stage == G_SOCKET_CLIENT_CONNECTING)
    return g_error_new (
        LK_ERROR, LK_ERROR_PROXY,
        _ ("the proxy on the way to %s does not answer (%s); check your network and "
           "proxy settings"),
        trouble->host, cause->message);
  return g_error_new (LK_ERROR, LK_ERROR_PROXY,
                      _ ("the proxy opens no way to %s (%s); check the proxy settings"),
                      trouble->host, cause->message);
}

static GError *
io_error (const LkHttpTrouble *trouble, const GError *cause)
{
  switch (cause->code) {
  case G_IO_ERROR_PROXY_FAILED:
  case G_IO_ERROR_PROXY_NEED_AUTH:
  case G_IO_ERROR_PROXY_AUTH_FAILED:
  case G_IO_ERROR_PROXY_NOT_ALLOWED:
    return proxy_error (trouble, cause);
  case G_IO_ERROR_CONNECTION_REFUSED:
  case G_IO_ERROR_HOST_UNREACHABLE:
  case G_IO_ERROR_NETWORK_UNREACHABLE:
  case G_IO_ERROR_TIMED_OUT:
    return g_error_new (LK_ERROR, LK_ERROR_TCP,
                        _ ("cannot connect to %s (%s); check your network, firewall and VPN"),
                        trouble->host, cause->message);
  case G_IO_ERROR_PARTIAL_INPUT:
    return g_error_new (LK_ERROR, LK_ERROR_ACCESS,
                        _ ("%s broke its answer off (%s); try again, and check what "
                           "stands between if that does not help"),
                        trouble->host, cause->message);
  default:
    if (trouble->stage == G_SOCKET_CLIENT_TLS_HANDSHAKING)
      return g_error_new (
          LK_ERROR, LK_ERROR_TLS,
          _ ("the connection to %s was cut during the TLS handshake (%s); a firewall "
             "may be in the way"),
          trouble->host, cause->message);
    return g_error_new (LK_ERROR, LK_ERROR_TCP,
                        _ ("the connection to %s broke (%s); check your network and try again"),
                        trouble->host, cause->message);
  }
}

GError *
lk_http_error (const LkHttpTrouble *trouble, const GError *cause)
{
  if (trouble->timed_out)
    return time_error (trouble);
  if (cause->domain == LK_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (trouble->bad != 0)
    return certificate_error (trouble);
  if (trouble->to_proxy && trouble->stage <= G_SOCKET_CLIENT_PROXY_NEGOTIATING)
    return proxy_error (trouble, cause);
  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return g_error_new (LK_ERROR, LK_ERROR_NAME,
                        _ ("there is no host named %s; check the spelling, your DNS and your VPN"),
                        trouble->host);
  if (cause->domain == G_RESOLVER_ERROR)
    return g_error_new (LK_ERROR, LK_ERROR_NAME,
                        _ ("cannot look up %s (%s); check your network and DNS"), trouble->host,
                        cause->message);
  if (cause->domain == G_TLS_ERROR)
    return g_error_new (LK_ERROR, LK_ERROR_TLS,
                        _ ("no TLS connection to %s (%s); a proxy or firewall may be in the way"),
                        trouble->host, cause->message);
  if (cause->domain == G_IO_ERROR)
    return io_error (trouble, cause);
  return g_error_new (LK_ERROR, LK_ERROR_ACCESS,
                      _ ("%s answered something that is not HTTP; check what stands between"),
                      trouble->host);
}

GError *
lk_http_proxy_error (const char *host, guint status)
{
  if (status == 407)
    return g_error_new (
        LK_ERROR, LK_ERROR_PROXY,
        _ ("the proxy on the way to %s wants another user name and password; put them into "
           "https_proxy as http://USER:PASSWORD@PROXY:PORT"),
        host);
  return g_error_new (LK_ERROR, LK_ERROR_PROXY,
                      _ ("the proxy answered %u instead of opening a way to %s; check the proxy "
                         "settings or ask who runs it"),
                      status, host);
}
