/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/io.h"

#define LINKS_MAX 40
#define XATTR_MAX (64 * 1024)

static gboolean
fail (GError **error, const char *what, const char *path)
{
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "cannot %s %s: %s", what, path,
               g_strerror (errno));
  return FALSE;
}

/* Follows symlinks by hand, so that one to a file that does not exist yet works too. */
static char *
resolve_links (const char *path, GError **error)
{
  g_autofree char *current = g_strdup (path);

  for (int i = 0; i < LINKS_MAX; i++) {
    g_autofree char *target = g_file_read_link (current, NULL);

    if (target == NULL)
      return g_steal_pointer (&current);
    if (!g_path_is_absolute (target)) {
      g_autofree char *dir = g_path_get_dirname (current);
      char *joined = g_build_filename (dir, target, NULL);

      g_free (target);
      target = joined;
    }
    g_free (current);
    current = g_steal_pointer (&target);
  }
  errno = ELOOP;
  fail (error, "follow the symlink", path);
  return NULL;
}

/* Extended attributes carry ACLs and SELinux labels. One that may not be set is not worth a failed save. */
static void
copy_xattrs (const char *from, int to)
{
  g_autofree char *names = g_malloc (XATTR_MAX);
  g_autofree char *value = g_malloc (XATTR_MAX);
  gssize size = listxattr (from, names, XATTR_MAX);

  for (gssize at = 0; at < size; at += (gssize) strlen (names + at) + 1) {
    gssize length = getxattr (from, names + at, value, XATTR_MAX);

    if (length >= 0)
      (void) fsetxattr (to, names + at, value, (gsize) length, 0);
  }
}

static gboolean
fill (int fd, const char *target, const void *data, gsize length, mode_t mode, GError **error)
{
  g_autoptr (GError) local = NULL;
  struct stat st;

  if (stat (target, &st) == 0) {
    copy_xattrs (target, fd);
    mode = st.st_mode & 07777;
    if ((st.st_uid != geteuid () || st.st_gid != getegid ()) &&
        fchown (fd, st.st_uid, st.st_gid) != 0)
      return fail (error, "keep the owner of", target);
  } else if (errno != ENOENT) {
    return fail (error, "examine", target);
  }
  if (fchmod (fd, mode) != 0)
    return fail (error, "set the mode of", target);
  if (!lk_write_full (fd, data, length, &local)) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "%s: %s", target, local->message);
    return FALSE;
  }
  return fsync (fd) == 0 || fail (error, "write", target);
}

static void
sync_folder (const char *dir)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  /* The rename has happened: a file system that cannot sync a folder is no reason to report failure. */
  if (fd >= 0) {
    (void) fsync (fd);
    close (fd);
  }
}

gboolean
lk_atomic_replace (const char *path, const void *data, gsize length, mode_t mode, GError **error)
{
  g_autofree char *target = resolve_links (path, error);

  if (target == NULL)
    return FALSE;

  g_autofree char *dir = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *temporary = g_strdup_printf ("%s/.%s.latchkey-XXXXXX", dir, name);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (error, "make a file beside", target);

  gboolean ok = fill (fd, target, data, length, mode, error);

  if (close (fd) != 0 && ok)
    ok = fail (error, "write", target);
  if (ok && rename (temporary, target) != 0)
    ok = fail (error, "replace", target);
  if (!ok)
    (void) unlink (temporary);
  else
    sync_folder (dir);
  return ok;
}
