/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * latchkey: the command line, and the helper that OpenSSH runs as its ProxyCommand. This file is the
 * table of subcommands and nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "report.h"

static const struct {
  const char *name;
  LkCommandFunc run;
  gboolean fedramp; /* it logs in or says how, so that it matters which login service */
  const char *summary;
} commands[] = {
    {"ssh", lk_cmd_connect, TRUE, "Carry an ssh connection (as ProxyCommand, or on a local port)"},
    {"tcp", lk_cmd_connect, TRUE, "Carry any TCP connection"},
    {"rdp", lk_cmd_connect, TRUE, "Carry a remote desktop connection"},
    {"smb", lk_cmd_connect, TRUE, "Carry a file sharing connection"},
    {"login", lk_cmd_login, TRUE, "Log in to the team that protects a host"},
    {"logout", lk_cmd_logout, FALSE, "End a team's session and forget its tokens"},
    {"token", lk_cmd_token, TRUE, "Print the token of a host"},
    {"curl", lk_cmd_curl, TRUE, "Run curl with the token of the URL's host"},
    {"ssh-config", lk_cmd_ssh_config, TRUE, "Print the lines that ~/.ssh/config needs"},
    {"hosts", lk_cmd_hosts, FALSE, "Show and edit the hosts of ~/.ssh/config"},
    {"ssh-gen", lk_cmd_ssh_gen, TRUE, "Obtain a short-lived certificate for a host"},
    {"agent", lk_cmd_agent, TRUE, "Run the ssh-agent that offers short-lived certificates"},
    {"certs", lk_cmd_certs, FALSE, "Show the short-lived certificates"},
    {"status", lk_cmd_status, FALSE, "Show who is logged in where, and for how long"},
    {"version", lk_cmd_version, FALSE, "Print the version"},
};

static void
print_help (void)
{
  g_print ("Usage: latchkey COMMAND [OPTION...]\n\nssh to machines behind Cloudflare "
           "Access.\n\nCommands:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-11s %s\n", commands[i].name, commands[i].summary);
  g_print ("\n\"latchkey COMMAND --help\" tells each command's options. To begin:\n\n"
           "  latchkey ssh-config --hostname ssh.example.com >> ~/.ssh/config\n"
           "  ssh ssh.example.com\n");
}

/* A descriptor that ssh closed must not be taken by a socket that a later print would write into. */
static void
open_standard_descriptors (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

/* Moves argv[0..n-1] so that the subcommand comes first and what stood before it follows. */
static void
rotate (char **argv, int n)
{
  char *last = argv[n - 1];

  memmove (argv + 1, argv, sizeof *argv * (gsize) (n - 1));
  argv[0] = last;
}

int
main (int argc, char **argv)
{
  int at = 1;

  open_standard_descriptors ();
  /* Only how characters are written: what terminals and scripts read is English. */
  setlocale (LC_CTYPE, "");
  signal (SIGPIPE, SIG_IGN);

  /* Today's client is called as "cloudflared access [--fedramp] COMMAND". */
  if (at < argc && strcmp (argv[at], "access") == 0)
    at++;
  int first = at;
  while (at < argc && strcmp (argv[at], "--fedramp") == 0)
    at++;
  if (at >= argc) {
    print_help ();
    return LK_EXIT_USAGE;
  }
  if (strcmp (argv[at], "--help") == 0 || strcmp (argv[at], "-h") == 0 ||
      strcmp (argv[at], "help") == 0) {
    print_help ();
    return LK_EXIT_DONE;
  }

  const char *name = strcmp (argv[at], "--version") == 0 ? "version" : argv[at];
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i].name, name) == 0) {
      if (commands[i].fedramp)
        rotate (argv + first, at - first + 1);
      else
        first = at;
      return commands[i].run (argc - first, argv + first);
    }
  }
  return lk_report_usage ("there is no command '%s'; 'latchkey --help' lists them", name);
}
