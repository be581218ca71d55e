/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sshconfig/tree.h"

G_BEGIN_DECLS

/**
 * lk_config_watch_read:
 * @folder: the user's .ssh
 *
 * Reads the user's configuration. It may take a while.
 *
 * Returns: (transfer full): the tree; %NULL with an error of lk_config_tree_read()
 */
LkConfigTree *lk_config_watch_read (const char *folder, GError **error);

/** lk_config_watch_folders: Returns: (transfer full) (element-type filename): where the tree's files are, and what their symlinks point to */
GPtrArray *lk_config_watch_folders (const LkConfigTree *tree);

/**
 * LkConfigWatch:
 *
 * Notices that somebody changes the files of a configuration. The signal `changed` comes when that
 * has settled: editors write a file in several steps.
 */
#define LK_TYPE_CONFIG_WATCH (lk_config_watch_get_type ())
G_DECLARE_FINAL_TYPE (LkConfigWatch, lk_config_watch, LK, CONFIG_WATCH, GObject)

/** lk_config_watch_new: @folder: the user's .ssh */
LkConfigWatch *lk_config_watch_new (const char *folder);

/**
 * lk_config_watch_follow:
 * @folders: (element-type filename): as of lk_config_watch_folders(); they are watched, too, from now on
 *
 * Where one is new, `changed` follows: who reads once more finds what changed between reading and watching.
 */
void lk_config_watch_follow (LkConfigWatch *self, GPtrArray *folders);

G_END_DECLS
