/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ssh-options.h"
#include "tunnels/program.h"

G_BEGIN_DECLS

/**
 * LkCaller:
 * @ssh: what the ssh that runs this helper is configured to; its defaults where there is none
 * @program: (nullable): what the user called
 *
 * What can be known of those who run this helper from their command lines; ssh hands a ProxyCommand nothing
 * else.
 */
typedef struct {
  LkSshOptions ssh;
  LkProgram *program;
} LkCaller;

/** lk_caller_find: Returns: (transfer full): what this process and its parents tell */
LkCaller *lk_caller_find (void);

void lk_caller_free (LkCaller *caller);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCaller, lk_caller_free)

G_END_DECLS
