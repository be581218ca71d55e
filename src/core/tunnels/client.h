/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * LkClient:
 * @port: the client's
 * @server: that it is connected to
 * @pid: its process, 0 if that is not known
 *
 * A TCP connection within this machine, from the side of who asked for it.
 */
typedef struct {
  guint16 port;
  guint16 server;
  pid_t pid;
} LkClient;

/**
 * lk_clients_find:
 * @clients: (element-type LkClient): those to find
 *
 * Looks in /proc for the user's processes that have these connections, all in one pass: some milliseconds.
 */
void lk_clients_find (GPtrArray *clients);

/** lk_client_parse: Returns: the inode of a line of /proc/net/tcp if it is a connection between these ports, else 0 */
guint64 lk_client_parse (const char *line, guint16 port, guint16 server);

G_END_DECLS
