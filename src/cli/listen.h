/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connect-options.h"

G_BEGIN_DECLS

/**
 * lk_listen:
 * @options: with a listener
 *
 * Carries each connection to a local port or socket, until a signal asks for the end: SIGINT, SIGHUP or
 * SIGTERM. A SIGTERM with a number (sigqueue(3)) ends only the connection of that number (tunnels/mark.h).
 *
 * Returns: the exit code
 */
int lk_listen (const LkConnectOptions *options);

G_END_DECLS
