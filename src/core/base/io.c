/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

static void
set_errno (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (saved), "%s: %s", what,
               g_strerror (saved));
}

gboolean
lk_write_full (int fd, const void *data, gsize length, GError **error)
{
  const char *p = data;

  while (length > 0) {
    gssize n = write (fd, p, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      set_errno (error, _ ("cannot write"));
      return FALSE;
    }
    p += n;
    length -= (gsize) n;
  }
  return TRUE;
}

gboolean
lk_read_full (int fd, void *data, gsize length, GError **error)
{
  char *p = data;

  while (length > 0) {
    gssize n = read (fd, p, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n == 0)
      errno = EPIPE;
    if (n <= 0) {
      set_errno (error, _ ("cannot read"));
      return FALSE;
    }
    p += n;
    length -= (gsize) n;
  }
  return TRUE;
}

GBytes *
lk_read_file (const char *path, gsize max, GError **error)
{
  g_autofree char *data = NULL;
  struct stat st;
  gsize used = 0;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (fd < 0 || fstat (fd, &st) != 0) {
    set_errno (error, path);
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  if (!S_ISREG (st.st_mode) || (guint64) st.st_size > max) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 _ ("%s is not a regular file of at most %u bytes"), path, (guint) max);
    close (fd);
    return NULL;
  }
  /* One byte more than the file had tells a file that grew meanwhile from its end. */
  gsize room = (gsize) st.st_size + 1;
  data = g_malloc (room);
  for (;;) {
    gssize n = read (fd, data + used, room - used);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      set_errno (error, path);
      close (fd);
      return NULL;
    }
    used += (gsize) n;
    if (n == 0 || used == room)
      break;
  }
  close (fd);
  if (used == room) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("%s grew while it was read"), path);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&data), used);
}
