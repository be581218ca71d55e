/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "access/host.h"
#include "options.h"
#include "report.h"

/*
 * How a ProxyCommand names this program: by its own path, so that it works whatever PATH ssh is started
 * with. ssh_config(5) hands the line to the shell after replacing %-tokens.
 */
static char *
quoted_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GString) program = g_string_new (self == NULL ? "latchkey" : self);

  g_string_replace (program, "%", "%%", 0);
  for (const char *p = program->str; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '/' && *p != '.' && *p != '-' && *p != '_' && *p != '+')
      return g_shell_quote (program->str);
  }
  return g_string_free (g_steal_pointer (&program), FALSE);
}

int
lk_cmd_ssh_config (int argc, char **argv)
{
  g_autofree char *flag = NULL;
  g_autofree char *host = NULL;
  g_autofree char *program = quoted_program ();
  g_autoptr (GError) error = NULL;
  gboolean fedramp = FALSE;
  const GOptionEntry entries[] = {
      {"hostname", 0, 0, G_OPTION_ARG_STRING, &flag, "The host as Access knows it", "HOST"},
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
  g_print ("Host %s\n"
           "  ProxyCommand %s ssh%s --hostname %%h\n"
           "  # ssh notices a dead connection after about a minute, instead of hanging\n"
           "  ServerAliveInterval 30\n"
           "  ServerAliveCountMax 2\n",
           host, program, fedramp ? " --fedramp" : "");
  return LK_EXIT_DONE;
}
