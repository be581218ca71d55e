/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sshconfig/carry.h"
#include "sshconfig/edit.h"

G_BEGIN_DECLS

/**
 * LkConfigEdit: an edit, made of those in sshconfig/edit.h
 *
 * Returns: %FALSE with an error, for the user to read
 */
typedef gboolean (*LkConfigEdit) (LkConfigTree *tree, gpointer data, GError **error);

/** LkConfigSaved: what became of a save */
typedef enum {
  LK_CONFIG_SAVED,
  LK_CONFIG_MERGED, /* not yet: what another program wrote is in the draft now, look at it and save again */
  LK_CONFIG_CONFLICT, /* not: see lk_config_draft_get_conflict() */
} LkConfigSaved;

/**
 * LkConfigDraft:
 *
 * The user's configuration, being edited. Nothing is on the disk before a save. What other programs write
 * meanwhile is noticed and merged in, three-way. Signals: `changed` when the tree or the conflict is another one;
 * `merged` when another program's changes came to ours.
 */
#define LK_TYPE_CONFIG_DRAFT (lk_config_draft_get_type ())
G_DECLARE_FINAL_TYPE (LkConfigDraft, lk_config_draft, LK, CONFIG_DRAFT, GObject)

/** lk_config_draft_new: @folder: the user's .ssh */
LkConfigDraft *lk_config_draft_new (const char *folder);

/** lk_config_draft_open_async: reads the configuration, and follows it from then on; once in a draft's life */
void lk_config_draft_open_async (LkConfigDraft *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/** lk_config_draft_open_finish: Returns: %FALSE with an error of lk_config_tree_read() */
gboolean lk_config_draft_open_finish (LkConfigDraft *self, GAsyncResult *result, GError **error);

/** lk_config_draft_get_tree: Returns: (transfer none): to look at; another one after each `changed`. %NULL before it is open */
const LkConfigTree *lk_config_draft_get_tree (LkConfigDraft *self);

/** lk_config_draft_get_refusal: Returns: (transfer none) (nullable): why file number @file cannot be written, in a sentence */
const char *lk_config_draft_get_refusal (LkConfigDraft *self, guint file);

/** lk_config_draft_edit: makes the edit, whole or not at all; %FALSE with its error, or while it is being saved */
gboolean
lk_config_draft_edit (LkConfigDraft *self, LkConfigEdit edit, gpointer data, GError **error);

/** lk_config_draft_discard: back to what is on the disk */
void lk_config_draft_discard (LkConfigDraft *self);

gboolean lk_config_draft_get_changed (LkConfigDraft *self);

/** lk_config_draft_get_diff: Returns: (transfer full): all changes, as unified diffs; empty where there are none */
GBytes *lk_config_draft_get_diff (LkConfigDraft *self);

/** lk_config_draft_get_conflict: Returns: (transfer none) (nullable): as LkConfigCarry has it */
const LkConfigChange *lk_config_draft_get_conflict (LkConfigDraft *self);

/** lk_config_draft_pick: decides the conflict; `changed` comes when that is done */
void lk_config_draft_pick (LkConfigDraft *self, LkConfigPick pick);

/**
 * lk_config_draft_check_async:
 * @name: a host
 * @options: (nullable): options that its block sets, and which should count
 *
 * Asks the installed ssh whether it takes the changes; nothing of the configuration is run.
 */
void lk_config_draft_check_async (LkConfigDraft *self,
                                  const char *name,
                                  const char *const *options,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/**
 * lk_config_draft_check_finish:
 * @note: (out) (optional) (transfer full) (nullable): sentences about those options that do not count, since other blocks set
 *   them before
 *
 * Returns: %FALSE with an error that names file and line, where ssh would refuse the configuration for which it
 *   has no complaint yet
 */
gboolean lk_config_draft_check_finish (LkConfigDraft *self,
                                       GAsyncResult *result,
                                       char **note,
                                       GError **error);

/**
 * lk_config_draft_save_async:
 * @reason: what was done, for the history
 * @undoes: the change of the history that this one takes back, or 0
 */
void lk_config_draft_save_async (LkConfigDraft *self,
                                 const char *reason,
                                 guint undoes,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

/** lk_config_draft_save_finish: Returns: %FALSE with an error, every file as it was */
gboolean lk_config_draft_save_finish (LkConfigDraft *self,
                                      GAsyncResult *result,
                                      LkConfigSaved *saved,
                                      GError **error);

G_END_DECLS
