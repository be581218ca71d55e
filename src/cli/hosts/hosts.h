/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

G_BEGIN_DECLS

/**
 * LkHosts:
 * @latchkey: the program that the user called
 * @path: the root file
 * @is_default: whether it is the one that ssh reads by itself
 * @tree: (nullable): what it and its Include lines say, once it is read
 * @json: whether to print JSON
 * @dry_run: whether to show a change and not make it
 *
 * What every subcommand of `latchkey hosts` works on.
 */
typedef struct {
  const char *latchkey;
  char *path;
  gboolean is_default;
  LkConfigTree *tree;
  gboolean json;
  gboolean dry_run;
} LkHosts;

/** LkHostsKind: which of the common options a subcommand has, besides --config */
typedef enum {
  LK_HOSTS_SHOWS,  /* none */
  LK_HOSTS_READS,  /* --json */
  LK_HOSTS_WRITES, /* --dry-run */
} LkHostsKind;

/**
 * lk_hosts_begin:
 * @entries: the options of this subcommand alone
 * @parameters: its operands, as in a usage line; those in brackets may be missing, "..." any number more
 *
 * Parses the command line, checks the number of operands and reads the configuration.
 *
 * Returns: %FALSE with an error
 */
gboolean lk_hosts_begin (LkHosts *hosts,
                         LkHostsKind kind,
                         const GOptionEntry *entries,
                         const char *parameters,
                         const char *summary,
                         int *argc,
                         char ***argv,
                         GError **error);

/**
 * lk_hosts_read_system:
 *
 * Returns: (transfer full) (nullable): the system's configuration, which ssh reads after the user's; %NULL
 *   where it reads none, since it is told another file
 */
LkConfigTree *lk_hosts_read_system (const LkHosts *hosts);

/** lk_hosts_find: finds the Host block with this name; %FALSE with %LK_ERROR_USAGE */
gboolean lk_hosts_find (const LkHosts *hosts, const char *name, LkConfigRef *ref, GError **error);

/** lk_hosts_find_file: Returns: the number of the file in the tree; -1 with %LK_ERROR_USAGE */
int lk_hosts_find_file (const LkHosts *hosts, const char *path, GError **error);

/** lk_hosts_where: Returns: (transfer full): "FILE:LINE" for people, with "~", of line @line (from 0) */
char *lk_hosts_where (const LkConfigFile *file, guint line);

/**
 * lk_hosts_write:
 * @reason: what was done, for the history
 *
 * Saves the tree's changes, or shows them with --dry-run.
 *
 * Returns: %FALSE with an error
 */
gboolean lk_hosts_write (LkHosts *hosts, const char *reason, GError **error);

/*
 * The subcommands. Each gets its own name as argv[0] and returns FALSE with an error.
 */
typedef gboolean (*LkHostsFunc) (LkHosts *hosts, int argc, char **argv, GError **error);

gboolean lk_hosts_add (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_check (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_diff (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_history (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_import (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_list (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_move (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_remove (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_rename (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_set (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_show (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_undo (LkHosts *hosts, int argc, char **argv, GError **error);
gboolean lk_hosts_unset (LkHosts *hosts, int argc, char **argv, GError **error);

G_END_DECLS
