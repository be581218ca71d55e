/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LK_SANDBOX_SSH: the folder of the sockets of lk_sandbox_way(), in the runtime folder */
#define LK_SANDBOX_SSH "ssh"

/** LK_SANDBOX_CALLER: the variable with the words of the ssh outside that runs us, one a line */
#define LK_SANDBOX_CALLER "LATCHKEY_SANDBOX_CALLER"

/** lk_sandbox_id: Returns: (transfer none) (nullable): the application's name, if this runs in Flatpak's sandbox */
const char *lk_sandbox_id (void);

/**
 * lk_sandbox_launcher:
 *
 * Outside, nobody can run what is in a sandbox by its path. There is a script for that, in the folder that
 * both sides see under the same path; it is written if need be.
 *
 * Returns: (transfer full): the script's path, to be called as `latchkey`; %NULL with %LK_ERROR_CONFIG
 */
char *lk_sandbox_launcher (GError **error);

/**
 * lk_sandbox_way:
 * @host: a host as Access knows it
 *
 * Returns: (transfer full): the socket where the script finds a process of the sandbox that takes a connection
 *   to @host over; %NULL with %LK_ERROR_CONFIG
 */
char *lk_sandbox_way (const char *host, GError **error);

G_END_DECLS
