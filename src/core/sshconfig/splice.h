/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkSplices:
 *
 * Replacements of parts of one text, all given in offsets of the unchanged text and made at once, so
 * that what no splice names cannot change.
 */
typedef struct _LkSplices LkSplices;

LkSplices *lk_splices_new (void);
void lk_splices_free (LkSplices *splices);

/**
 * lk_splices_add:
 * @start: first byte to replace
 * @end: the byte after the last one; equal to @start to insert
 * @text: what to put there
 * @length: in bytes, or -1 when NUL-terminated
 *
 * Splices must not overlap; two insertions at one place are made in the order of the calls.
 */
void lk_splices_add (LkSplices *splices, gsize start, gsize end, const char *text, gssize length);

gboolean lk_splices_is_empty (const LkSplices *splices);

/** lk_splices_apply: Returns: (transfer full): @text with all splices made */
GBytes *lk_splices_apply (LkSplices *splices, GBytes *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSplices, lk_splices_free)

G_END_DECLS
