/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/save.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "sshconfig/merge.h"

void
lk_config_save_clear (LkConfigSave *save)
{
  g_clear_pointer (&save->conflict, lk_config_change_free);
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) lk_config_change_free);
}

/* Of each included file the first line that includes it. */
static void
add_origins (const LkConfigTree *tree, GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++) {
    const char *path = lk_config_file_path (lk_config_tree_file (tree, i));
    guint n;
    const LkConfigInclusion *inclusions = lk_config_tree_inclusions (tree, i, &n);

    for (guint j = 0; j < n; j++) {
      LkConfigChange *change = g_ptr_array_index (changes, inclusions[j].file);

      if (change->origin == NULL)
        change->origin =
            g_strdup_printf (_ ("line %u of %s includes a file"), inclusions[j].line + 1, path);
    }
  }
}

GPtrArray *
lk_config_tree_changes (const LkConfigTree *tree)
{
  GPtrArray *changes = new_changes ();

  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    LkConfigFile *file = lk_config_tree_file (tree, i);
    GBytes *before = lk_config_tree_original (tree, i);
    GBytes *after = lk_config_file_bytes (file);

    /* A file that does not exist and would be empty is not made. */
    if (before == NULL && g_bytes_get_size (after) == 0)
      after = NULL;
    g_ptr_array_add (changes, lk_config_change_new (lk_config_file_path (file), before, after));
  }
  add_origins (tree, changes);
  return changes;
}

/*
 * Makes of a change, which starts from what somebody saw once, the same change of what is there now.
 */
static gboolean
rebase (LkConfigChange *change, LkConfigSave *save, const char *why, GError **error)
{
  LkConfigChange wanted = *change;
  g_autoptr (GBytes) now = NULL;
  g_autoptr (GBytes) merged = NULL;

  if (!lk_config_read_current (change->path, &now, error))
    return FALSE;
  change->before = now == NULL ? NULL : g_bytes_ref (now);
  if (!lk_config_change_is_real (&wanted)) {
    /* Somebody else's change of a file that we leave alone is none of ours. */
    change->after = now == NULL ? NULL : g_bytes_ref (now);
  } else if (lk_config_change_is_real (&(LkConfigChange){NULL, wanted.before, now})) {
    merged = lk_merge (wanted.before, wanted.after, now, LK_CONFIG_PICK_NONE);
    change->after = NULL;
    if (merged == NULL)
      save->conflict = lk_config_change_new (change->path, now, wanted.after);
    /* A file that shall go goes unless somebody has put something into it. */
    else if (wanted.after != NULL || g_bytes_get_size (merged) > 0)
      change->after = g_steal_pointer (&merged);
  } else {
    change->after = wanted.after == NULL ? NULL : g_bytes_ref (wanted.after);
  }
  g_clear_pointer (&wanted.before, g_bytes_unref);
  g_clear_pointer (&wanted.after, g_bytes_unref);
  if (save->conflict == NULL)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot write %s: %s"), change->path, why);
  return FALSE;
}

static gboolean
any_is_real (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    if (lk_config_change_is_real (g_ptr_array_index (changes, i)))
      return TRUE;
  return FALSE;
}

/* The history first: what it tells must be there whenever we are killed. */
static gboolean
write_changes (GPtrArray *changes,
               const char *root,
               guint undoes,
               const LkConfigSave *save,
               GError **error)
{
  const LkHistoryEntry what = {
      .time = save->now, .reason = (char *) save->reason, .root = (char *) root, .undoes = undoes};
  guint number;

  for (guint i = 0; i < changes->len; i++)
    lk_config_change_look (g_ptr_array_index (changes, i));
  number = lk_history_add (save->history, &what, changes, error);
  if (number == 0)
    return FALSE;
  if (lk_config_changes_write (changes, error))
    return TRUE;
  lk_history_drop (save->history, number);
  return FALSE;
}

