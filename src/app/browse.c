/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse.h"

#include <glib/gi18n.h>

#include "base/error.h"

static void
on_launched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_uris_finish (G_APP_INFO (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_CONFIG, _ ("%s cannot be started: %s"),
                             g_app_info_get_name (G_APP_INFO (source)), error->message);
}

/* @task: (transfer full) */
static void
launch (GTask *task, GAppInfo *program)
{
  const char *host = g_task_get_task_data (task);
  g_autofree char *name = g_uri_escape_string (host, NULL, FALSE);
  g_autofree char *uri = g_strdup_printf ("sftp://%s/", name);
  g_autoptr (GList) uris = g_list_append (NULL, uri);

  g_app_info_launch_uris_async (program, uris, NULL, g_task_get_cancellable (task), on_launched,
                                task);
}

static void
on_file_manager (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GAppInfo) program = g_app_info_get_default_for_type_finish (result, NULL);

  if (program != NULL)
    launch (g_steal_pointer (&task), program);
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_new_error (task, LK_ERROR, LK_ERROR_CONFIG,
                             _ ("no file manager here opens sftp addresses; install one that does, "
                                "such as GNOME Files"));
}

static void
on_program (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GAppInfo) program = g_app_info_get_default_for_uri_scheme_finish (result, NULL);

  if (program != NULL)
    launch (task, program);
  else
    g_app_info_get_default_for_type_async ("inode/directory", TRUE, g_task_get_cancellable (task),
                                           on_file_manager, task);
}

void
lk_browse_async (const char *host,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (host), g_free);
  g_app_info_get_default_for_uri_scheme_async ("sftp", cancellable, on_program, task);
}

gboolean
lk_browse_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
