/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * LkReplacement: a file's new content, on the disk beside the old one and not yet in its place
 *
 * A file is replaced so that a reader, and a crash at any instant, sees the old or the new content whole:
 * temporary file in the same folder, fsync, rename, fsync of the folder.
 */
typedef struct _LkReplacement LkReplacement;

/**
 * lk_replacement_new:
 * @path: the file; a symlink is followed and kept
 * @data: its new content
 * @length: in bytes
 * @mode: the mode of a file that did not exist; an existing one keeps mode, owner and extended attributes
 *
 * Writes the new content. What a process left that ended in the middle of this is removed. A file that
 * is no regular file, that may not be written, or that has several names is refused.
 *
 * Returns: (transfer full): the replacement; %NULL with %LK_ERROR_CONFIG, the old file untouched and
 *   nothing left behind
 */
LkReplacement *
lk_replacement_new (const char *path, const void *data, gsize length, mode_t mode, GError **error);

/** lk_replacement_check: whether lk_replacement_new() could replace the file, as far as can be told; %FALSE with its error */
gboolean lk_replacement_check (const char *path, GError **error);

/** lk_replacement_target: Returns: (transfer none): the file that is replaced, symlinks followed */
const char *lk_replacement_target (const LkReplacement *replacement);

/** lk_replacement_commit: puts it in its place; %FALSE with %LK_ERROR_CONFIG, the old file untouched */
gboolean lk_replacement_commit (LkReplacement *replacement, GError **error);

/**
 * lk_replacement_commit_if:
 * @expected: (nullable): what the file must hold; %NULL where it must not exist
 *
 * Puts it in its place unless another program has changed the file: both change places, and what was there
 * is looked at then. Where the file system cannot do that, it is not looked at.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG, the file untouched
 */
gboolean lk_replacement_commit_if (LkReplacement *replacement, GBytes *expected, GError **error);

/**
 * lk_replacement_revert: puts back what lk_replacement_commit_if() replaced; it needs no space on the disk
 *
 * Returns: %FALSE where that is not kept: it replaced nothing, or the file system cannot exchange files
 */
gboolean lk_replacement_revert (LkReplacement *replacement);

/** lk_replacement_free: removes what is not in its place: the new content, or the old one */
void lk_replacement_free (LkReplacement *replacement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkReplacement, lk_replacement_free)

/** lk_atomic_replace: both steps at once */
gboolean
lk_atomic_replace (const char *path, const void *data, gsize length, mode_t mode, GError **error);

/** lk_atomic_remove: removes a file; a symlink to it is followed and kept. %FALSE with %LK_ERROR_CONFIG */
gboolean lk_atomic_remove (const char *path, GError **error);

G_END_DECLS
