/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/atomic-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/io.h"

#define LINKS_MAX 40
#define XATTR_MAX (64 * 1024)
#define ACCESS_LIST "system.posix_acl_access"
#define SUFFIX_LENGTH strlen ("XXXXXX")

/* @format: with a %s each for the path and the cause */
#define FAIL(error, format, path)                                                                  \
  (g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, format, path, g_strerror (errno)), FALSE)

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
  (void) FAIL (error, _ ("cannot follow the symlink %s: %s"), path);
  return NULL;
}

/* What the user set, an access list among it, stays or the file is not replaced. The rest is the system's. */
static gboolean
must_keep (const char *name)
{
  return g_str_has_prefix (name, "user.") || g_str_equal (name, ACCESS_LIST);
}

static gboolean
copy_xattrs (const char *from, int to, GError **error)
{
  g_autofree char *names = g_malloc (XATTR_MAX);
  g_autofree char *value = g_malloc (XATTR_MAX);
  gssize size = listxattr (from, names, XATTR_MAX);

  (void) fremovexattr (to, ACCESS_LIST); /* what the folder gives to new files */
  for (gssize at = 0; at < size; at += (gssize) strlen (names + at) + 1) {
    gssize length = getxattr (from, names + at, value, XATTR_MAX);

    if ((length < 0 || fsetxattr (to, names + at, value, (gsize) length, 0) != 0) &&
        must_keep (names + at))
      return FAIL (error, _ ("cannot keep the access list and attributes of %s: %s"), from);
  }
  return TRUE;
}

struct _LkReplacement {
  char *target;
  char *
      temporary; /* holds the new content, or the old one since they changed places; NULL for neither */
  int fd;        /* locked as long as we live */
};

/* Replacing goes by the folder's permissions; whoever made a file read-only does not want it replaced. */
static gboolean
check_target (const char *target, const struct stat *st, GError **error)
{
  const char *why = NULL;

  if (!S_ISREG (st->st_mode))
    why = _ ("it is no file");
  else if ((st->st_mode & 0222) == 0)
    why = _ ("it is read-only");
  else if (access (target, W_OK) != 0)
    why = errno == EACCES ? _ ("it is not yours to write to") : g_strerror (errno);
  else if (st->st_nlink > 1)
    why = _ ("it has more than one name (hard links), which would become different files");
  if (why != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot write %s: %s"), target, why);
  return why == NULL;
}

static gboolean
fill (int fd, const char *target, const void *data, gsize length, mode_t mode, GError **error)
{
  g_autoptr (GError) local = NULL;
  struct stat st;

  if (stat (target, &st) == 0) {
    if (!copy_xattrs (target, fd, error))
      return FALSE;
    mode = st.st_mode & 07777;
    if ((st.st_uid != geteuid () || st.st_gid != getegid ()) &&
        fchown (fd, st.st_uid, st.st_gid) != 0)
      return FAIL (error, _ ("cannot keep the owner of %s: %s"), target);
  } else if (errno != ENOENT) {
    return FAIL (error, _ ("cannot examine %s: %s"), target);
  }
  if (fchmod (fd, mode) != 0)
    return FAIL (error, _ ("cannot set the mode of %s: %s"), target);
  if (!lk_write_full (fd, data, length, &local)) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot write %s: %s"), target,
                 local->message);
    return FALSE;
  }
  return fsync (fd) == 0 || FAIL (error, _ ("cannot write %s: %s"), target);
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

/* Whoever writes such a file holds a lock on it; without one it is the leftover of a process that ended. */
static void
remove_leftovers (const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = NULL;
    int fd;

    if (!g_str_has_prefix (name, prefix) || strlen (name) != strlen (prefix) + SUFFIX_LENGTH)
      continue;
    path = g_build_filename (folder, name, NULL);
    fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
      continue;
    if (flock (fd, LOCK_EX | LOCK_NB) == 0)
      (void) unlink (path);
    close (fd);
  }
}

gboolean
lk_replacement_check (const char *path, GError **error)
{
  g_autofree char *target = resolve_links (path, error);
  g_autofree char *folder = target == NULL ? NULL : g_path_get_dirname (target);
  struct stat st;

  if (target == NULL)
    return FALSE;
  /* What does not exist yet is made with its folder. */
  if (lstat (target, &st) != 0)
    return TRUE;
  return check_target (target, &st, error) &&
         (access (folder, W_OK) == 0 ||
          FAIL (error, _ ("cannot make a file beside %s: %s"), target));
}

