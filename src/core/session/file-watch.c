/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/file-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <glib-unix.h>

#include "base/error.h"

struct _LkFileWatch {
  int inotify;
  GSource *source;
  LkFileWatchFunc changed;
  gpointer data;
};

static gboolean
on_inotify (int fd, GIOCondition condition, gpointer user_data)
{
  LkFileWatch *watch = user_data;
  char buffer[4096] __attribute__ ((aligned (__alignof__(struct inotify_event))));

  /* Which change it was does not matter: whoever is called looks at how things stand. */
  while (read (fd, buffer, sizeof buffer) > 0)
    ;
  watch->changed (watch->data);
  return G_SOURCE_CONTINUE;
}

LkFileWatch *
lk_file_watch_new (const char *path, LkFileWatchFunc changed, gpointer data, GError **error)
{
  int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  LkFileWatch *watch;

  if (fd < 0 || inotify_add_watch (fd, path, IN_MODIFY | IN_CLOSE_WRITE) < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "cannot watch %s: %s", path, g_strerror (errno));
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  watch = g_new0 (LkFileWatch, 1);
  watch->inotify = fd;
  watch->changed = changed;
  watch->data = data;
  watch->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (watch->source, G_SOURCE_FUNC (on_inotify), watch, NULL);
  g_source_attach (watch->source, g_main_context_get_thread_default ());
  return watch;
}

void
lk_file_watch_free (LkFileWatch *watch)
{
  g_source_destroy (watch->source);
  g_source_unref (watch->source);
  close (watch->inotify);
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
