/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/change.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#include "base/atomic-file.h"
#include "base/error.h"
#include "base/io.h"
#include "sshconfig/diff.h"
#include "sshconfig/file.h"

LkConfigChange *
lk_config_change_new (const char *path, GBytes *before, GBytes *after)
{
  LkConfigChange *change = g_new0 (LkConfigChange, 1);

  change->path = g_strdup (path);
  change->before = before == NULL ? NULL : g_bytes_ref (before);
  change->after = after == NULL ? NULL : g_bytes_ref (after);
  return change;
}

void
lk_config_change_free (LkConfigChange *change)
{
  g_free (change->path);
  g_free (change->origin);
  g_clear_pointer (&change->before, g_bytes_unref);
  g_clear_pointer (&change->after, g_bytes_unref);
  g_free (change);
}

static gboolean
same (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

gboolean
lk_config_change_is_real (const LkConfigChange *change)
{
  return !same (change->before, change->after);
}

GBytes *
lk_config_changes_diff (GPtrArray *changes)
{
  GByteArray *all = g_byte_array_new ();

  for (guint i = 0; i < changes->len; i++) {
    const LkConfigChange *change = g_ptr_array_index (changes, i);
    g_autoptr (GBytes) diff = lk_diff_unified (change->before, change->after, change->path);

    g_byte_array_append (all, g_bytes_get_data (diff, NULL), (guint) g_bytes_get_size (diff));
  }
  return g_byte_array_free_to_bytes (all);
}

gboolean
lk_config_read_current (const char *path, GBytes **content, GError **error)
{
  g_autoptr (GError) local = NULL;

  *content = lk_read_file (path, LK_CONFIG_FILE_MAX, &local);
  if (*content != NULL || g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot read the configuration: %s"),
               local->message);
  return FALSE;
}

void
lk_config_change_look (LkConfigChange *change)
{
  struct stat st;

  if (stat (change->path, &st) == 0)
    change->mode = st.st_mode & 0777;
}

static mode_t
mode_of (const LkConfigChange *change)
{
  return change->mode != 0 ? (mode_t) change->mode : 0600;
}

static gboolean
check_unchanged (const LkConfigChange *change, GError **error)
{
  g_autoptr (GBytes) now = NULL;

  if (!lk_config_read_current (change->path, &now, error))
    return FALSE;
  if (same (now, change->before))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
               _ ("%s is being changed by another program; try again"), change->path);
  return FALSE;
}

/* Who has a file refused may not know why it is part of their configuration. */
static void
tell_origin (const LkConfigChange *change, GError **error)
{
  if (change->origin != NULL && error != NULL)
    g_prefix_error (error, "%s: ", change->origin);
}

static LkReplacement *
prepare (const LkConfigChange *change, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (change->path);
  gsize length;
  const char *data = g_bytes_get_data (change->after, &length);

  if (change->before == NULL && g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot make the folder %s: %s"), folder,
                 g_strerror (errno));
    return NULL;
  }
  return lk_replacement_new (change->path, data, length, mode_of (change), error);
}

/* One file, its new content on the disk already or, for a file that goes, none. */
static gboolean
commit (const LkConfigChange *change, LkReplacement *replacement, GError **error)
{
  if (!check_unchanged (change, error))
    return FALSE;
  return replacement != NULL ? lk_replacement_commit_if (replacement, change->before, error)
                             : lk_atomic_remove (change->path, error);
}

static gboolean
put_one_back (const LkConfigChange *change, LkReplacement *replacement)
{
  g_autoptr (GBytes) now = NULL;
  gsize length;
  const char *data;

  if (!lk_config_read_current (change->path, &now, NULL) || !same (now, change->after))
    return FALSE;
  if (change->before == NULL)
    return lk_atomic_remove (change->path, NULL);
  if (replacement != NULL && lk_replacement_revert (replacement))
    return TRUE;
  data = g_bytes_get_data (change->before, &length);
  return lk_atomic_replace (change->path, data, length, mode_of (change), NULL);
}

/* What can be done when a file fails after others were written. */
static void
put_back (GPtrArray *changes, GPtrArray *replacements, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    const LkConfigChange *change = g_ptr_array_index (changes, i);

    if (lk_config_change_is_real (change) &&
        !put_one_back (change, g_ptr_array_index (replacements, i)) && error != NULL)
      g_prefix_error (error, _ ("%s was written and could not be put back; then: "), change->path);
  }
}

gboolean
lk_config_changes_write (GPtrArray *changes, GError **error)
{
  g_autoptr (GPtrArray) replacements = g_ptr_array_new ();
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < changes->len; i++) {
    const LkConfigChange *change = g_ptr_array_index (changes, i);
    LkReplacement *replacement = NULL;

    if (lk_config_change_is_real (change) && change->after != NULL) {
      replacement = prepare (change, error);
      ok = replacement != NULL;
    }
    if (!ok)
      tell_origin (change, error);
    g_ptr_array_add (replacements, replacement);
  }
  for (guint i = 0; ok && i < changes->len; i++) {
    const LkConfigChange *change = g_ptr_array_index (changes, i);

    if (!lk_config_change_is_real (change))
      continue;
    ok = commit (change, g_ptr_array_index (replacements, i), error);
    if (!ok)
      put_back (changes, replacements, i, error);
  }
  for (guint i = 0; i < replacements->len; i++)
    if (g_ptr_array_index (replacements, i) != NULL)
      lk_replacement_free (g_ptr_array_index (replacements, i));
  return ok;
}
