/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-history.h"

#include "sshconfig/change.h"
#include "sshconfig/past.h"

typedef struct {
  char *root;
  guint number;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->root);
  g_free (question);
}

static void
list (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  g_autofree char *history = lk_history_folder (&error);

  if (history == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, lk_history_list (history, question->root),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
diff (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GError *error = NULL;
  g_autofree char *history = lk_history_folder (&error);
  g_autoptr (GPtrArray) changes =
      history == NULL ? NULL : lk_history_read (history, question->root, question->number, &error);

  if (changes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, lk_config_changes_diff (changes), (GDestroyNotify) g_bytes_unref);
}

static void
ask (const char *folder,
     guint number,
     GTaskThreadFunc func,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->root = g_build_filename (folder, "config", NULL);
  question->number = number;
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, func);
}

void
lk_config_history_list_async (const char *folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ask (folder, 0, list, cancellable, callback, user_data);
}

GPtrArray *
lk_config_history_list_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lk_config_history_diff_async (const char *folder,
                              guint number,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ask (folder, number, diff, cancellable, callback, user_data);
}

GBytes *
lk_config_history_diff_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
lk_config_history_undo (LkConfigTree *tree, gpointer data, GError **error)
{
  g_autofree char *history = lk_history_folder (error);

  return history != NULL && lk_config_edit_undo (tree, history, GPOINTER_TO_UINT (data), error);
}

gboolean
lk_config_history_restore (LkConfigTree *tree, gpointer data, GError **error)
{
  g_autofree char *history = lk_history_folder (error);

  return history != NULL && lk_config_edit_restore (tree, history, GPOINTER_TO_UINT (data), error);
}
