/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/traffic.h"
#include "tunnels/client.h"
#include "tunnels/program.h"

G_BEGIN_DECLS

/**
 * LkOpenTunnel:
 * @id: tells it from all others
 * @host: where it goes
 * @via: the local address that was connected to; "" for the standard streams of a program
 * @opened_at: seconds since the Epoch
 * @traffic: what it has carried so far
 * @pid: the process that carries it; 0 when that runs in a container that we cannot look into
 * @number: which of that process's it is, 0 for its only one
 * @client: for whom it is, if that is a connection to @via
 * @program: (nullable): who uses it, as far as that can be seen
 *
 * A tunnel that a process of this user has open now. The strings are printable.
 */
typedef struct {
  char *id;
  char *host;
  char *via;
  gint64 opened_at;
  LkTraffic traffic;
  guint pid;
  guint32 number;
  LkClient client;
  LkProgram *program;
} LkOpenTunnel;

void lk_open_tunnel_free (LkOpenTunnel *tunnel);

/**
 * lk_open_tunnels_list:
 * @runtime_dir: the folder of lk_runtime_dir()
 *
 * Looks at /proc and at files in memory, well below a millisecond for each, and removes what processes that
 * were killed left behind. Not for a process that has tunnels itself: it would unlock them.
 *
 * Returns: (transfer full) (element-type LkOpenTunnel): the open tunnels, the oldest first
 */
GPtrArray *lk_open_tunnels_list (const char *runtime_dir);

/**
 * lk_open_tunnel_end:
 * @id: the tunnel
 *
 * Asks the process that has it open to close it, and no other process: the kernel says who that is. A
 * process that has several goes on with the others.
 *
 * Returns: %TRUE when it was told so, or the tunnel is closed already; %FALSE with %LK_ERROR_TUNNEL
 */
gboolean lk_open_tunnel_end (const char *runtime_dir, const char *id, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkOpenTunnel, lk_open_tunnel_free)

G_END_DECLS
