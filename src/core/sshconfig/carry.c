/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/carry.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "sshconfig/merge.h"

void
lk_config_carry_clear (LkConfigCarry *carry)
{
  g_clear_pointer (&carry->conflict, lk_config_change_free);
}

static gboolean
carry_file (LkConfigTree *tree, const LkConfigChange *change, LkConfigCarry *carry, GError **error)
{
  int file = lk_config_tree_find (tree, change->path);
  g_autoptr (GBytes) merged = NULL;
  GBytes *now;

  if (file < 0) {
    g_set_error (
        error, LK_ERROR, LK_ERROR_CONFIG,
        _ ("%s is no longer part of the configuration: another program removed the Include "
           "line; look at it and try again"),
        change->path);
    return FALSE;
  }
  now = lk_config_tree_original (tree, (guint) file);
  merged = lk_merge (change->before, change->after, now, carry->pick);
  if (lk_config_change_is_real (&(LkConfigChange){.before = change->before, .after = now}))
    carry->merged = TRUE;
  if (merged == NULL) {
    g_autoptr (GBytes) ours = lk_merge (change->before, change->after, now, LK_CONFIG_PICK_OURS);

    carry->conflict = lk_config_change_new (change->path, now, ours);
    g_set_error (
        error, LK_ERROR, LK_ERROR_CONFIG,
        _ ("%s was changed by another program in the same lines; choose one of the versions"),
        change->path);
    return FALSE;
  }
  lk_config_tree_replace (tree, (guint) file, merged);
  return TRUE;
}

gboolean
lk_config_carry (LkConfigTree *tree, GPtrArray *changes, LkConfigCarry *carry, GError **error)
{
  for (guint i = 0; i < changes->len; i++) {
    const LkConfigChange *change = g_ptr_array_index (changes, i);

    if (lk_config_change_is_real (change) && !carry_file (tree, change, carry, error))
      return FALSE;
  }
  return TRUE;
}
