/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_stanza_proxy_command:
 * @latchkey: the path of `latchkey`
 * @fedramp: whether hosts log in at Cloudflare's FedRAMP service
 *
 * The value of a ProxyCommand that works for every Host block: ssh_config(5) replaces "%h" and hands
 * the line to a shell.
 *
 * Returns: (transfer full): the value
 */
char *lk_stanza_proxy_command (const char *latchkey, gboolean fedramp);

/**
 * lk_stanza_program: Returns: (transfer full): how a ProxyCommand or a "Match exec" names the program at
 *   the path @latchkey; in a sandbox, the script that runs it from outside (base/sandbox.h)
 */
char *lk_stanza_program (const char *latchkey);

/**
 * lk_stanza_identity:
 * @host: the host as Access knows it, or "%h"
 *
 * Returns: (transfer full): the IdentityFile of a host with short-lived certificates, without quotes;
 *   %NULL with %LK_ERROR_CONFIG
 */
char *lk_stanza_identity (const char *host, GError **error);

/**
 * lk_stanza_certificate:
 * @host: the host as Access knows it
 *
 * The block that has ssh log in to @host with a short-lived certificate, whatever alias it is called by. It
 * applies when there is one; otherwise `ssh-gen` says why not, and ssh goes on without.
 *
 * Returns: (transfer full): two lines; %NULL with %LK_ERROR_CONFIG
 */
char *
lk_stanza_certificate (const char *latchkey, gboolean fedramp, const char *host, GError **error);

/** lk_stanza_agent: Returns: (transfer full): the lines that have ssh ask `latchkey agent`; %NULL with %LK_ERROR_CONFIG */
char *lk_stanza_agent (GError **error);

G_END_DECLS
