/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "caller.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/process.h"

/* How far up to look, and how many shells and wrappers there may be between two programs of the table. */
#define PARENTS_MAX 16
#define GAP_MAX 2

/* Programs that run ssh, or us, for a user; @subcommands: their first word says what they do. */
static const struct {
  const char *name;
  gboolean subcommands;
} programs[] = {
    {"ssh"},   {"scp"},       {"sftp"},      {"sshfs"},
    {"rsync"}, {"svn", TRUE}, {"git", TRUE}, {"latchkey", TRUE},
};

/* Options before git's subcommand whose value is a word of its own. */
static const char *const valued[] = {"-C", "-c", "--git-dir", "--work-tree", "--namespace", NULL};

static char *
program_name (const char *const *argv)
{
  g_autofree char *name = g_path_get_basename (argv[0]);

  return lk_printable (name, -1);
}

static gboolean
is_known (const char *name, gboolean *subcommands)
{
  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++) {
    if (strcmp (programs[i].name, name) == 0) {
      *subcommands = programs[i].subcommands;
      return TRUE;
    }
  }
  return FALSE;
}

char *
lk_caller_command (const char *const *argv)
{
  g_autofree char *name = program_name (argv);
  g_autofree char *word = NULL;
  gboolean subcommands;
  gsize at = 1;

  if (!is_known (name, &subcommands) || !subcommands)
    return g_steal_pointer (&name);
  while (argv[at] != NULL && *argv[at] == '-')
    at += g_strv_contains (valued, argv[at]) && argv[at + 1] != NULL ? 2 : 1;
  if (argv[at] == NULL)
    return g_steal_pointer (&name);
  word = lk_printable (argv[at], -1);
  return g_strdup_printf ("%s %s", name, word);
}

static void
take (LkCaller *caller, pid_t pid, const char *const *argv)
{
  g_autofree char *link = g_strdup_printf ("/proc/%d/cwd", (int) pid);
  g_autofree char *folder = g_file_read_link (link, NULL);

  g_free (caller->program);
  g_free (caller->command);
  g_free (caller->folder);
  caller->program = program_name (argv);
  caller->command = lk_caller_command (argv);
  caller->folder = folder == NULL ? NULL : lk_printable (folder, -1);
  caller->pid = (guint) pid;
}

LkCaller *
lk_caller_find (void)
{
  LkCaller *caller = g_new0 (LkCaller, 1);
  gboolean ssh_found = FALSE;
  pid_t pid = getpid ();
  int gap = 0;

  for (int i = 0; i < PARENTS_MAX && gap <= GAP_MAX && pid > 1;
       i++, pid = lk_process_parent (pid)) {
    g_auto (GStrv) argv = lk_process_argv (pid);
    const char *const *words = (const char *const *) argv;
    g_autofree char *name = argv == NULL ? g_strdup ("") : program_name (words);
    gboolean subcommands;

    if (i > 0 && !is_known (name, &subcommands)) {
      gap++;
      continue;
    }
    gap = 0;
    if (argv != NULL)
      take (caller, pid, words);
    if (!ssh_found && strcmp (name, "ssh") == 0) {
      ssh_found = TRUE;
      caller->ssh = lk_ssh_options_find (pid, words);
    }
  }
  return caller;
}

void
lk_caller_free (LkCaller *caller)
{
  g_free (caller->program);
  g_free (caller->command);
  g_free (caller->folder);
  g_free (caller);
}
