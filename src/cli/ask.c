/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ask.h"

#include <unistd.h>

#include "base/error.h"
#include "base/io.h"
#include "report.h"
#include "worker.h"
#include "worker/wire.h"

static GVariant *
describe (const LkCaller *caller)
{
  const LkProgram *program = caller->program;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (program != NULL) {
    g_variant_dict_insert (&dict, "program", "s", program->name);
    g_variant_dict_insert (&dict, "command", "s", program->command);
    g_variant_dict_insert (&dict, "pid", "u", program->pid);
  }
  if (program != NULL && program->folder != NULL)
    g_variant_dict_insert (&dict, "folder", "s", program->folder);
  return g_variant_dict_end (&dict);
}

/* What is told of every question that a person may have to answer. */
static void
fill (GVariantDict *request,
      const char *verb,
      const char *host,
      gboolean fedramp,
      gboolean interactive,
      const LkCaller *caller)
{
  g_variant_dict_insert (request, "verb", "s", verb);
  g_variant_dict_insert (request, "host", "s", host);
  g_variant_dict_insert (request, "fedramp", "b", fedramp);
  g_variant_dict_insert (request, "interactive", "b", interactive && !caller->ssh.batch);
  g_variant_dict_insert (request, "connect-timeout", "x", (gint64) caller->ssh.connect_timeout);
  g_variant_dict_insert_value (request, "caller", describe (caller));
}

GVariant *
lk_ask_certificate (const char *host, gboolean fedramp, const LkCaller *caller, GError **error)
{
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  const char *agent = lk_ssh_options_agent (&caller->ssh);

  fill (&request, "certificate", host, fedramp, TRUE, caller);
  if (agent != NULL)
    g_variant_dict_insert (&request, "agent", "s", agent);
  return lk_worker_call (g_variant_dict_end (&request), NULL, NULL, NULL, NULL, error);
}

LkPass *
lk_ask_pass (const LkAsk *ask, GError **error)
{
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (LkPass) pass = g_new0 (LkPass, 1);
  g_autoptr (LkCaller) caller = lk_caller_find ();
  g_autoptr (GVariant) reply = NULL;

  fill (&request, "token", ask->host, ask->fedramp, ask->interactive, caller);
  if (ask->path != NULL)
    g_variant_dict_insert (&request, "path", "s", ask->path);
  g_variant_dict_insert (&request, "auto-close", "b", ask->auto_close);
  g_variant_dict_insert (&request, "accept-team", "b", ask->accept_team);
  g_variant_dict_insert (&request, "unlock", "b", ask->unlock);
  g_variant_dict_insert (&request, "refused", "b", ask->refused);
  reply = lk_worker_call (g_variant_dict_end (&request), ask->refused_token, NULL, NULL,
                          &pass->token, error);
  if (reply == NULL)
    return NULL;
  pass->client_id = g_strdup (lk_wire_text (reply, "client-id"));
  pass->proxy = g_strdup (lk_wire_text (reply, "proxy"));
  pass->summary = g_strdup (lk_wire_text (reply, "summary"));
  pass->remaining = lk_wire_number (reply, "remaining");
  pass->fresh = ask->refused || lk_wire_flag (reply, "fresh");
  return g_steal_pointer (&pass);
}

int
lk_pass_print (const LkPass *pass, const char *host)
{
  g_autoptr (GError) error = NULL;

  if (pass->token == NULL || pass->client_id != NULL) {
    g_set_error (
        &error, LK_ERROR, LK_ERROR_LOGIN, "%s",
        pass->token == NULL
            ? "this host needs no token: no Access application answers there"
            : "this host is reached with a service token, which has no app token to print");
    return lk_report (host, error);
  }
  if (lk_write_full (STDOUT_FILENO, lk_secret_text (pass->token), lk_secret_length (pass->token),
                     &error) &&
      lk_write_full (STDOUT_FILENO, "\n", 1, &error))
    return LK_EXIT_DONE;
  return lk_report (host, error);
}

void
lk_pass_free (LkPass *pass)
{
  g_clear_pointer (&pass->token, lk_secret_unref);
  g_free (pass->client_id);
  g_free (pass->proxy);
  g_free (pass->summary);
  g_free (pass);
}
