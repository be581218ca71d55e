/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkConfigChange: what a file was and shall be; %NULL for no file, the same twice for one that stays
 *
 * @mode is what it has, or gets when it is made; 0 for 0600. @origin (nullable) says for messages where the
 * file is included.
 */
typedef struct {
  char *path;
  GBytes *before;
  GBytes *after;
  guint mode;
  char *origin;
} LkConfigChange;

LkConfigChange *lk_config_change_new (const char *path, GBytes *before, GBytes *after);
void lk_config_change_free (LkConfigChange *change);

/** lk_config_change_is_real: whether the file changes */
gboolean lk_config_change_is_real (const LkConfigChange *change);

/**
 * lk_config_read_current:
 * @content: (out) (nullable): what the file holds, %NULL where there is none
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG
 */
gboolean lk_config_read_current (const char *path, GBytes **content, GError **error);

/** lk_config_change_look: takes the mode of the file as it is now, if there is one */
void lk_config_change_look (LkConfigChange *change);

/** lk_config_changes_diff: Returns: (transfer full): the changes as unified diffs, one after the other; empty where there are none */
GBytes *lk_config_changes_diff (GPtrArray *changes);

/**
 * lk_config_changes_write:
 * @changes: (element-type LkConfigChange): each file once
 *
 * Makes the changes, all or none: everything is on the disk before the first file is replaced, and what
 * was replaced is put back when a later one fails. A file that is not as @before says any more is not
 * touched. Symlinks stay. A new folder gets mode 0700.
 *
 * Returns: %FALSE with %LK_ERROR_CONFIG
 */
gboolean lk_config_changes_write (GPtrArray *changes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigChange, lk_config_change_free)

G_END_DECLS
