/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "ask.h"
#include "cert/certificate.h"
#include "options.h"
#include "report.h"
#include "worker/wire.h"

static void
advise_user (const char *host, const char *user, GVariant *certificate)
{
  g_autofree const char **principals = NULL;
  g_autofree char *advice = NULL;

  if (g_variant_lookup (certificate, "principals", "^a&s", &principals))
    advice = lk_certificate_advise_user (principals, user);
  if (advice != NULL)
    g_printerr ("latchkey: %s: %s\n", host, advice);
}

/* A configuration that was made for today's client names files in its folder, where we write no key. */
static void
advise_identity (const char *host, gboolean told, GVariant *certificate)
{
  const char *identity = lk_wire_text (certificate, "identity");

  if (identity != NULL && !told)
    g_printerr (
        "latchkey: %s: there is no ssh-agent that holds the certificate, and ssh is not told "
        "of its file; put 'IdentityFile %s' into the host's lines of ~/.ssh/config\n",
        host, identity);
}

int
lk_cmd_ssh_gen (int argc, char **argv)
{
  g_autofree char *flag = NULL;
  g_autofree char *host = NULL;
  g_autoptr (LkCaller) caller = NULL;
  g_autoptr (GVariant) certificate = NULL;
  g_autoptr (GError) error = NULL;
  gboolean fedramp = FALSE;
  const GOptionEntry entries[] = {
      {"hostname", 0, 0, G_OPTION_ARG_STRING, &flag, "The host as Access knows it", "HOST"},
      {"fedramp", 0, 0, G_OPTION_ARG_NONE, &fedramp, "Use Cloudflare's FedRAMP login service",
       NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, "HOST",
                         "Obtain a short-lived certificate for a host, if there is none that is "
                         "good. It is kept in the running ssh-agent, or in files in memory.\n\n"
                         "Meant for 'Match exec' of ssh: 'latchkey ssh-config --short-lived-cert "
                         "HOST' prints the lines. Of an ssh that only evaluates its configuration "
                         "it asks nothing.",
                         FALSE, &argc, &argv, &error) ||
      (host = lk_options_host (argc, argv, flag, NULL, &error)) == NULL)
    return lk_report (NULL, error);
  caller = lk_caller_find ();
  if (caller->ssh.idle)
    return LK_EXIT_DONE;
  certificate = lk_ask_certificate (host, fedramp, caller, &error);
  if (certificate == NULL)
    return lk_report (host, error);
  if (*caller->ssh.user != '\0') {
    advise_user (host, caller->ssh.user, certificate);
    advise_identity (host, caller->ssh.identity, certificate);
  }
  g_print ("%s\n", lk_wire_text (certificate, "text"));
  return LK_EXIT_DONE;
}
