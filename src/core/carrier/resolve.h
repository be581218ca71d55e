/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <netdb.h>

#include "carrier/wait.h"

G_BEGIN_DECLS

/**
 * lk_resolve:
 * @host: a name or an address
 * @port: in numbers
 *
 * Resolves within the bounds of @wait; getaddrinfo(3) has none of its own, so it runs in a thread that is
 * left to itself when time is over.
 *
 * Returns: (transfer full): the addresses, for freeaddrinfo(3); %NULL with %LK_ERROR_NAME
 */
struct addrinfo *lk_resolve (const char *host, guint16 port, const LkWait *wait, GError **error);

G_END_DECLS
