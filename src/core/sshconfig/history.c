/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder with "changes/NUMBER", an entry each, and "objects/SHA-256", the contents that they name. An
 * object is written before the entry that names it, and goes some time after no entry names it any more.
 */
#include "sshconfig/history.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/atomic-file.h"
#include "base/dirs.h"
#include "base/error.h"
#include "base/io.h"
#include "sshconfig/file.h"
#include "sshconfig/history-entry.h"

#define ENTRY_MAX (16 * 1024 * 1024)
#define LOCK_TRIES 500 /* a hundredth of a second each */

char *
lk_history_folder (GError **error)
{
  g_autofree char *state = lk_state_dir (error);

  return state == NULL ? NULL : g_build_filename (state, "history", NULL);
}

static char *
object_path (const char *folder, const char *name)
{
  return g_build_filename (folder, "objects", name, NULL);
}

static char *
entry_path (const char *folder, guint number)
{
  g_autofree char *name = g_strdup_printf ("%u", number);

  return g_build_filename (folder, "changes", name, NULL);
}

/* The numbers of the entries, the latest first. */
static gint
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;

  return x < y ? 1 : x > y ? -1 : 0;
}

static GArray *
list_numbers (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "changes", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    guint64 number;

    if (g_ascii_string_to_unsigned (name, 10, 1, G_MAXINT, &number, NULL)) {
      guint small = (guint) number;

      g_array_append_val (numbers, small);
    }
  }
  g_array_sort (numbers, compare_numbers);
  return numbers;
}

static LkHistoryEntry *
read_entry (const char *folder, guint number, GPtrArray **files)
{
  g_autofree char *path = entry_path (folder, number);
  g_autoptr (GBytes) bytes = lk_read_file (path, ENTRY_MAX, NULL);
  LkHistoryEntry *entry = NULL;
  gsize length;

  if (bytes != NULL) {
    const char *data = g_bytes_get_data (bytes, &length);

    entry = lk_history_entry_parse (data == NULL ? "" : data, length, files);
  }
  if (entry != NULL)
    entry->number = number;
  return entry;
}

/* Bounds */

/* Adds an object to those in use; how many bytes it takes, if it is new there. */
static gsize
use_object (const char *folder, GHashTable *used, GPtrArray *fresh, const char *name)
{
  g_autofree char *path = NULL;
  GStatBuf st;

  if (name == NULL || g_hash_table_contains (used, name))
    return 0;
  g_hash_table_add (used, g_strdup (name));
  g_ptr_array_add (fresh, (gpointer) name);
  path = object_path (folder, name);
  return g_stat (path, &st) == 0 ? (gsize) st.st_size : 0;
}

/* Adds what an entry names to what is in use, unless that is too much with it. */
static gboolean
use_objects (const char *folder, GHashTable *used, gsize *size, GPtrArray *files)
{
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  gboolean first = g_hash_table_size (used) == 0;

  for (guint i = 0; i < files->len; i++) {
    const LkHistoryFile *file = g_ptr_array_index (files, i);

    *size += use_object (folder, used, fresh, file->before) +
             use_object (folder, used, fresh, file->after);
  }
  /* The latest is kept whatever its size. */
  if (first || *size <= LK_HISTORY_BYTES_MAX)
    return TRUE;
  for (guint i = 0; i < fresh->len; i++)
    g_hash_table_remove (used, g_ptr_array_index (fresh, i));
  return FALSE;
}

static void
remove_objects_but (const char *folder, GHashTable *used)
{
  g_autofree char *objects = g_build_filename (folder, "objects", NULL);
  g_autoptr (GDir) dir = g_dir_open (objects, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = object_path (folder, name);

    if (!g_hash_table_contains (used, name))
      (void) unlink (path);
  }
}

static gsize
size_of_objects (const char *folder)
{
  g_autofree char *objects = g_build_filename (folder, "objects", NULL);
  g_autoptr (GDir) dir = g_dir_open (objects, 0, NULL);
  const char *name;
  gsize size = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = object_path (folder, name);
    GStatBuf st;

    size += g_stat (path, &st) == 0 ? (gsize) st.st_size : 0;
  }
  return size;
}

