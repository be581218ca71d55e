/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-model.h"

#include "config-watch.h"
#include "sshconfig/hosts.h"

struct _LkConfigModel {
  GObject parent;
  char *folder;
  GPtrArray *entries;
  LkConfigWatch *watch;
  GError *error;
  GCancellable *cancellable;
  gboolean loaded;
  gboolean reading, again;
};

/* What a reading finds. */
typedef struct {
  GPtrArray *entries;
  GPtrArray *folders; /* of all files */
} Found;

static guint changed_signal;

G_DEFINE_TYPE (LkConfigModel, lk_config_model, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  LkConfigEntry *entry = data;

  g_free (entry->name);
  g_free (entry->hostname);
  g_free (entry->file);
  g_free (entry);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  g_ptr_array_unref (found->entries);
  g_ptr_array_unref (found->folders);
  g_free (found);
}

/* Reading, in a thread */

static LkConfigEntry *
entry_new (const LkConfigHost *host, const LkConfigTree *system)
{
  LkConfigEntry *entry = g_new0 (LkConfigEntry, 1);

  entry->name = g_strdup (host->name);
  entry->hostname = lk_config_host_target (host);
  entry->access = host->through == LK_CONFIG_LATCHKEY || host->through == LK_CONFIG_CLOUDFLARED;
  entry->cloudflared = host->through == LK_CONFIG_CLOUDFLARED;
  entry->file = g_strdup (lk_config_file_path (lk_config_tree_file (host->tree, host->file)));
  entry->line = host->line + 1;
  entry->shared = host->tree == system;
  return entry;
}

static void
read_config (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (LkConfigTree) tree = lk_config_watch_read (data, &error);

  if (tree == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_autoptr (LkConfigTree) system = lk_config_tree_read_system ();
  g_autoptr (GPtrArray) hosts =
      lk_config_hosts ((const LkConfigTree *[]){tree, system}, system == NULL ? 1 : 2);
  Found *found = g_new0 (Found, 1);
  found->entries = g_ptr_array_new_with_free_func (entry_free);
  found->folders = lk_config_watch_folders (tree);
  if (system != NULL) {
    g_autoptr (GPtrArray) folders = lk_config_watch_folders (system);

    g_ptr_array_extend_and_steal (found->folders, g_steal_pointer (&folders));
  }
  for (guint i = 0; i < hosts->len; i++)
    g_ptr_array_add (found->entries, entry_new (hosts->pdata[i], system));
  g_task_return_pointer (task, found, found_free);
}

/* Following */

static void begin (LkConfigModel *self);

static gboolean
same_entries (GPtrArray *one, GPtrArray *two)
{
  for (guint i = 0; i < one->len && one->len == two->len; i++) {
    const LkConfigEntry *a = one->pdata[i], *b = two->pdata[i];

    if (g_strcmp0 (a->name, b->name) != 0 || g_strcmp0 (a->hostname, b->hostname) != 0 ||
        a->access != b->access || a->cloudflared != b->cloudflared || a->line != b->line ||
        g_strcmp0 (a->file, b->file) != 0)
      return FALSE;
  }
  return one->len == two->len;
}

static void
take (LkConfigModel *self, Found *found)
{
  lk_config_watch_follow (self->watch, found->folders);
  if (same_entries (self->entries, found->entries) && self->loaded && self->error == NULL)
    return;
  self->loaded = TRUE;
  g_clear_error (&self->error);
  g_ptr_array_unref (self->entries);
  self->entries = g_ptr_array_ref (found->entries);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    return;
  }
  LkConfigModel *self = user_data;
  self->reading = FALSE;
  if (found != NULL) {
    take (self, found);
    found_free (found);
  } else {
    g_clear_error (&self->error);
    self->error = error;
    self->loaded = TRUE;
    g_signal_emit (self, changed_signal, 0);
  }
  if (self->again)
    begin (self);
}

static void
begin (LkConfigModel *self)
{
  g_autoptr (GTask) task = NULL;

  self->again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  task = g_task_new (NULL, self->cancellable, on_read, self);
  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, g_strdup (self->folder), g_free);
  g_task_run_in_thread (task, read_config);
}

static void
lk_config_model_dispose (GObject *object)
{
  LkConfigModel *self = LK_CONFIG_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->watch);
  G_OBJECT_CLASS (lk_config_model_parent_class)->dispose (object);
}

static void
lk_config_model_finalize (GObject *object)
{
  LkConfigModel *self = LK_CONFIG_MODEL (object);

  g_free (self->folder);
  g_ptr_array_unref (self->entries);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (lk_config_model_parent_class)->finalize (object);
}

static void
lk_config_model_class_init (LkConfigModelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = lk_config_model_dispose;
  G_OBJECT_CLASS (class)->finalize = lk_config_model_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_CONFIG_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_config_model_init (LkConfigModel *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->cancellable = g_cancellable_new ();
}

LkConfigModel *
lk_config_model_new (const char *folder)
{
  LkConfigModel *self = g_object_new (LK_TYPE_CONFIG_MODEL, NULL);

  self->folder = g_strdup (folder);
  self->watch = lk_config_watch_new (folder);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (begin), self, G_CONNECT_SWAPPED);
  begin (self);
  return self;
}

GPtrArray *
lk_config_model_get_entries (LkConfigModel *self)
{
  return self->entries;
}

const GError *
lk_config_model_get_error (LkConfigModel *self)
{
  return self->error;
}

gboolean
lk_config_model_get_loaded (LkConfigModel *self)
{
  return self->loaded;
}
