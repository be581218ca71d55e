/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"
#include "sshconfig/splice.h"
#include "sshconfig/style.h"

/** lk_config_offset: where line @line begins; also for the one after the last */
gsize lk_config_offset (const LkConfigFile *file, guint line);

/**
 * lk_config_insert_lines:
 * @text: whole lines, each with @ending
 *
 * Puts them before @line. After a last line without an ending, that one gets it and the new last line
 * goes without.
 */
void lk_config_insert_lines (LkSplices *splices,
                             const LkConfigFile *file,
                             guint line,
                             const char *text,
                             gsize length,
                             const char *ending);

/** lk_config_commit: makes the splices in a file of the tree; FALSE with %LK_ERROR_USAGE if it grew too large */
gboolean lk_config_commit (LkConfigTree *tree, guint file, LkSplices *splices, GError **error);
