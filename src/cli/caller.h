/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ssh-options.h"

G_BEGIN_DECLS

/**
 * LkCaller:
 * @ssh: what the ssh that runs this helper is configured to; its defaults where there is none
 * @program: what the user called, "git" rather than the ssh that it runs
 * @command: the same as the user would say it, "git fetch"; no arguments, which may hold what is nobody's business
 * @folder: (nullable): the folder that it runs in
 * @pid: its process
 *
 * What can be known of those who run this helper from their command lines; ssh hands a ProxyCommand nothing
 * else. The strings are printable.
 */
typedef struct {
  LkSshOptions ssh;
  char *program;
  char *command;
  char *folder;
  guint pid;
} LkCaller;

/** lk_caller_find: Returns: (transfer full): what this process and its parents tell */
LkCaller *lk_caller_find (void);

/** lk_caller_command: Returns: (transfer full): the @command of @argv */
char *lk_caller_command (const char *const *argv);

void lk_caller_free (LkCaller *caller);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCaller, lk_caller_free)

G_END_DECLS
