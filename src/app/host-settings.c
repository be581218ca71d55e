/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "host-settings.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/error.h"
#include "config-watch.h"
#include "sshconfig/effective.h"

typedef struct {
  char *folder;
  char *name;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->folder);
  g_free (question->name);
  g_free (question);
}

static void
setting_free (gpointer data)
{
  LkHostSetting *setting = data;

  g_free (setting->text);
  g_free (setting->why);
  g_free (setting);
}

static char *
place_of (const LkConfigApplied *line)
{
  g_autofree char *path =
      lk_printable_path (lk_config_file_path (lk_config_tree_file (line->tree, line->file)));

  return g_strdup_printf (_ ("%s line %u"), path, line->line + 1);
}

/* @words: (transfer full) */
static void
append (GString *text, char *words)
{
  g_string_append (text, text->len == 0 ? "" : "; ");
  g_string_append (text, words);
  g_free (words);
}

static char *
explain (const LkConfigOption *option)
{
  GString *text = g_string_new (NULL);

  if (option->from != NULL)
    append (text, place_of (option->from));
  for (guint i = 0; i < option->shadowed->len; i++) {
    g_autofree char *place = place_of (&g_array_index (option->shadowed, LkConfigApplied, i));

    append (text, g_strdup_printf (_ ("wins over %s"), place));
  }
  for (guint i = 0; i < option->maybe->len; i++) {
    g_autofree char *place = place_of (&g_array_index (option->maybe, LkConfigApplied, i));

    append (text, g_strdup_printf (_ ("unless the Match before %s says otherwise"), place));
  }
  return g_string_free (text, FALSE);
}

static LkHostSetting *
setting_new (const LkConfigOption *option)
{
  LkHostSetting *setting = g_new0 (LkHostSetting, 1);
  g_autofree char *value = lk_printable (option->value, -1);

  setting->text = g_strdup_printf ("%s %s", option->name, value);
  setting->why = explain (option);
  return setting;
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  const LkConfigTarget target = {question->name, NULL, g_get_user_name ()};
  g_autoptr (GError) error = NULL;
  g_autoptr (LkConfigTree) user = lk_config_watch_read (question->folder, &error);
  g_autoptr (LkConfigTree) system = lk_config_tree_read_system ();
  g_autoptr (GPtrArray) options = NULL;
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func (setting_free);

  if (user != NULL)
    options = lk_config_effective ("ssh", (const LkConfigTree *[]){user, system},
                                   system == NULL ? 1 : 2, &target, &error);
  if (options == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  for (guint i = 0; i < options->len; i++) {
    const LkConfigOption *option = options->pdata[i];

    if (option->from != NULL || option->maybe->len > 0)
      g_ptr_array_add (settings, setting_new (option));
  }
  g_task_return_pointer (task, g_steal_pointer (&settings), (GDestroyNotify) g_ptr_array_unref);
}

void
lk_host_settings_async (const char *folder,
                        const char *name,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, lk_host_settings_async);
  question->folder = g_strdup (folder);
  question->name = g_strdup (name);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, look);
}

GPtrArray *
lk_host_settings_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
