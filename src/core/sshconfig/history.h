/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/change.h"

G_BEGIN_DECLS

/** LK_HISTORY_MAX: how many changes are kept; of these, the oldest go when all take more than %LK_HISTORY_BYTES_MAX */
#define LK_HISTORY_MAX 200
#define LK_HISTORY_BYTES_MAX (64 * 1024 * 1024)

/**
 * LkHistoryEntry:
 * @number: counts the changes, from 1
 * @time: when, in seconds of Unix time
 * @reason: what was done, in words
 * @root: the configuration's root file
 * @undoes: the number of the change that this one took back, or 0
 */
typedef struct {
  guint number;
  gint64 time;
  char *reason;
  char *root;
  guint undoes;
} LkHistoryEntry;

/** lk_history_folder: Returns: (transfer full): where the history is kept; %NULL with an error of lk_state_dir() */
char *lk_history_folder (GError **error);

/** lk_history_entry_free: also what a listing holds */
void lk_history_entry_free (LkHistoryEntry *entry);

/**
 * lk_history_add:
 * @folder: where the history is kept; made, with mode 0700, if need be
 * @what: time, reason, root and undoes
 * @changes: (element-type LkConfigChange): every file of the tree, those that stay too
 *
 * Keeps what is about to be done: the files by content, so that what does not change is kept once. What
 * is too old or too much goes.
 *
 * Returns: the entry's number; 0 with %LK_ERROR_CONFIG
 */
guint
lk_history_add (const char *folder, const LkHistoryEntry *what, GPtrArray *changes, GError **error);

/** lk_history_drop: forgets an entry whose change was not made after all */
void lk_history_drop (const char *folder, guint number);

/**
 * lk_history_list:
 * @root: a configuration's root file
 *
 * Returns: (transfer full) (element-type LkHistoryEntry): its changes, the latest first; those that
 *   cannot be read are left out
 */
GPtrArray *lk_history_list (const char *folder, const char *root);

/**
 * lk_history_find:
 * @root: a configuration's root file
 * @reason: why a change was made
 *
 * Returns: the number of the latest one for that reason that has not been taken back; 0 for none
 */
guint lk_history_find (const char *folder, const char *root, const char *reason);

/**
 * lk_history_read:
 * @root: the configuration's root file
 *
 * Returns: (transfer full) (element-type LkConfigChange): the files that a change changed, verified;
 *   %NULL with %LK_ERROR_USAGE when there is no such change, or %LK_ERROR_CONFIG
 */
GPtrArray *lk_history_read (const char *folder, const char *root, guint number, GError **error);

/** lk_history_read_all: the same for every file of the tree, those that stayed, too */
GPtrArray *lk_history_read_all (const char *folder, const char *root, guint number, GError **error);

/** lk_history_is_undone: whether a change has been taken back; @entries: of lk_history_list() */
gboolean lk_history_is_undone (GPtrArray *entries, guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkHistoryEntry, lk_history_entry_free)

G_END_DECLS
