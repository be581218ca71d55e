/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-draft.h"

#include <glib/gi18n.h>

#include "base/error.h"
#include "config-job.h"
#include "config-watch.h"
#include "sshconfig/save.h"

struct _LkConfigDraft {
  GObject parent;
  char *folder;
  LkConfigTree *tree;  /* NULL before it is open */
  GPtrArray *refusals; /* of the files that were read */
  LkConfigChange *conflict;
  LkConfigWatch *watch;
  guint edits;       /* how many there were */
  LkConfigPick pick; /* what the next carrying does with a conflict */
  gboolean carrying, again;
  gboolean saving;
};

enum { CHANGED, MERGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_TYPE (LkConfigDraft, lk_config_draft, G_TYPE_OBJECT)

static LkConfigJob *
new_job (LkConfigDraft *self)
{
  LkConfigJob *job = lk_config_job_new (self->folder, self->tree);

  job->edits = self->edits;
  return job;
}

static gboolean
same_trees (const LkConfigTree *a, const LkConfigTree *b)
{
  guint n = lk_config_tree_n_files (a);

  if (n != lk_config_tree_n_files (b))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const LkConfigFile *x = lk_config_tree_file (a, i), *y = lk_config_tree_file (b, i);
    const LkConfigChange originals = {.before = lk_config_tree_original (a, i),
                                      .after = lk_config_tree_original (b, i)};

    if (g_strcmp0 (lk_config_file_path (x), lk_config_file_path (y)) != 0 ||
        !g_bytes_equal (lk_config_file_bytes (x), lk_config_file_bytes (y)) ||
        lk_config_change_is_real (&originals))
      return FALSE;
  }
  return TRUE;
}

static void
take (LkConfigDraft *self, LkConfigOutcome *outcome, LkConfigPick pick)
{
  gboolean same = outcome->tree != NULL && self->tree != NULL && self->conflict == NULL &&
                  same_trees (self->tree, outcome->tree);

  lk_config_watch_follow (self->watch, outcome->folders);
  g_clear_pointer (&self->conflict, lk_config_change_free);
  self->conflict = g_steal_pointer (&outcome->conflict);
  if (outcome->tree != NULL) {
    g_clear_pointer (&self->tree, lk_config_tree_free);
    self->tree = g_steal_pointer (&outcome->tree);
    g_clear_pointer (&self->refusals, g_ptr_array_unref);
    self->refusals = g_steal_pointer (&outcome->refusals);
  }
  if (!same)
    g_signal_emit (self, signals[CHANGED], 0);
  if (outcome->merged && self->conflict == NULL && pick == LK_CONFIG_PICK_NONE)
    g_signal_emit (self, signals[MERGED], 0);
}

static void carry (LkConfigDraft *self);

static void
on_carried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkConfigDraft *self = LK_CONFIG_DRAFT (source);
  const LkConfigJob *job = lk_config_job_of (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigOutcome) outcome = lk_config_job_finish (result, &error);

  self->carrying = FALSE;
  /* What was edited meanwhile is not in it. A failed reading is told by the save. */
  if (job->edits != self->edits || self->saving) {
    self->again = TRUE;
    self->pick = job->pick;
  } else if (outcome != NULL) {
    take (self, outcome, job->pick);
  }
  if (self->again)
    carry (self);
}

/* Brings the draft to what is on the disk now. */
static void
carry (LkConfigDraft *self)
{
  LkConfigJob *job;

  self->again = self->carrying || self->saving;
  if (self->again)
    return;
  self->carrying = TRUE;
  job = new_job (self);
  job->pick = self->pick;
  self->pick = LK_CONFIG_PICK_NONE;
  lk_config_job_start (job, self, on_carried, NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkConfigDraft *self = LK_CONFIG_DRAFT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigOutcome) outcome = lk_config_job_finish (result, &error);

  if (outcome == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  self->watch = lk_config_watch_new (self->folder);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (carry), self, G_CONNECT_SWAPPED);
  take (self, outcome, LK_CONFIG_PICK_NONE);
  g_task_return_boolean (task, TRUE);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigOutcome) outcome = lk_config_job_finish (result, &error);

  if (outcome == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&outcome->note), g_free);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkConfigDraft *self = LK_CONFIG_DRAFT (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigOutcome) outcome = lk_config_job_finish (result, &error);

  self->saving = FALSE;
  if (outcome == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    LkConfigSaved saved = outcome->conflict != NULL ? LK_CONFIG_CONFLICT
                          : outcome->merged         ? LK_CONFIG_MERGED
                                                    : LK_CONFIG_SAVED;

    take (self, outcome, LK_CONFIG_PICK_NONE);
    g_task_return_int (task, (gssize) saved);
  }
  if (self->again)
    carry (self);
}

static void
lk_config_draft_dispose (GObject *object)
{
  LkConfigDraft *self = LK_CONFIG_DRAFT (object);

  g_clear_object (&self->watch);
  G_OBJECT_CLASS (lk_config_draft_parent_class)->dispose (object);
}

