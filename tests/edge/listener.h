/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "edge.h"

G_BEGIN_DECLS

/** EdgeListener: one TCP port on 127.0.0.1 and, where there is IPv6, [::1]; TLS is done here, HTTP by @edge->server */
typedef struct _EdgeListener EdgeListener;

EdgeListener *edge_listener_new (Edge *edge, GError **error);
void edge_listener_free (EdgeListener *listener);
guint16 edge_listener_port (const EdgeListener *listener);

/** edge_sni: Returns: (transfer full) (nullable): the server name in a TLS ClientHello (RFC 8446, 4.1.2; RFC 6066, 3) */
char *edge_sni (const guchar *hello, gsize length);

G_END_DECLS
