/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_sentence:
 * @text: UTF-8, one of core's sentences, which begin small as behind the name of a program in a terminal
 *
 * Returns: (transfer full): the same as it stands by itself, with a capital, unless its first word is a name: of
 *   a program, a host, a file or an option
 */
char *lk_sentence (const char *text);

G_END_DECLS
