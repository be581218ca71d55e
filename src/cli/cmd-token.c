/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <unistd.h>

#include "ask.h"
#include "base/io.h"
#include "options.h"
#include "report.h"

int
lk_cmd_token (int argc, char **argv)
{
  g_autofree char *app = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autoptr (LkPass) pass = NULL;
  g_autoptr (GError) error = NULL;
  LkAsk ask = {NULL};
  const GOptionEntry entries[] = {
      {"app", 0, 0, G_OPTION_ARG_STRING, &app, "The host, as an option", "URL"},
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &ask.fedramp, "Use Cloudflare's FedRAMP login service",
       NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, "HOST",
                         "Print the token of a host. Never opens a browser: log in first.", FALSE,
                         &argc, &argv, &error) ||
      (host = lk_options_host (argc, argv, app, &path, &error)) == NULL)
    return lk_report (NULL, error);
  ask.host = host;
  ask.path = path;
  pass = lk_ask_pass (&ask, &error);
  if (pass == NULL)
    return lk_report (host, error);
  return lk_pass_print (pass, host);
}
