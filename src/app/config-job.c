/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-job.h"

#include "base/atomic-file.h"
#include "base/clock.h"
#include "config-watch.h"
#include "sshconfig/save.h"
#include "sshconfig/taken.h"

static void
job_free (gpointer data)
{
  LkConfigJob *job = data;

  g_free (job->folder);
  g_free (job->check);
  g_strfreev (job->options);
  g_free (job->reason);
  g_ptr_array_unref (job->changes);
  g_free (job);
}

void
lk_config_outcome_free (LkConfigOutcome *outcome)
{
  g_clear_pointer (&outcome->tree, lk_config_tree_free);
  g_clear_pointer (&outcome->conflict, lk_config_change_free);
  g_clear_pointer (&outcome->folders, g_ptr_array_unref);
  g_clear_pointer (&outcome->refusals, g_ptr_array_unref);
  g_free (outcome->note);
  g_free (outcome);
}

static gboolean
save (const LkConfigJob *job, LkConfigOutcome *outcome, GError **error)
{
  g_autofree char *history = lk_history_folder (error);
  g_auto (LkConfigSave) save = {
      .history = history, .reason = job->reason, .undoes = job->undoes, .now = lk_clock_system ()};

  if (history == NULL)
    return FALSE;
  if (lk_config_save (outcome->tree, &save, error))
    return TRUE;
  outcome->conflict = g_steal_pointer (&save.conflict);
  return FALSE;
}

static GPtrArray *
find_refusals (const LkConfigTree *tree)
{
  GPtrArray *refusals = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    g_autoptr (GError) error = NULL;

    lk_replacement_check (lk_config_file_path (lk_config_tree_file (tree, i)), &error);
    g_ptr_array_add (refusals, error == NULL ? NULL : g_strdup (error->message));
  }
  return refusals;
}

static gboolean
check (const LkConfigJob *job, LkConfigOutcome *outcome, GError **error)
{
  g_autoptr (GPtrArray) options = NULL;
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);

  if (!lk_config_taken ("ssh", outcome->tree, job->check, &options, error))
    return FALSE;
  for (guint i = 0; options != NULL && job->options != NULL && job->options[i] != NULL; i++) {
    g_autofree char *winner =
        lk_config_tell_winner (outcome->tree, job->check, job->options[i], options);

    if (winner != NULL)
      g_ptr_array_add (notes, g_strdup_printf ("%s: %s", job->options[i], winner));
  }
  g_ptr_array_add (notes, NULL);
  outcome->note = notes->len == 1 ? NULL : g_strjoinv ("\n", (char **) notes->pdata);
  return TRUE;
}

static gboolean
work (const LkConfigJob *job, LkConfigOutcome *outcome, GError **error)
{
  g_auto (LkConfigCarry) carry = {.pick = job->pick};
  gboolean ok;

  outcome->tree = lk_config_watch_read (job->folder, error);
  if (outcome->tree == NULL)
    return FALSE;
  outcome->folders = lk_config_watch_folders (outcome->tree);
  outcome->refusals = find_refusals (outcome->tree);
  ok = lk_config_carry (outcome->tree, job->changes, &carry, error);
  outcome->merged = carry.merged;
  outcome->conflict = g_steal_pointer (&carry.conflict);
  if (!ok)
    return FALSE;
  if (job->check != NULL)
    return check (job, outcome, error);
  return job->reason == NULL || outcome->merged || save (job, outcome, error);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (LkConfigOutcome) outcome = g_new0 (LkConfigOutcome, 1);
  g_autoptr (GError) error = NULL;

  if (!work (data, outcome, &error)) {
    g_clear_pointer (&outcome->tree, lk_config_tree_free);
    if (outcome->conflict == NULL) {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  }
  g_task_return_pointer (task, g_steal_pointer (&outcome), (GDestroyNotify) lk_config_outcome_free);
}

LkConfigJob *
lk_config_job_new (const char *folder, const LkConfigTree *tree)
{
  LkConfigJob *job = g_new0 (LkConfigJob, 1);

  job->folder = g_strdup (folder);
  job->changes = tree == NULL ? g_ptr_array_new () : lk_config_tree_changes (tree);
  return job;
}

void
lk_config_job_start (LkConfigJob *job,
                     gpointer source,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, NULL, callback, user_data);

  g_task_set_source_tag (task, lk_config_job_start);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run);
}

const LkConfigJob *
lk_config_job_of (GAsyncResult *result)
{
  return g_task_get_task_data (G_TASK (result));
}

LkConfigOutcome *
lk_config_job_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
