/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/file-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <glib-unix.h>

#include "base/error.h"

/* What all the watches of a file in this process share, for the kernel gives each user only 128 of these. */
typedef struct {
  int inotify;
  GSource *source;
  GPtrArray *watches;
} Shared;

struct _LkFileWatch {
  char *path;
  GSource *source;
  LkFileWatchFunc changed;
  gpointer data;
};

/* Path to Shared. */
static GHashTable *files;

static void
shared_free (gpointer data)
{
  Shared *shared = data;

  if (shared->source != NULL) {
    g_source_destroy (shared->source);
    g_source_unref (shared->source);
  }
  if (shared->inotify >= 0)
    close (shared->inotify);
  g_ptr_array_unref (shared->watches);
  g_free (shared);
}

static gboolean
on_inotify (int fd, GIOCondition condition, gpointer user_data)
{
  Shared *shared = user_data;
  char buffer[4096] __attribute__ ((aligned (__alignof__(struct inotify_event))));

  /* Which change it was does not matter: whoever is called looks at how things stand. */
  while (read (fd, buffer, sizeof buffer) > 0)
    ;
  for (guint i = 0; i < shared->watches->len; i++)
    g_source_set_ready_time (((LkFileWatch *) shared->watches->pdata[i])->source, 0);
  return G_SOURCE_CONTINUE;
}

static Shared *
share (const char *path)
{
  Shared *shared;

  if (files == NULL)
    files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shared_free);
  shared = g_hash_table_lookup (files, path);
  if (shared != NULL)
    return shared;
  shared = g_new0 (Shared, 1);
  shared->watches = g_ptr_array_new ();
  shared->inotify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (shared->inotify >= 0) {
    shared->source = g_unix_fd_source_new (shared->inotify, G_IO_IN);
    g_source_set_callback (shared->source, G_SOURCE_FUNC (on_inotify), shared, NULL);
    g_source_attach (shared->source, g_main_context_get_thread_default ());
  }
  g_hash_table_insert (files, g_strdup (path), shared);
  return shared;
}

static void
drop_if_unused (const char *path, Shared *shared)
{
  if (shared->watches->len == 0)
    g_hash_table_remove (files, path);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  const LkFileWatch *watch = user_data;

  g_source_set_ready_time (source, -1);
  watch->changed (watch->data);
  return G_SOURCE_CONTINUE;
}

LkFileWatch *
lk_file_watch_new (const char *path, LkFileWatchFunc changed, gpointer data, GError **error)
{
  static GSourceFuncs functions = {.dispatch = dispatch};
  Shared *shared = share (path);
  LkFileWatch *watch;

  /* Again for each: the name may stand for another file by now. */
  if (shared->inotify < 0 ||
      inotify_add_watch (shared->inotify, path, IN_MODIFY | IN_CLOSE_WRITE) < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot watch %s: %s"), path,
                 g_strerror (errno));
    drop_if_unused (path, shared);
    return NULL;
  }
  watch = g_new0 (LkFileWatch, 1);
  watch->path = g_strdup (path);
  watch->changed = changed;
  watch->data = data;
  watch->source = g_source_new (&functions, sizeof (GSource));
  g_source_set_callback (watch->source, NULL, watch, NULL);
  g_source_attach (watch->source, g_main_context_get_thread_default ());
  g_ptr_array_add (shared->watches, watch);
  return watch;
}

void
lk_file_watch_free (LkFileWatch *watch)
{
  Shared *shared = g_hash_table_lookup (files, watch->path);

  g_source_destroy (watch->source);
  g_source_unref (watch->source);
  g_ptr_array_remove (shared->watches, watch);
  drop_if_unused (watch->path, shared);
  g_free (watch->path);
  g_free (watch);
}

char *
lk_changes_path (const char *runtime_dir)
{
  return g_build_filename (runtime_dir, "changed", NULL);
}

void
lk_changes_announce (const char *runtime_dir)
{
  g_autofree char *path = lk_changes_path (runtime_dir);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  /* Closing it is the announcement. */
  if (fd >= 0)
    close (fd);
}
