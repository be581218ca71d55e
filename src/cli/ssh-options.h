/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * LkSshOptions:
 * @batch: nobody is to be asked (BatchMode)
 * @connect_timeout: the seconds after which ssh gives up, 0 when it waits for ever (ConnectTimeout)
 * @idle: it connects to nobody: it only evaluates its configuration (-G), or orders a running one about (-O)
 * @agent: the agent that it is to use (IdentityAgent), "" for the environment's; see lk_ssh_options_agent()
 * @user: whom it logs in as, "" if unknown
 * @identity: it is told of the file that a certificate may be in
 *
 * What an ssh is configured to, as far as it matters to a login or a certificate.
 */
typedef struct {
  gboolean batch;
  guint connect_timeout;
  gboolean idle;
  char agent[108]; /* as long as a socket's path can be */
  char user[256];
  gboolean identity;
} LkSshOptions;

/**
 * lk_ssh_options_find:
 * @pid: a running ssh; 0 for one outside of our sandbox
 * @argv: its command line
 *
 * Asks a second instance of the same program for its configuration: ssh(1) `-G` with the same arguments,
 * which reads the same files by the same rules and makes no connection. Takes a few milliseconds, and
 * at most three seconds.
 *
 * Returns: what it said; ssh's defaults for what it did not
 */
LkSshOptions lk_ssh_options_find (pid_t pid, const char *const *argv);

/** lk_ssh_options_is_idle: Returns: whether an ssh of this command line connects to nobody */
gboolean lk_ssh_options_is_idle (const char *const *argv);

/** lk_ssh_options_agent: Returns: (transfer none) (nullable): the path of the agent's socket, %NULL for no agent */
const char *lk_ssh_options_agent (const LkSshOptions *options);

/** lk_ssh_options_parse: Returns: what @text, printed by `ssh -G`, says */
LkSshOptions lk_ssh_options_parse (const char *text);

G_END_DECLS