static void
lk_config_draft_finalize (GObject *object)
{
  LkConfigDraft *self = LK_CONFIG_DRAFT (object);

  g_free (self->folder);
  g_clear_pointer (&self->tree, lk_config_tree_free);
  g_clear_pointer (&self->refusals, g_ptr_array_unref);
  g_clear_pointer (&self->conflict, lk_config_change_free);
  G_OBJECT_CLASS (lk_config_draft_parent_class)->finalize (object);
}

static void
lk_config_draft_class_init (LkConfigDraftClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_config_draft_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_config_draft_finalize;
  signals[CHANGED] = g_signal_new ("changed", LK_TYPE_CONFIG_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[MERGED] = g_signal_new ("merged", LK_TYPE_CONFIG_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static void
lk_config_draft_init (LkConfigDraft *self)
{
}

LkConfigDraft *
lk_config_draft_new (const char *folder)
{
  LkConfigDraft *self = g_object_new (LK_TYPE_CONFIG_DRAFT, NULL);

  self->folder = g_strdup (folder);
  return self;
}

void
lk_config_draft_open_async (LkConfigDraft *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->tree == NULL);
  g_task_set_source_tag (task, lk_config_draft_open_async);
  lk_config_job_start (new_job (self), self, on_opened, task);
}

gboolean
lk_config_draft_open_finish (LkConfigDraft *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

const LkConfigTree *
lk_config_draft_get_tree (LkConfigDraft *self)
{
  return self->tree;
}

const char *
lk_config_draft_get_refusal (LkConfigDraft *self, guint file)
{
  return file < self->refusals->len ? self->refusals->pdata[file] : NULL;
}

/* Puts each file back to what @contents has for it; files that came with an edit stay as they are. */
static void
restore (LkConfigTree *tree, GPtrArray *contents)
{
  for (guint i = 0; i < contents->len; i++)
    if (!g_bytes_equal (lk_config_file_bytes (lk_config_tree_file (tree, i)), contents->pdata[i]))
      lk_config_tree_replace (tree, i, contents->pdata[i]);
}

gboolean
lk_config_draft_edit (LkConfigDraft *self, LkConfigEdit edit, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_return_val_if_fail (self->tree != NULL, FALSE);
  if (self->saving) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 _ ("the configuration is being saved; try again"));
    return FALSE;
  }
  for (guint i = 0; i < lk_config_tree_n_files (self->tree); i++)
    g_ptr_array_add (before,
                     g_bytes_ref (lk_config_file_bytes (lk_config_tree_file (self->tree, i))));
  if (!edit (self->tree, data, error)) {
    restore (self->tree, before);
    return FALSE;
  }
  self->edits++;
  /* It may be the end of the conflict. */
  if (self->conflict != NULL)
    carry (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

static gboolean
take_back (LkConfigTree *tree, gpointer data, GError **error)
{
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++)
    lk_config_tree_settle (tree, i, lk_config_tree_original (tree, i));
  return TRUE;
}

void
lk_config_draft_discard (LkConfigDraft *self)
{
  lk_config_draft_edit (self, take_back, NULL, NULL);
}

gboolean
lk_config_draft_get_changed (LkConfigDraft *self)
{
  g_autoptr (GPtrArray) changes = lk_config_tree_changes (self->tree);

  for (guint i = 0; i < changes->len; i++)
    if (lk_config_change_is_real (changes->pdata[i]))
      return TRUE;
  return FALSE;
}

GBytes *
lk_config_draft_get_diff (LkConfigDraft *self)
{
  g_autoptr (GPtrArray) changes = lk_config_tree_changes (self->tree);

  return lk_config_changes_diff (changes);
}

const LkConfigChange *
lk_config_draft_get_conflict (LkConfigDraft *self)
{
  return self->conflict;
}

void
lk_config_draft_pick (LkConfigDraft *self, LkConfigPick pick)
{
  self->pick = pick;
  carry (self);
}

void
lk_config_draft_check_async (LkConfigDraft *self,
                             const char *name,
                             const char *const *options,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LkConfigJob *job = new_job (self);

  g_task_set_source_tag (task, lk_config_draft_check_async);
  job->check = g_strdup (name);
  job->options = g_strdupv ((char **) options);
  lk_config_job_start (job, self, on_checked, task);
}

gboolean
lk_config_draft_check_finish (LkConfigDraft *self,
                              GAsyncResult *result,
                              char **note,
                              GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *sentences = g_task_propagate_pointer (G_TASK (result), &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (note != NULL)
    *note = g_steal_pointer (&sentences);
  return TRUE;
}

void
lk_config_draft_save_async (LkConfigDraft *self,
                            const char *reason,
                            guint undoes,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  LkConfigJob *job = new_job (self);

  g_return_if_fail (!self->saving);
  g_task_set_source_tag (task, lk_config_draft_save_async);
  self->saving = TRUE;
  job->reason = g_strdup (reason);
  job->undoes = undoes;
  lk_config_job_start (job, self, on_saved, task);
}

gboolean
lk_config_draft_save_finish (LkConfigDraft *self,
                             GAsyncResult *result,
                             LkConfigSaved *saved,
                             GError **error)
{
  g_autoptr (GError) local = NULL;
  gssize value = g_task_propagate_int (G_TASK (result), &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *saved = (LkConfigSaved) value;
  return TRUE;
}
