/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a change is shown, saved, and told. */
#include "write.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "sshconfig/diff.h"

void
lk_hosts_print_bytes (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  fwrite (data, 1, length, stdout);
}

void
lk_hosts_print_changes (GPtrArray *changes)
{
  g_autoptr (GBytes) diff = lk_config_changes_diff (changes);

  lk_hosts_print_bytes (diff);
}

/* Both versions, since only the user knows which one is right. */
static void
print_conflict (const LkConfigChange *conflict)
{
  g_autoptr (GBytes) diff = NULL;

  if (conflict == NULL)
    return;
  diff = lk_diff_unified (conflict->before, conflict->after, conflict->path);
  g_print ("What is there now (-), and what it would become (+):\n");
  lk_hosts_print_bytes (diff);
}

static void
tell (GPtrArray *changes, const char *reason)
{
  g_autofree char *shown = lk_printable (reason, -1);

  for (guint i = 0; i < changes->len; i++) {
    if (lk_config_change_is_real (g_ptr_array_index (changes, i))) {
      g_print ("Done: %s. 'latchkey hosts undo' takes it back.\n", shown);
      return;
    }
  }
  g_print ("There is nothing to change.\n");
}

gboolean
lk_hosts_write (LkHosts *hosts, const char *reason, GError **error)
{
  g_autofree char *history = NULL;
  g_auto (LkConfigSave) save = {.reason = reason, .now = lk_clock_system ()};
  g_autoptr (GPtrArray) changes = lk_config_tree_changes (hosts->tree);

  if (hosts->dry_run) {
    lk_hosts_print_changes (changes);
    return TRUE;
  }
  save.history = history = lk_history_folder (error);
  if (history == NULL)
    return FALSE;
  if (!lk_config_save (hosts->tree, &save, error)) {
    print_conflict (save.conflict);
    return FALSE;
  }
  tell (changes, reason);
  return TRUE;
}

gboolean
lk_hosts_write_undo (const LkHosts *hosts, guint number, GError **error)
{
  g_autofree char *history = lk_history_folder (error);
  g_autofree char *reason = g_strdup_printf ("undo %u", number);
  g_auto (LkConfigSave) save = {.history = history, .reason = reason, .now = lk_clock_system ()};
  g_autoptr (GPtrArray) changes = NULL;
  gboolean ok;

  if (history == NULL)
    return FALSE;
  if (hosts->dry_run) {
    changes = lk_config_undo_changes (hosts->path, number, &save, error);
    if (changes != NULL)
      lk_hosts_print_changes (changes);
    ok = changes != NULL;
  } else {
    ok = lk_config_undo (hosts->path, number, &save, error);
  }
  if (!ok)
    print_conflict (save.conflict);
  else if (!hosts->dry_run)
    g_print ("Done: %s. 'latchkey hosts undo' goes on to the change before.\n", reason);
  return ok;
}
