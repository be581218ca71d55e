/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-watch.h"

#include <stdlib.h>

/* In milliseconds. */
#define SETTLE 150

struct _LkConfigWatch {
  GObject parent;
  GHashTable *monitors; /* folder -> GFileMonitor */
  guint settle;
};

static guint changed_signal;

G_DEFINE_TYPE (LkConfigWatch, lk_config_watch, G_TYPE_OBJECT)

LkConfigTree *
lk_config_watch_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "config", NULL);
  g_autofree char *home = g_path_get_dirname (folder);
  const LkConfigPlace place = {.home = home, .folder = folder, .user = TRUE};

  return lk_config_tree_read (&place, path, NULL, NULL, error);
}

GPtrArray *
lk_config_watch_folders (const LkConfigTree *tree)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    const char *path = lk_config_file_path (lk_config_tree_file (tree, i));
    char *real = realpath (path, NULL);

    g_ptr_array_add (folders, g_path_get_dirname (path));
    if (real != NULL)
      g_ptr_array_add (folders, g_path_get_dirname (real));
    free (real);
  }
  return folders;
}

static gboolean
on_settled (gpointer user_data)
{
  LkConfigWatch *self = user_data;

  self->settle = 0;
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

static void
on_folder_changed (LkConfigWatch *self)
{
  if (self->settle == 0)
    self->settle = g_timeout_add (SETTLE, on_settled, self);
}

/* Folders, because editors replace files; one that is no longer included does no harm. Returns: whether it is new */
static gboolean
watch (LkConfigWatch *self, const char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  GFileMonitor *monitor;

  if (g_hash_table_contains (self->monitors, folder))
    return FALSE;
  monitor = g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (monitor == NULL)
    return FALSE;
  g_hash_table_insert (self->monitors, g_strdup (folder), monitor);
  g_signal_connect_object (monitor, "changed", G_CALLBACK (on_folder_changed), self,
                           G_CONNECT_SWAPPED);
  return TRUE;
}

void
lk_config_watch_follow (LkConfigWatch *self, GPtrArray *folders)
{
  for (guint i = 0; i < folders->len; i++)
    if (watch (self, folders->pdata[i]))
      on_folder_changed (self);
}

static void
lk_config_watch_dispose (GObject *object)
{
  LkConfigWatch *self = LK_CONFIG_WATCH (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  g_hash_table_remove_all (self->monitors);
  G_OBJECT_CLASS (lk_config_watch_parent_class)->dispose (object);
}

static void
lk_config_watch_finalize (GObject *object)
{
  g_hash_table_unref (LK_CONFIG_WATCH (object)->monitors);
  G_OBJECT_CLASS (lk_config_watch_parent_class)->finalize (object);
}

static void
lk_config_watch_class_init (LkConfigWatchClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_config_watch_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_config_watch_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_CONFIG_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_config_watch_init (LkConfigWatch *self)
{
  self->monitors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

LkConfigWatch *
lk_config_watch_new (const char *folder)
{
  LkConfigWatch *self = g_object_new (LK_TYPE_CONFIG_WATCH, NULL);

  watch (self, folder);
  return self;
}
