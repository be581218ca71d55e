/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** edge_raw_socket: Returns: (transfer none) (nullable): the TCP socket below the streams that were put on it */
GSocket *edge_raw_socket (GIOStream *stream);

/** edge_raw_write: writes all of it, blocking. Returns: FALSE when the peer is gone */
gboolean edge_raw_write (GIOStream *stream, const void *data, gsize length);

/** edge_raw_reset: breaks the connection by a TCP reset, at once; @stream stays to be closed */
void edge_raw_reset (GIOStream *stream);

G_END_DECLS
