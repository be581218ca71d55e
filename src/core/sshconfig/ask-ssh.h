/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_ask_ssh:
 * @ssh: a name or a path
 * @config: a whole configuration
 * @host: ssh's argument
 * @user: (nullable): the user that ssh is told
 * @complaint: (out) (transfer full): what it said on its standard error
 *
 * Runs `ssh -G` with this configuration and no other, for at most five seconds.
 *
 * Returns: (transfer full) (nullable): what it printed; %NULL when it failed, or with
 *   %LK_ERROR_CONFIG when it could not be run
 */
char *lk_ask_ssh (const char *ssh,
                  const GString *config,
                  const char *host,
                  const char *user,
                  char **complaint,
                  GError **error);

G_END_DECLS
