/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/options.h"
#include "hosts.h"

/* What "~" means in a configuration: ssh(1) goes by the user database, whatever HOME says. */
static const char *
home_folder (void)
{
  static char *folder;

  if (folder == NULL) {
    const struct passwd *user = getpwuid (getuid ());

    folder = g_strdup (user == NULL ? g_get_home_dir () : user->pw_dir);
  }
  return folder;
}

static LkConfigTree *
read_tree (const LkHosts *hosts, GError **error)
{
  g_autofree char *folder = g_build_filename (home_folder (), ".ssh", NULL);
  const LkConfigPlace place = {.home = home_folder (), .folder = folder, .user = TRUE};

  return lk_config_tree_read (&place, hosts->path, NULL, NULL, error);
}

LkConfigTree *
lk_hosts_read_system (const LkHosts *hosts)
{
  return hosts->is_default ? lk_config_tree_read_system () : NULL;
}

/* What ssh(1) reads by itself, unless the user named another file; a HOME of another place is meant. */
static void
complete_path (LkHosts *hosts)
{
  g_autofree char *given = hosts->path;

  hosts->is_default = given == NULL;
  hosts->path = given == NULL ? g_build_filename (g_get_home_dir (), ".ssh", "config", NULL)
                              : g_canonicalize_filename (given, NULL);
}

/* "NAME OPTION VALUE..." */
static gboolean
check_operands (const char *parameters, int argc, char **argv, GError **error)
{
  g_auto (GStrv) words = g_strsplit (parameters, " ", -1);

  for (int i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    if (i + 1 >= argc && words[i][0] != '[') {
      g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "%s is missing; '%s --help' tells the usage",
                   words[i], g_get_prgname ());
      return FALSE;
    }
    if (g_str_has_suffix (words[i], "..."))
      return TRUE;
  }
  return lk_options_at_most (*parameters == '\0' ? 0 : (int) g_strv_length (words), argc, argv,
                             error);
}

gboolean
lk_hosts_begin (LkHosts *hosts,
                LkHostsKind kind,
                const GOptionEntry *entries,
                const char *parameters,
                const char *summary,
                int *argc,
                char ***argv,
                GError **error)
{
  const GOptionEntry common[] = {
      {"config", 0, 0, G_OPTION_ARG_FILENAME, &hosts->path,
       "The configuration, instead of ~/.ssh/config", "FILE"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &hosts->json, "Print JSON", NULL},
      {"dry-run", 0, 0, G_OPTION_ARG_NONE, &hosts->dry_run, "Show the change, and do not make it",
       NULL},
  };
  g_autoptr (GArray) all = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  g_autofree char *name = g_strconcat ("hosts ", (*argv)[0], NULL);

  for (; entries != NULL && entries->long_name != NULL; entries++)
    g_array_append_val (all, *entries);
  if (kind != LK_HOSTS_SHOWS)
    g_array_append_val (all, common[kind]);
  g_array_append_val (all, common[0]);
  (*argv)[0] = name;
  /* What follows "..." may begin with a dash. */
  if (!lk_options_parse ((const GOptionEntry *) (gpointer) all->data, parameters, summary,
                         g_str_has_suffix (parameters, "..."), argc, argv, error) ||
      !check_operands (parameters, *argc, *argv, error))
    return FALSE;
  complete_path (hosts);
  hosts->tree = read_tree (hosts, error);
  return hosts->tree != NULL;
}

gboolean
lk_hosts_find (const LkHosts *hosts, const char *name, LkConfigRef *ref, GError **error)
{
  g_autofree char *shown = lk_printable (name, -1);

  if (lk_config_find_host (hosts->tree, name, ref))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               "no Host block has the name %s; 'latchkey hosts list' lists them", shown);
  return FALSE;
}

int
lk_hosts_find_file (const LkHosts *hosts, const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *shown = lk_printable (path, -1);
  int file = lk_config_tree_find (hosts->tree, full);

  if (file < 0)
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "%s is not part of the configuration: no Include line reads it", shown);
  return file;
}

char *
lk_hosts_where (const LkConfigFile *file, guint line)
{
  g_autofree char *path = lk_printable_path (lk_config_file_path (file));

  return g_strdup_printf ("%s:%u", path, line + 1);
}