LkReplacement *
lk_replacement_new (const char *path, const void *data, gsize length, mode_t mode, GError **error)
{
  g_autoptr (LkReplacement) self = g_new0 (LkReplacement, 1);
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *prefix = NULL;
  struct stat st;

  self->fd = -1;
  self->target = resolve_links (path, error);
  if (self->target == NULL ||
      (lstat (self->target, &st) == 0 && !check_target (self->target, &st, error)))
    return NULL;
  folder = g_path_get_dirname (self->target);
  name = g_path_get_basename (self->target);
  prefix = g_strdup_printf (".%s.latchkey-", name);
  remove_leftovers (folder, prefix);
  self->temporary = g_strdup_printf ("%s/%sXXXXXX", folder, prefix);
  self->fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (self->fd < 0) {
    g_clear_pointer (&self->temporary, g_free);
    (void) FAIL (error, _ ("cannot make a file beside %s: %s"), self->target);
    return NULL;
  }
  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0) {
    (void) FAIL (error, _ ("cannot lock a file beside %s: %s"), self->target);
    return NULL;
  }
  if (!fill (self->fd, self->target, data, length, mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

const char *
lk_replacement_target (const LkReplacement *replacement)
{
  return replacement->target;
}

gboolean
lk_replacement_commit (LkReplacement *replacement, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (replacement->target);

  if (rename (replacement->temporary, replacement->target) != 0)
    return FAIL (error, _ ("cannot replace %s: %s"), replacement->target);
  g_clear_pointer (&replacement->temporary, g_free);
  sync_folder (folder);
  return TRUE;
}

static gboolean
exchange (const LkReplacement *replacement, guint flags)
{
  return renameat2 (AT_FDCWD, replacement->temporary, AT_FDCWD, replacement->target, flags) == 0;
}

static gboolean
is_changed (const LkReplacement *replacement, GBytes *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) old =
      lk_read_file (replacement->temporary, g_bytes_get_size (expected), &error);

  return old != NULL ? !g_bytes_equal (old, expected)
                     : !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static gboolean
refuse_changed (const LkReplacement *replacement, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
               _ ("%s is being changed by another program; try again"), replacement->target);
  return FALSE;
}

gboolean
lk_replacement_commit_if (LkReplacement *replacement, GBytes *expected, GError **error)
{
  g_autofree char *folder = NULL;

  if (!exchange (replacement, expected == NULL ? RENAME_NOREPLACE : RENAME_EXCHANGE)) {
    if (errno == EINVAL || errno == ENOSYS)
      return lk_replacement_commit (replacement, error);
    if (errno == (expected == NULL ? EEXIST : ENOENT))
      return refuse_changed (replacement, error);
    return FAIL (error, _ ("cannot replace %s: %s"), replacement->target);
  }
  if (expected == NULL)
    g_clear_pointer (&replacement->temporary, g_free);
  else if (is_changed (replacement, expected))
    return exchange (replacement, RENAME_EXCHANGE)
               ? refuse_changed (replacement, error)
               : FAIL (error, _ ("cannot put back %s: %s"), replacement->target);
  folder = g_path_get_dirname (replacement->target);
  sync_folder (folder);
  return TRUE;
}

gboolean
lk_replacement_revert (LkReplacement *replacement)
{
  g_autofree char *folder = g_path_get_dirname (replacement->target);

  if (replacement->temporary == NULL || !exchange (replacement, RENAME_EXCHANGE))
    return FALSE;
  sync_folder (folder);
  return TRUE;
}

void
lk_replacement_free (LkReplacement *replacement)
{
  if (replacement->temporary != NULL)
    (void) unlink (replacement->temporary);
  if (replacement->fd >= 0)
    close (replacement->fd);
  g_free (replacement->temporary);
  g_free (replacement->target);
  g_free (replacement);
}

gboolean
lk_atomic_replace (const char *path, const void *data, gsize length, mode_t mode, GError **error)
{
  g_autoptr (LkReplacement) replacement = lk_replacement_new (path, data, length, mode, error);

  return replacement != NULL && lk_replacement_commit (replacement, error);
}

gboolean
lk_atomic_remove (const char *path, GError **error)
{
  g_autofree char *target = resolve_links (path, error);
  g_autofree char *folder = NULL;
  struct stat st;

  if (target == NULL)
    return FALSE;
  if (lstat (target, &st) != 0)
    return FAIL (error, _ ("cannot remove %s: %s"), target);
  if (!check_target (target, &st, error))
    return FALSE;
  if (unlink (target) != 0)
    return FAIL (error, _ ("cannot remove %s: %s"), target);
  folder = g_path_get_dirname (target);
  sync_folder (folder);
  return TRUE;
}
