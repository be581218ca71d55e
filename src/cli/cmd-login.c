/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ask.h"
#include "base/error.h"
#include "options.h"
#include "report.h"
#include "worker.h"

/* One line from stdin, without echo on a terminal. */
static LkSecret *
read_secret (GError **error)
{
  struct termios old, silent;
  gboolean terminal = isatty (STDIN_FILENO) && tcgetattr (STDIN_FILENO, &old) == 0;
  char line[4096] = "";
  LkSecret *secret = NULL;

  if (terminal) {
    silent = old;
    silent.c_lflag &= ~(tcflag_t) ECHO;
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
    g_printerr ("Secret of the service token: ");
  }
  setvbuf (stdin, NULL, _IONBF, 0);
  if (fgets (line, sizeof line, stdin) != NULL)
    g_strchomp (line);
  if (terminal) {
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &old);
    g_printerr ("\n");
  }
  if (*line != '\0')
    secret = lk_secret_new (line, -1);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "the service token's secret is expected on standard input");
  lk_wipe (line, sizeof line);
  return secret;
}

static int
save_service_token (const char *host, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSecret) secret = read_secret (&error);
  g_autoptr (GVariant) reply = NULL;
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);

  if (secret == NULL)
    return lk_report (host, error);
  g_variant_dict_insert (&request, "verb", "s", "service");
  g_variant_dict_insert (&request, "host", "s", host);
  g_variant_dict_insert (&request, "id", "s", id);
  reply = lk_worker_call (g_variant_dict_end (&request), secret, NULL, NULL, NULL, &error);
  if (reply == NULL)
    return lk_report (host, error);
  g_print ("The service token %s is kept in the keyring and used for %s from now on.\n", id, host);
  return LK_EXIT_DONE;
}

int
lk_cmd_login (int argc, char **argv)
{
  g_autofree char *app = NULL;
  g_autofree char *service = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autoptr (LkPass) pass = NULL;
  g_autoptr (GError) error = NULL;
  gboolean quiet = FALSE;
  gboolean bare = FALSE;
  LkAsk ask = {.interactive = TRUE, .unlock = TRUE};
  const GOptionEntry entries[] = {
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "Say nothing on success", NULL},
      {"no-verbose", 0, 0, G_OPTION_ARG_NONE, &bare, "Print the token and nothing else", NULL},
      {"auto-close", 0, 0, G_OPTION_ARG_NONE, &ask.auto_close, "Let the browser's tab close itself",
       NULL},
      {"app", 0, 0, G_OPTION_ARG_STRING, &app, "The host, as an option", "URL"},
      {"accept-team", 0, 0, G_OPTION_ARG_NONE, &ask.accept_team,
       "Agree that the host belongs to another team now", NULL},
      {"service-token", 0, 0, G_OPTION_ARG_STRING, &service,
       "Keep a service token for the host in the keyring; its secret is read from standard input",
       "ID"},
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &ask.fedramp, "Use Cloudflare's FedRAMP login service",
       NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, "HOST",
                         "Log in to the team that protects a host, in the browser.", FALSE, &argc,
                         &argv, &error) ||
      (host = lk_options_host (argc, argv, app, &path, &error)) == NULL)
    return lk_report (NULL, error);
  if (service != NULL)
    return save_service_token (host, service);
  ask.host = host;
  ask.path = path;
  pass = lk_ask_pass (&ask, &error);
  if (pass == NULL)
    return lk_report (host, error);
  if (bare)
    return lk_pass_print (pass, host);
  if (!quiet)
    g_print ("%s\n", pass->summary);
  return LK_EXIT_DONE;
}