/* A file that the change made which is taken back now, and of which nothing is left, goes. */
static void
drop_made (GPtrArray *changes, const char *root, const LkConfigSave *save)
{
  g_autoptr (GPtrArray) undone =
      save->undoes == 0 ? NULL : lk_history_read (save->history, root, save->undoes, NULL);

  for (guint i = 0; undone != NULL && i < undone->len; i++) {
    const LkConfigChange *made = g_ptr_array_index (undone, i);

    for (guint j = 0; made->before == NULL && j < changes->len; j++) {
      LkConfigChange *change = g_ptr_array_index (changes, j);

      if (strcmp (change->path, made->path) == 0 && change->after != NULL &&
          g_bytes_get_size (change->after) == 0)
        g_clear_pointer (&change->after, g_bytes_unref);
    }
  }
}

gboolean
lk_config_save (LkConfigTree *tree, LkConfigSave *save, GError **error)
{
  g_autoptr (GPtrArray) changes = lk_config_tree_changes (tree);
  const char *root = lk_config_file_path (lk_config_tree_file (tree, 0));

  drop_made (changes, root, save);
  if (!any_is_real (changes))
    return TRUE;
  for (guint i = 0; i < changes->len; i++)
    if (!rebase (
            g_ptr_array_index (changes, i), save,
            _ ("%s was changed by another program in the same lines; nothing was written, look "
               "at it and "
               "try again"),
            error))
      return FALSE;
  if (!write_changes (changes, root, save->undoes, save, error))
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    lk_config_tree_settle (tree, i, ((LkConfigChange *) g_ptr_array_index (changes, i))->after);
  return TRUE;
}

GPtrArray *
lk_config_undo_changes (const char *root, guint number, LkConfigSave *save, GError **error)
{
  g_autoptr (GPtrArray) done = lk_history_read (save->history, root, number, error);
  g_autoptr (GPtrArray) changes = new_changes ();

  for (guint i = 0; done != NULL && i < done->len; i++) {
    const LkConfigChange *change = g_ptr_array_index (done, i);

    LkConfigChange *back = lk_config_change_new (change->path, change->after, change->before);

    back->mode = change->mode;
    g_ptr_array_add (changes, back);
    if (!rebase (back, save, _ ("later changes are in the same lines; undo those first"), error))
      return NULL;
  }
  if (done == NULL)
    return NULL;
  if (!any_is_real (changes)) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("change %u is undone already"), number);
    return NULL;
  }
  return g_steal_pointer (&changes);
}

gboolean
lk_config_undo (const char *root, guint number, LkConfigSave *save, GError **error)
{
  g_autoptr (GPtrArray) changes = lk_config_undo_changes (root, number, save, error);

  return changes != NULL && write_changes (changes, root, number, save, error);
}

/* Nothing of it is left: its process was killed before it wrote, or somebody has taken it back by hand. */
static gboolean
is_gone (const char *history, const LkHistoryEntry *entry)
{
  g_autoptr (GPtrArray) changes = lk_history_read (history, entry->root, entry->number, NULL);

  for (guint i = 0; changes != NULL && i < changes->len; i++) {
    const LkConfigChange *change = g_ptr_array_index (changes, i);
    g_autoptr (GBytes) now = NULL;

    if (!lk_config_read_current (change->path, &now, NULL) ||
        lk_config_change_is_real (&(LkConfigChange){NULL, change->before, now, 0}))
      return FALSE;
  }
  return changes != NULL;
}

guint
lk_config_undo_next (const char *history, const char *root)
{
  g_autoptr (GPtrArray) entries = lk_history_list (history, root);
  g_autoptr (GHashTable) undone = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < entries->len; i++) {
    const LkHistoryEntry *entry = g_ptr_array_index (entries, i);
    gpointer number = GUINT_TO_POINTER (entry->number);

    /* Undoing what undid a change brings it back. */
    if (g_hash_table_contains (undone, number) ||
        ((i == 0 || entry->undoes == 0) && is_gone (history, entry)))
      continue;
    if (entry->undoes == 0)
      return entry->number;
    g_hash_table_add (undone, GUINT_TO_POINTER (entry->undoes));
  }
  return 0;
}
