/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_atomic_replace:
 * @path: the file; a symlink is followed and kept
 * @data: its new content
 * @length: in bytes
 * @mode: the mode of a file that did not exist; an existing one keeps mode, owner and extended attributes
 *
 * Replaces the file's content so that a reader, and a crash at any instant, sees the old or the new
 * content whole: temporary file in the same folder, fsync, rename, fsync of the folder.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG, the old file untouched and nothing left behind
 */
gboolean
lk_atomic_replace (const char *path, const void *data, gsize length, mode_t mode, GError **error);

G_END_DECLS