/* Keeps the latest entries within the bounds and what they name. Some fewer than may be, since all
 * entries are read for this. */
static void
keep_latest (const char *folder, GArray *numbers)
{
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize size = 0;

  for (guint i = 0; i < numbers->len; i++) {
    guint number = g_array_index (numbers, guint, i);
    g_autoptr (GPtrArray) files = NULL;
    g_autoptr (LkHistoryEntry) entry =
        i < LK_HISTORY_MAX - LK_HISTORY_MAX / 10 && size <= LK_HISTORY_BYTES_MAX
            ? read_entry (folder, number, &files)
            : NULL;

    if (entry == NULL || !use_objects (folder, used, &size, files))
      lk_history_drop (folder, number);
  }
  remove_objects_but (folder, used);
}

static void
prune (const char *folder)
{
  g_autoptr (GArray) numbers = list_numbers (folder);

  if (numbers->len > LK_HISTORY_MAX || size_of_objects (folder) > LK_HISTORY_BYTES_MAX)
    keep_latest (folder, numbers);
}

/* Adding */

static gboolean
make_folders (const char *folder, GError **error)
{
  g_autofree char *changes = g_build_filename (folder, "changes", NULL);
  g_autofree char *objects = g_build_filename (folder, "objects", NULL);

  if (g_mkdir_with_parents (changes, 0700) == 0 && g_mkdir_with_parents (objects, 0700) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot make the history's folder %s: %s"),
               folder, g_strerror (errno));
  return FALSE;
}

/*
 * Keeps a content; there is nothing to write where it is kept already. What changes nothing need not be
 * on the disk before the change is: a checksum tells if it was lost.
 */
static gboolean
add_object (const char *folder, GBytes *content, gboolean durable, char **name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *path = NULL;
  gsize length;
  const char *data;

  if (content == NULL)
    return TRUE;
  data = g_bytes_get_data (content, &length);
  *name = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  path = object_path (folder, *name);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (durable)
    return lk_atomic_replace (path, data == NULL ? "" : data, length, 0600, error);
  if (g_file_set_contents_full (path, data == NULL ? "" : data, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot write the history: %s"),
               local->message);
  return FALSE;
}

static gboolean
write_entry (const char *folder,
             guint number,
             const LkHistoryEntry *what,
             GPtrArray *files,
             GError **error)
{
  g_autofree char *path = entry_path (folder, number);
  g_autofree char *text = lk_history_entry_format (what, files);

  return lk_atomic_replace (path, text, strlen (text), 0600, error);
}

/* One process adds at a time, so that two never take the same number, nor does one remove what the other
 * is about to name. The kernel drops the lock with whoever holds it. Returns a descriptor, or -1. */
static int
lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  for (int i = 0; fd >= 0 && i < LOCK_TRIES; i++) {
    if (flock (fd, LOCK_EX | LOCK_NB) == 0)
      return fd;
    if (errno != EWOULDBLOCK && errno != EINTR)
      break;
    g_usleep (G_USEC_PER_SEC / 100);
  }
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot lock the history, %s: %s; try again"),
               path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static gboolean
add_file (const char *folder, const LkConfigChange *change, GPtrArray *files, GError **error)
{
  LkHistoryFile *file = g_new0 (LkHistoryFile, 1);
  gboolean real = lk_config_change_is_real (change);

  file->path = g_strdup (change->path);
  file->mode = change->mode;
  g_ptr_array_add (files, file);
  return add_object (folder, change->before, real, &file->before, error) &&
         add_object (folder, change->after, real, &file->after, error);
}

static guint
add (const char *folder, const LkHistoryEntry *what, GPtrArray *changes, GError **error)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_history_file_free);
  g_autoptr (GArray) numbers = list_numbers (folder);
  guint number = numbers->len == 0 ? 1 : g_array_index (numbers, guint, 0) + 1;

  for (guint i = 0; i < changes->len; i++)
    if (!add_file (folder, g_ptr_array_index (changes, i), files, error))
      return 0;
  if (!write_entry (folder, number, what, files, error))
    return 0;
  prune (folder);
  return number;
}

