/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** lk_pattern_matches: whether @text is like @pattern, in which '*' and '?' stand for any (ssh_config(5), PATTERNS) */
gboolean lk_pattern_matches (const char *pattern, const char *text);

/** lk_pattern_is_plain: whether it stands for itself alone: no '*', no '?', no leading '!' */
gboolean lk_pattern_is_plain (const char *pattern);

/**
 * lk_pattern_list_matches:
 * @list: patterns, separated by commas, as in a Match line
 * @fold: whether the case of ASCII letters does not matter, as for host names
 *
 * Returns: whether one matches and none that is negated with '!' does
 */
gboolean lk_pattern_list_matches (const char *list, const char *text, gboolean fold);

G_END_DECLS
