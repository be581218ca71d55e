/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_merge:
 * @base: (nullable): what both sides started from; no file is like an empty one
 * @ours: (nullable): one side
 * @theirs: (nullable): the other side
 *
 * Makes the changes of both sides, by lines. Where both changed the same lines, or lines that touch each
 * other, in different ways, nobody but the user knows what is right.
 *
 * Returns: (transfer full): the merged text; %NULL where there is a conflict
 */
GBytes *lk_merge (GBytes *base, GBytes *ours, GBytes *theirs);

G_END_DECLS
