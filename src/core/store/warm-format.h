/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/warm.h"

G_BEGIN_DECLS

/*
 * What stands in the kernel keyring's entries, as bytes. Any process of the user can write there, so it
 * is read as from outside.
 */

/** The most bytes that stand before an entry's value. */
#define LK_ENTRY_HEAD_MAX 32

/** lk_entry_head: Returns: (transfer full): what stands before a value that ends at @expires_at (0: never) */
char *lk_entry_head (gint64 expires_at);

/**
 * lk_entry_parse:
 * @expires_at: (out): as given to lk_entry_head()
 *
 * Returns: (transfer none) (nullable): where the value begins, a text that goes to the end of @data and
 *   holds no NUL; %NULL when this is no entry
 */
const char *lk_entry_parse (const char *data, gsize length, gint64 *expires_at);

/** lk_route_format: Returns: (transfer full) (nullable): @warm without its token; %NULL when a field cannot be kept */
char *lk_route_format (const LkWarm *warm);

/** lk_route_parse: Returns: (transfer full) (nullable): the inverse; %NULL when @text is no route */
LkWarm *lk_route_parse (const char *text);

G_END_DECLS
