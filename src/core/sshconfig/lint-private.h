/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/lint.h"

/** lk_lint_report: takes a finding in */
G_GNUC_PRINTF (6, 7)
void lk_lint_report (GPtrArray *findings,
                     LkFindingKind kind,
                     guint file,
                     guint line,
                     gboolean fixable,
                     const char *format,
                     ...);

/** lk_lint_order: what depends on the order of lines: blocks for no host, options that never win, names twice */
void lk_lint_order (const LkConfigTree *tree, GPtrArray *findings);

/** lk_lint_values: what an option's value names, by itself */
void lk_lint_values (const LkConfigTree *tree, const char *home, GPtrArray *findings);

/** lk_lint_report_mode: the same for a file whose mode is wrong; @text is a sentence */
void lk_lint_report_mode (GPtrArray *findings,
                          guint file,
                          guint line,
                          const char *path,
                          guint unwanted,
                          const char *text);