guint
lk_history_add (const char *folder, const LkHistoryEntry *what, GPtrArray *changes, GError **error)
{
  guint number;
  int fd;

  if (!make_folders (folder, error))
    return 0;
  fd = lock (folder, error);
  if (fd < 0)
    return 0;
  number = add (folder, what, changes, error);
  close (fd);
  return number;
}

void
lk_history_drop (const char *folder, guint number)
{
  g_autofree char *path = entry_path (folder, number);

  (void) unlink (path);
}

/* Reading */

GPtrArray *
lk_history_list (const char *folder, const char *root)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_history_entry_free);
  g_autoptr (GArray) numbers = list_numbers (folder);

  for (guint i = 0; i < numbers->len; i++) {
    LkHistoryEntry *entry = read_entry (folder, g_array_index (numbers, guint, i), NULL);

    if (entry != NULL && g_str_equal (entry->root, root))
      g_ptr_array_add (entries, entry);
    else if (entry != NULL)
      lk_history_entry_free (entry);
  }
  return entries;
}

static gboolean
read_object (const char *folder, const char *name, GBytes **content, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *is = NULL;

  *content = NULL;
  if (name == NULL)
    return TRUE;
  path = object_path (folder, name);
  *content = lk_read_file (path, LK_CONFIG_FILE_MAX, NULL);
  is = *content == NULL ? NULL : g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, *content);
  if (g_strcmp0 (is, name) == 0)
    return TRUE;
  g_clear_pointer (content, g_bytes_unref);
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
               _ ("the history is damaged: %s is not what it was"), path);
  return FALSE;
}

static LkConfigChange *
read_change (const char *folder, const LkHistoryFile *file, GError **error)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  if (!read_object (folder, file->before, &before, error) ||
      !read_object (folder, file->after, &after, error))
    return NULL;
  return lk_config_change_new (file->path, before, after);
}

guint
lk_history_find (const char *folder, const char *root, const char *reason)
{
  g_autoptr (GPtrArray) entries = lk_history_list (folder, root);

  for (guint i = 0; i < entries->len; i++) {
    const LkHistoryEntry *entry = g_ptr_array_index (entries, i);

    if (strcmp (entry->reason, reason) == 0 && !lk_history_is_undone (entries, entry->number))
      return entry->number;
  }
  return 0;
}

static GPtrArray *
read_files (const char *folder, const char *root, guint number, gboolean all, GError **error)
{
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_config_change_free);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (LkHistoryEntry) entry = read_entry (folder, number, &files);

  if (entry == NULL || !g_str_equal (entry->root, root)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("the history has no change %u of %s"), number,
                 root);
    return NULL;
  }
  for (guint i = 0; i < files->len; i++) {
    const LkHistoryFile *file = g_ptr_array_index (files, i);
    LkConfigChange *change;

    if (!all && g_strcmp0 (file->before, file->after) == 0)
      continue;
    change = read_change (folder, file, error);
    if (change == NULL)
      return NULL;
    change->mode = file->mode;
    g_ptr_array_add (changes, change);
  }
  return g_steal_pointer (&changes);
}

GPtrArray *
lk_history_read (const char *folder, const char *root, guint number, GError **error)
{
  return read_files (folder, root, number, FALSE, error);
}

GPtrArray *
lk_history_read_all (const char *folder, const char *root, guint number, GError **error)
{
  return read_files (folder, root, number, TRUE, error);
}

gboolean
lk_history_is_undone (GPtrArray *entries, guint number)
{
  for (guint i = 0; i < entries->len; i++) {
    const LkHistoryEntry *entry = g_ptr_array_index (entries, i);

    /* Undoing what undid a change brings it back. */
    if (entry->undoes == number && entry->number > number &&
        !lk_history_is_undone (entries, entry->number))
      return TRUE;
  }
  return FALSE;
}
