/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "carrier/tunnel.h"
#include "connect-options.h"

G_BEGIN_DECLS

/**
 * lk_connect_open:
 * @options: where to and with what
 * @cancel_fd: readable when the attempt is to end, or -1
 *
 * Opens the tunnel to a host: with the service token that was given, else with the token that the kernel
 * keyring has warm (one connection and nothing else), else with what latchkey-session obtains, which may
 * mean a login. A refused token is dropped and replaced once (protocol.md section 4). Safe in any thread.
 *
 * Returns: (transfer full): an open tunnel; %NULL with an error of any layer
 */
LkTunnel *lk_connect_open (const LkConnectOptions *options, int cancel_fd, GError **error);

G_END_DECLS
