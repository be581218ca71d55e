/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The subcommands that change one block: set, unset, rename, remove. */
#include "base/error.h"
#include "hosts.h"
#include "sshconfig/names.h"
#include "sshconfig/taken.h"

/* What comes after the value's beginning belongs to the value, and nobody means this one. */
static gboolean
check_values (char **values, GError **error)
{
  if (!g_strv_contains ((const char *const *) values, "--dry-run"))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "put --dry-run before the host's name");
  return FALSE;
}

gboolean
lk_hosts_set (LkHosts *hosts, int argc, char **argv, GError **error)
{
  LkConfigSetting setting;
  LkConfigRef at;
  g_autofree char *reason = NULL;
  g_autofree char *winner = NULL;
  g_autoptr (GPtrArray) options = NULL;

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, NULL, "NAME OPTION VALUE...",
                       "Set an option in a host's block: the block then says this and nothing else "
                       "of it.",
                       &argc, &argv, error) ||
      !check_values (argv + 3, error) || !lk_hosts_find (hosts, argv[1], &at, error))
    return FALSE;
  setting = (LkConfigSetting){argv[2], (const char *const *) argv + 3};
  reason = g_strdup_printf ("set %s of %s", argv[2], argv[1]);
  if (!lk_config_edit_set (hosts->tree, at, &setting, error) ||
      !lk_config_taken ("ssh", hosts->tree, argv[1], &options, error))
    return FALSE;
  if (options != NULL)
    winner = lk_config_tell_winner (hosts->tree, argv[1], argv[2], options);
  if (winner != NULL)
    g_printerr ("latchkey: note: %s\n", winner);
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
  return lk_config_rename (hosts->tree, at, argv[1], argv[2], error) &&
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
  return lk_config_remove (hosts->tree, at, argv[1], error) &&
         lk_hosts_write (hosts, reason, error);
}
