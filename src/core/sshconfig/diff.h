/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LkText: bytes as lines, each with its ending; the last one may have none */
typedef struct {
  GBytes *bytes;
  GArray *starts; /* of gsize: where each line begins, and the end */
} LkText;

/** lk_text_new: @bytes: (nullable): no file is like an empty one */
LkText *lk_text_new (GBytes *bytes);
void lk_text_free (LkText *text);
guint lk_text_n_lines (const LkText *text);

/** lk_text_line: Returns: (transfer none): line @line (from 0) with its ending, no NUL */
const char *lk_text_line (const LkText *text, guint line, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkText, lk_text_free)

/** LkHunk: @n_old lines from @old on became @n_new lines from @new on */
typedef struct {
  guint old;
  guint n_old;
  guint new;
  guint n_new;
} LkHunk;

/**
 * lk_diff:
 *
 * Compares by lines (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986). Texts that
 * differ in more than some thousand lines are compared less finely, never wrongly.
 *
 * Returns: (transfer full) (element-type LkHunk): what changed, in order, none where the texts are equal
 */
GArray *lk_diff (const LkText *old, const LkText *new);

/**
 * lk_diff_unified:
 * @old: (nullable): the old content, %NULL where there was no file
 * @new: (nullable): likewise the new one
 * @name: the file's name, with a leading '/' or not
 *
 * What `diff -u` prints and patch(1) takes, with three lines of context.
 *
 * Returns: (transfer full): the bytes, none where nothing changed
 */
GBytes *lk_diff_unified (GBytes *old, GBytes *new, const char *name);

G_END_DECLS
