/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_terminal_connect:
 * @host: what one types after ssh
 * @command: (nullable): the words that start a program in the user's terminal; %NULL or "": that of the desktop
 *
 * Opens a terminal with ssh in it, which stays open for as long as it has an error to show.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG when no terminal could be started
 */
gboolean lk_terminal_connect (const char *host, const char *command, GError **error);

/** lk_terminal_command: Returns: (transfer full): the command to copy into a shell that connects to @host */
char *lk_terminal_command (const char *host);

G_END_DECLS
