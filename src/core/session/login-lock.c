/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/login-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define URL_MAX 8192

struct _LkLoginLock {
  char *path;
  int fd;
  gboolean held;
  LkFileWatch *watch;
};

LkLoginLock *
lk_login_lock_open (const char *dir, const char *team, GError **error)
{
  g_autoptr (LkLoginLock) lock = g_new0 (LkLoginLock, 1);
  g_autofree char *name = g_strdup_printf ("login-%s.lock", team);

  g_return_val_if_fail (strchr (team, '/') == NULL, NULL);

  lock->path = g_build_filename (dir, name, NULL);
  lock->fd = open (lock->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock->fd < 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot open the login lock %s: %s"),
                 lock->path, g_strerror (errno));
    return NULL;
  }
  return g_steal_pointer (&lock);
}

void
lk_login_lock_free (LkLoginLock *lock)
{
  g_clear_pointer (&lock->watch, lk_file_watch_free);
  /* The URL is of no use to anybody any more; closing drops the lock and wakes the watchers. */
  if (lock->held)
    (void) !ftruncate (lock->fd, 0);
  if (lock->fd >= 0)
    close (lock->fd);
  g_free (lock->path);
  g_free (lock);
}

gboolean
lk_login_lock_try (LkLoginLock *lock)
{
  struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

  if (!lock->held && fcntl (lock->fd, F_OFD_SETLK, &range) == 0) {
    lock->held = TRUE;
    /* A holder that was killed may have left its URL. */
    (void) !ftruncate (lock->fd, 0);
  }
  return lock->held;
}

gboolean
lk_login_lock_publish (LkLoginLock *lock, const char *url)
{
  gsize length = strlen (url);

  g_return_val_if_fail (lock->held && length < URL_MAX, FALSE);

  return pwrite (lock->fd, url, length, 0) == (gssize) length;
}

char *
lk_login_lock_url (LkLoginLock *lock)
{
  struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  char buffer[URL_MAX];
  gssize length;

  /* A holder that was killed may have left its URL. */
  if (fcntl (lock->fd, F_OFD_GETLK, &range) != 0 || range.l_type == F_UNLCK)
    return NULL;
  length = pread (lock->fd, buffer, sizeof buffer - 1, 0);
  return length > 0 ? g_strndup (buffer, (gsize) length) : NULL;
}

gboolean
lk_login_lock_watch (LkLoginLock *lock, LkFileWatchFunc changed, gpointer data, GError **error)
{
  g_return_val_if_fail (lock->watch == NULL, FALSE);

  lock->watch = lk_file_watch_new (lock->path, changed, data, error);
  return lock->watch != NULL;
}
