/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_history_words:
 * @reason: why a change was made, as the history has it: a command in English
 *
 * Returns: (transfer full): the same in the user's language; of one that nobody knows here, @reason as valid UTF-8
 */
char *lk_history_words (const char *reason);

G_END_DECLS
