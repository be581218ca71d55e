/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels/program.h"

#include <string.h>

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
lk_program_command (const char *const *argv)
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

/* Replaces what was found nearer by. */
static LkProgram *
take (LkProgram *program, pid_t pid, const char *const *argv)
{
  g_autofree char *link = g_strdup_printf ("/proc/%d/cwd", (int) pid);
  g_autofree char *folder = g_file_read_link (link, NULL);

  g_clear_pointer (&program, lk_program_free);
  program = g_new0 (LkProgram, 1);
  program->name = program_name (argv);
  program->command = lk_program_command (argv);
  program->folder = folder == NULL ? NULL : lk_printable (folder, -1);
  program->pid = (guint) pid;
  return program;
}

LkProgram *
lk_program_find (pid_t pid, pid_t *ssh)
{
  LkProgram *program = NULL;
  pid_t nearest = 0;
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
      program = take (program, pid, words);
    if (nearest == 0 && strcmp (name, "ssh") == 0)
      nearest = pid;
  }
  if (ssh != NULL)
    *ssh = nearest;
  return program;
}

void
lk_program_free (LkProgram *program)
{
  g_free (program->name);
  g_free (program->command);
  g_free (program->folder);
  g_free (program);
}
