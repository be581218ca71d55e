/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkHttpTrouble:
 * @host: whom it was about
 * @stage: the last thing that the connection was seen doing
 * @to_proxy: it was made to a proxy
 * @limit: milliseconds that were allowed
 * @timed_out: they were over
 * @bad: what was wrong with the certificate
 * @issuer: (nullable): who issued it
 */
typedef struct {
  const char *host;
  GSocketClientEvent stage;
  gboolean to_proxy;
  guint limit;
  gboolean timed_out;
  GTlsCertificateFlags bad;
  const char *issuer;
} LkHttpTrouble;

/** lk_http_error: Returns: (transfer full): @cause, an error of GIO or libsoup, as an error of the layer that failed */
GError *lk_http_error (const LkHttpTrouble *trouble, const GError *cause);

/** lk_http_proxy_error: Returns: (transfer full): that the proxy answered @status instead of opening the way to @host */
GError *lk_http_proxy_error (const char *host, guint status);

G_END_DECLS
