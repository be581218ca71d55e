/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * LkProgram:
 * @name: what the user called, "git" rather than the ssh that it runs
 * @command: the same as the user would say it, "git fetch"; no arguments, which may hold what is nobody's business
 * @folder: (nullable): the folder that it runs in
 * @pid: its process
 *
 * For whom a process runs, as its parents' command lines tell. The strings are printable.
 */
typedef struct {
  char *name;
  char *command;
  char *folder;
  guint pid;
} LkProgram;

/**
 * lk_program_find:
 * @pid: a process
 * @ssh: (out) (optional): the ssh that runs it, 0 if none does
 *
 * Returns: (transfer full) (nullable): what the user called so that it runs; %NULL if that cannot be seen
 */
LkProgram *lk_program_find (pid_t pid, pid_t *ssh);

void lk_program_free (LkProgram *program);

/** lk_program_command: Returns: (transfer full): the program of a command line, with git's, svn's and our subcommand; printable */
char *lk_program_command (const char *const *argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkProgram, lk_program_free)

G_END_DECLS
