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

G_END_DECLS
