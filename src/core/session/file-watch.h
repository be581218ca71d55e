/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkFileWatch:
 *
 * Calls back each time that a file is written to, or closed by somebody who could have written to it -
 * which the kernel also does for a process that was killed.
 */
typedef struct _LkFileWatch LkFileWatch;

typedef void (*LkFileWatchFunc) (gpointer data);

/**
 * lk_file_watch_new:
 * @path: a file that exists, or a folder, for all the files in it
 * @changed: called in the main context that is the thread's default now; several changes may be one call.
 *   All watches of a process belong to one thread.
 *
 * To lose no change, watch first and look afterwards.
 *
 * Returns: (transfer full): a watch that ends with lk_file_watch_free(); %NULL with %LK_ERROR_CONFIG
 */
LkFileWatch *
lk_file_watch_new (const char *path, LkFileWatchFunc changed, gpointer data, GError **error);

/** lk_file_watch_free: ends it; may be called from @changed */
void lk_file_watch_free (LkFileWatch *watch);

/**
 * lk_changes_path:
 * @runtime_dir: the folder of lk_runtime_dir()
 *
 * Returns: (transfer full): the file that every process writes to when it has changed what is stored, and
 *   that whoever shows it watches
 */
char *lk_changes_path (const char *runtime_dir);

/** lk_changes_announce: tells all those who watch lk_changes_path(), making the file if need be */
void lk_changes_announce (const char *runtime_dir);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFileWatch, lk_file_watch_free)

G_END_DECLS
