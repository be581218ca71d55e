/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What proc(5) tells of the programs around us. Each may end at any time, and another take its number. */

/** lk_process_argv: Returns: (transfer full) (nullable): its command line, of one word at least; %NULL when it has none */
char **lk_process_argv (pid_t pid);

/** lk_process_parent: Returns: the process that it is a child of; 0 when there is none */
pid_t lk_process_parent (pid_t pid);

/**
 * lk_process_tell:
 * @line: without a line feed
 *
 * Writes a line to the standard error of another process of ours, without waiting for whoever reads it.
 *
 * Returns: whether it could be written
 */
gboolean lk_process_tell (pid_t pid, const char *line);

G_END_DECLS
