/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/wait.h"

G_BEGIN_DECLS

/**
 * lk_dial:
 * @host: a name or an address
 * @port: the port
 *
 * Connects over TCP. IPv6 and IPv4 addresses are raced (RFC 8305): the next one is tried when one has
 * failed or taken a quarter of a second, and the first connection wins.
 *
 * Returns: a connected socket, non-blocking and without delay (TCP_NODELAY); -1 with %LK_ERROR_NAME or
 *   %LK_ERROR_TCP
 */
int lk_dial (const char *host, guint16 port, const LkWait *wait, GError **error);

/**
 * lk_dial_split:
 * @address: "HOST:PORT" or "[HOST]:PORT"
 * @host: (out) (transfer full): the host without brackets
 *
 * Returns: %FALSE with %LK_ERROR_USAGE
 */
gboolean lk_dial_split (const char *address, char **host, guint16 *port, GError **error);

G_END_DECLS
