/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sshconfig/carry.h"

G_BEGIN_DECLS

/**
 * LkConfigJob:
 * @folder: the user's .ssh
 * @changes: (element-type LkConfigChange): ours
 * @pick: what to do where they and another program's changes meet
 * @edits: for the caller
 * @check: (nullable): a host for which the installed ssh has to take the changes
 * @options: (nullable): options of its block, which should count
 * @reason: (nullable): why the changes are made; they are saved then, unless there is something to merge
 * @undoes: as LkConfigSave has it
 *
 * What a thread does: it reads the configuration anew and makes our changes in it.
 */
typedef struct {
  char *folder;
  GPtrArray *changes;
  LkConfigPick pick;
  guint edits;
  char *check;
  GStrv options;
  char *reason;
  guint undoes;
} LkConfigJob;

/**
 * LkConfigOutcome:
 * @tree: (nullable): %NULL with a @conflict
 * @folders: those of lk_config_watch_folders()
 * @refusals: for each file of the tree why it cannot be written, %NULL where it can
 * @conflict: (nullable): as LkConfigCarry has it
 * @merged: likewise
 * @note: (nullable): sentences about options that do not count
 */
typedef struct {
  LkConfigTree *tree;
  GPtrArray *folders;
  GPtrArray *refusals;
  LkConfigChange *conflict;
  gboolean merged;
  char *note;
} LkConfigOutcome;

void lk_config_outcome_free (LkConfigOutcome *outcome);

/** lk_config_job_new: @tree: (nullable): with our changes */
LkConfigJob *lk_config_job_new (const char *folder, const LkConfigTree *tree);

/** lk_config_job_start: @job: (transfer full). What it has begun goes to its end */
void lk_config_job_start (LkConfigJob *job,
                          gpointer source,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/** lk_config_job_of: Returns: (transfer none): the job that ended */
const LkConfigJob *lk_config_job_of (GAsyncResult *result);

/** lk_config_job_finish: Returns: (transfer full): %NULL with an error */
LkConfigOutcome *lk_config_job_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfigOutcome, lk_config_outcome_free)

G_END_DECLS
