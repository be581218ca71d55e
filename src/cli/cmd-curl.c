/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "access/host.h"
#include "ask.h"
#include "base/error.h"
#include "base/io.h"
#include "options.h"
#include "report.h"

/*
 * The header goes to curl through a pipe that it reads as a configuration file, so that the token never
 * stands in a command line. It fits the pipe's buffer: tokens are at most 16 KiB, a pipe holds 64.
 */
static int
config_pipe (const LkPass *pass, GError **error)
{
  int fds[2];

  if (pipe (fds) != 0) {
    g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno),
                 "cannot make a pipe: %s", g_strerror (errno));
    return -1;
  }

  g_autoptr (GString) id = g_string_new (NULL);
  const char *name = pass->client_id == NULL ? "Cf-Access-Token" : "Cf-Access-Client-Secret";
  if (pass->client_id != NULL)
    g_string_printf (id, "header = \"Cf-Access-Client-Id: %s\"\n", pass->client_id);
  g_string_append_printf (id, "header = \"%s: ", name);
  gboolean ok =
      lk_write_full (fds[1], id->str, id->len, error) &&
      lk_write_full (fds[1], lk_secret_text (pass->token), lk_secret_length (pass->token), error) &&
      lk_write_full (fds[1], "\"\n", 2, error);
  close (fds[1]);
  if (!ok)
    close (fds[0]);
  return ok ? fds[0] : -1;
}

static int
run_curl (const LkPass *pass, char **arguments, const char *url)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *config = NULL;

  g_ptr_array_add (argv, (char *) "curl");
  if (pass != NULL && pass->token != NULL) {
    int fd = config_pipe (pass, &error);

    if (fd < 0)
      return lk_report (NULL, error);
    config = g_strdup_printf ("/dev/fd/%d", fd);
    g_ptr_array_add (argv, (char *) "--config");
    g_ptr_array_add (argv, config);
  }
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, *arguments);
  g_ptr_array_add (argv, (char *) url);
  g_ptr_array_add (argv, NULL);
  execvp ("curl", (char **) argv->pdata);
  g_set_error (&error, LK_ERROR, LK_ERROR_CONFIG, "cannot run curl: %s; install it",
               g_strerror (errno));
  return lk_report (NULL, error);
}

int
lk_cmd_curl (int argc, char **argv)
{
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  g_autoptr (LkPass) pass = NULL;
  g_autoptr (GError) error = NULL;
  gboolean allow = FALSE;
  LkAsk ask = {.interactive = TRUE};
  const GOptionEntry entries[] = {
      {"allow-request", 0, 0, G_OPTION_ARG_NONE, &allow,
       "Without a token, send the request all the same (also -ar)", NULL},
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &ask.fedramp, "Use Cloudflare's FedRAMP login service",
       NULL},
      {NULL},
  };

  for (int i = 1; i < argc && argv[i][0] == '-'; i++) {
    if (strcmp (argv[i], "-ar") == 0)
      argv[i] = (char *) "--allow-request";
  }
  if (!lk_options_parse (entries, "URL [CURL ARGUMENT...]",
                         "Run curl with the token of the URL's host.", TRUE, &argc, &argv, &error))
    return lk_report (NULL, error);
  if (argc < 2)
    return lk_report_usage ("a URL is missing; 'latchkey curl --help' tells the usage");
  if (g_ascii_strncasecmp (argv[1], "https://", 8) != 0 && strstr (argv[1], "://") != NULL)
    return lk_report_usage ("a token is only sent over https; give an https:// URL");
  host = lk_host_parse (argv[1], &path, &error);
  if (host == NULL)
    return lk_report (NULL, error);
  ask.host = host;
  ask.path = path;
  ask.interactive = !allow;
  pass = lk_ask_pass (&ask, &error);
  if (pass == NULL && !(allow && g_error_matches (error, LK_ERROR, LK_ERROR_LOGIN)))
    return lk_report (host, error);

  g_autofree char *url = strstr (argv[1], "://") == NULL ? g_strconcat ("https://", argv[1], NULL)
                                                         : g_strdup (argv[1]);
  return run_curl (pass, argv + 2, url);
}
