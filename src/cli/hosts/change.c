/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands that change one block: set, unset, rename, remove. */
#include <string.h>

#include "base/error.h"
#include "hosts.h"
#include "sshconfig/effective.h"
#include "sshconfig/lint.h"

/* What comes after the value's beginning belongs to the value, and nobody means this one. */
static gboolean
check_values (char **values, GError **error)
{
  if (!g_strv_contains ((const char *const *) values, "--dry-run"))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "put --dry-run before the host's name");
  return FALSE;
}

/* Whether ssh takes the configuration, as far as it is for a host. */
static gboolean
ssh_takes (const LkConfigTree *tree, const char *name, GError **error)
{
  const LkConfigTarget target = {name, NULL, g_get_user_name ()};
  g_autoptr (GPtrArray) options =
      lk_config_effective ("ssh", (const LkConfigTree *[]){tree}, 1, &target, error);

  return options != NULL;
}

/* A value that ssh refuses would shut the user out of every host. What it refused before is no fault of ours. */
static gboolean
check_taken (LkHosts *hosts, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LkConfigTree) before = NULL;

  if (ssh_takes (hosts->tree, name, &local))
    return TRUE;
  before = lk_hosts_read (hosts, NULL);
  if (before == NULL || !ssh_takes (before, name, NULL))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "%s; nothing was written", local->message);
  return FALSE;
}

/* The line counts for nothing where another one sets the option before. */
static void
tell_winner (const LkHosts *hosts, const char *name, const char *option)
{
  g_autoptr (GPtrArray) findings = lk_lint (hosts->tree, g_get_home_dir ());
  LkConfigRef at;

  if (!lk_config_find_host (hosts->tree, name, &at))
    return;
  for (guint i = 0; i < findings->len; i++) {
    const LkFinding *finding = g_ptr_array_index (findings, i);
    const LkConfigFile *file = lk_config_tree_file (hosts->tree, finding->file);
    g_autoptr (LkConfigWords) words = lk_config_file_words (file, finding->line);

    if (finding->kind == LK_FINDING_NEVER_WINS && finding->file == at.file &&
        lk_config_file_block_of (file, finding->line) == at.block &&
        g_ascii_strcasecmp (words->name, option) == 0)
      g_printerr ("latchkey: note: %s\n", finding->text);
  }
}

gboolean
lk_hosts_set (LkHosts *hosts, int argc, char **argv, GError **error)
{
  LkConfigSetting setting;
  LkConfigRef at;
  g_autofree char *reason = NULL;

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, NULL, "NAME OPTION VALUE...",
                       "Set an option in a host's block: the block then says this and nothing else "
                       "of it.",
                       &argc, &argv, error) ||
      !check_values (argv + 3, error) || !lk_hosts_find (hosts, argv[1], &at, error))
    return FALSE;
  setting = (LkConfigSetting){argv[2], (const char *const *) argv + 3};
  reason = g_strdup_printf ("set %s of %s", argv[2], argv[1]);
  if (!lk_config_edit_set (hosts->tree, at, &setting, error) ||
      !check_taken (hosts, argv[1], error))
    return FALSE;
  tell_winner (hosts, argv[1], argv[2]);
  return lk_hosts_write (hosts, reason, error);
}

gboolean
lk_hosts_unset (LkHosts *hosts, int argc, char **argv, GError **error)
{
  LkConfigRef at;
  g_autofree char *reason = NULL;

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, NULL, "NAME OPTION",
                       "Remove an option from a host's block.", &argc, &argv, error) ||
      !lk_hosts_find (hosts, argv[1], &at, error))
    return FALSE;
  reason = g_strdup_printf ("unset %s of %s", argv[2], argv[1]);
  return lk_config_edit_unset (hosts->tree, at, argv[2], NULL, error) &&
         lk_hosts_write (hosts, reason, error);
}

gboolean
lk_hosts_rename (LkHosts *hosts, int argc, char **argv, GError **error)
{
  LkConfigRef at;
  g_autofree char *reason = NULL;

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, NULL, "OLD NEW", "Give a host another name.", &argc,
                       &argv, error) ||
      !lk_hosts_find (hosts, argv[1], &at, error))
    return FALSE;
  reason = g_strdup_printf ("rename %s to %s", argv[1], argv[2]);
  return lk_config_edit_rename_host (hosts->tree, at, argv[1], argv[2], error) &&
         lk_hosts_write (hosts, reason, error);
}

gboolean
lk_hosts_remove (LkHosts *hosts, int argc, char **argv, GError **error)
{
  LkConfigRef at;
  g_autofree char *reason = NULL;

  if (!lk_hosts_begin (
          hosts, LK_HOSTS_WRITES, NULL, "NAME",
          "Remove a host: its block and the comment above it, or only its name where the block is "
          "for others, too.",
          &argc, &argv, error) ||
      !lk_hosts_find (hosts, argv[1], &at, error))
    return FALSE;
  reason = g_strdup_printf ("remove %s", argv[1]);
  return lk_config_edit_remove_name (hosts->tree, at, argv[1], error) &&
         lk_hosts_write (hosts, reason, error);
}
