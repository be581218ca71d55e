/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * latchkey-hosts: `latchkey hosts`, the face of the ssh_config document. This file is the table of its
 * subcommands and nothing else.
 */
#include <locale.h>
#include <string.h>

#include "cli/report.h"
#include "hosts.h"

static const struct {
  const char *name;
  LkHostsFunc run;
  const char *summary;
} commands[] = {
    {"list", lk_hosts_list, "List the hosts"},
    {"show", lk_hosts_show, "Show what ssh will do for a host, and why"},
    {"add", lk_hosts_add, "Add a host behind Access"},
    {"set", lk_hosts_set, "Set an option of a host"},
    {"unset", lk_hosts_unset, "Remove an option of a host"},
    {"rename", lk_hosts_rename, "Give a host another name"},
    {"move", lk_hosts_move, "Move a host to another place or file"},
    {"remove", lk_hosts_remove, "Remove a host"},
    {"check", lk_hosts_check, "Find mistakes, and mend them"},
    {"history", lk_hosts_history, "List the changes made so far"},
    {"diff", lk_hosts_diff, "Show what a change did"},
    {"undo", lk_hosts_undo, "Take a change back"},
    {"import", lk_hosts_import, "Take over the hosts and logins of cloudflared"},
};

static void
print_help (void)
{
  g_print ("Usage: latchkey hosts [--config FILE] COMMAND [OPTION...]\n\n"
           "The hosts of ~/.ssh/config and of the files that it includes. What is not meant to be "
           "changed stays as\nit is, byte for byte, and every change can be taken back.\n\n"
           "Commands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-8s %s\n", commands[i].name, commands[i].summary);
  g_print ("\n\"latchkey hosts COMMAND --help\" tells each command's options.\n");
}

static int
run (LkHosts *hosts, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int at = 1;

  while (at + 1 < argc && strcmp (argv[at], "--config") == 0) {
    g_free (hosts->path);
    hosts->path = g_strdup (argv[at + 1]);
    at += 2;
  }
  if (at < argc && g_str_has_prefix (argv[at], "--config=")) {
    g_free (hosts->path);
    hosts->path = g_strdup (strchr (argv[at++], '=') + 1);
  }
  if (at < argc && strcmp (argv[at], "--config") == 0)
    return lk_report_usage ("--config needs the name of a file");
  if (at >= argc) {
    print_help ();
    return LK_EXIT_USAGE;
  }
  if (strcmp (argv[at], "--help") == 0 || strcmp (argv[at], "-h") == 0 ||
      strcmp (argv[at], "help") == 0) {
    print_help ();
    return LK_EXIT_DONE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i].name, argv[at]) != 0)
      continue;
    return commands[i].run (hosts, argc - at, argv + at, &error) ? LK_EXIT_DONE
                                                                 : lk_report (NULL, error);
  }
  return lk_report_usage ("there is no command 'hosts %s'; 'latchkey hosts --help' lists them",
                          argv[at]);
}

int
main (int argc, char **argv)
{
  LkHosts hosts = {.latchkey = argv[0]};
  int code;

  /* Only how characters are written: what terminals and scripts read is English. */
  setlocale (LC_CTYPE, "");
  code = run (&hosts, argc, argv);
  g_clear_pointer (&hosts.tree, lk_config_tree_free);
  g_free (hosts.path);
  return code;
}
