/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LkConfigPick: whose lines are taken where both sides changed the same ones */
typedef enum {
  LK_CONFIG_PICK_NONE, /* only the user knows */
  LK_CONFIG_PICK_OURS,
  LK_CONFIG_PICK_THEIRS,
} LkConfigPick;

/**
 * lk_merge:
 * @base: (nullable): what both sides started from; no file is like an empty one
 * @ours: (nullable): one side
 * @theirs: (nullable): the other side
 * @pick: what the user has said of conflicts
 *
 * Makes the changes of both sides, by lines. Where both changed the same lines, or lines that touch each
 * other, in different ways, there is a conflict: nobody but the user knows what is right.
 *
 * Returns: (transfer full): the merged text; %NULL where there is a conflict, unless @pick solves it
 */
GBytes *lk_merge (GBytes *base, GBytes *ours, GBytes *theirs, LkConfigPick pick);

G_END_DECLS
