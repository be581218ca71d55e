/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_write_full:
 *
 * Writes all of @data to the blocking descriptor @fd, through signals and short writes.
 *
 * Returns: %FALSE with %G_FILE_ERROR on failure
 */
gboolean lk_write_full (int fd, const void *data, gsize length, GError **error);

/**
 * lk_read_full:
 *
 * Reads exactly @length bytes from the blocking descriptor @fd.
 *
 * Returns: %FALSE with %G_FILE_ERROR on failure or an early end (%G_FILE_ERROR_PIPE)
 */
gboolean lk_read_full (int fd, void *data, gsize length, GError **error);

/**
 * lk_read_file:
 * @path: a file
 * @max: the most bytes that make sense for it
 *
 * Returns: (transfer full): its content; %NULL with %G_FILE_ERROR, or %LK_ERROR_CONFIG when it is
 *   larger than @max or no regular file
 */
GBytes *lk_read_file (const char *path, gsize max, GError **error);

G_END_DECLS
