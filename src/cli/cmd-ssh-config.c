/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "access/host.h"
#include "options.h"
#include "report.h"
#include "sshconfig/stanza.h"

int
lk_cmd_ssh_config (int argc, char **argv)
{
  /* By its own path, so that it works whatever PATH ssh is started with. */
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *flag = NULL;
  g_autofree char *host = NULL;
  g_autofree char *command = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *identity_agent = NULL;
  g_autoptr (GError) error = NULL;
  gboolean fedramp = FALSE;
  gboolean short_lived = FALSE;
  gboolean agent = FALSE;
  const GOptionEntry entries[] = {
      {"hostname", 0, 0, G_OPTION_ARG_STRING, &flag, "The host as Access knows it", "HOST"},
      {"short-lived-cert", 0, 0, G_OPTION_ARG_NONE, &short_lived,
       "Log in to the host with a short-lived certificate instead of a key", NULL},
      {"agent", 0, 0, G_OPTION_ARG_NONE, &agent,
       "Log in with a short-lived certificate out of 'latchkey agent', which is to run", NULL},
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &fedramp, "Use Cloudflare's FedRAMP login service",
       NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, "[HOST]",
                         "Print the lines that ~/.ssh/config needs for a host behind Access.",
                         FALSE, &argc, &argv, &error))
    return lk_report (NULL, error);
  if (flag == NULL && argc < 2)
    host = g_strdup ("ssh.example.com");
  else if ((host = lk_options_host (argc, argv, flag, NULL, &error)) == NULL)
    return lk_report (NULL, error);
  if (self == NULL)
    self = g_strdup ("latchkey");
  if (short_lived && (certificate = lk_stanza_certificate (self, fedramp, host, &error)) == NULL)
    return lk_report (host, error);
  if (agent && (identity_agent = lk_stanza_agent (&error)) == NULL)
    return lk_report (host, error);
  command = lk_stanza_proxy_command (self, fedramp);
  /* "Match host" sees the HostName of an alias, where "Host" sees only what the user typed. */
  if (short_lived || agent)
    g_print ("# An alias (Host db, HostName %s) stands above these lines\n%sMatch host %s\n", host,
             short_lived ? certificate : "", host);
  else
    g_print ("Host %s\n", host);
  g_print ("%s  ProxyCommand %s\n"
           "  # ssh notices a dead connection after about a minute, instead of hanging\n"
           "  ServerAliveInterval 30\n"
           "  ServerAliveCountMax 2\n",
           agent ? identity_agent : "", command);
  return LK_EXIT_DONE;
}
