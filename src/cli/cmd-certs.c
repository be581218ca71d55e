/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "options.h"
#include "report.h"
#include "worker.h"
#include "worker/wire.h"

int
lk_cmd_certs (int argc, char **argv)
{
  const char *agent = g_getenv ("SSH_AUTH_SOCK");
  gboolean json = FALSE;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, NULL,
                         "Show the short-lived certificates: for whom, until when, and where their "
                         "keys are.",
                         FALSE, &argc, &argv, &error) ||
      !lk_options_at_most (0, argc, argv, &error))
    return lk_report (NULL, error);
  g_variant_dict_insert (&request, "verb", "s", "certificates");
  if (agent != NULL)
    g_variant_dict_insert (&request, "agent", "s", agent);
  reply = lk_worker_call (g_variant_dict_end (&request), NULL, NULL, NULL, NULL, &error);
  if (reply == NULL)
    return lk_report (NULL, error);
  g_print ("%s\n", lk_wire_text (reply, json ? "json" : "text"));
  return LK_EXIT_DONE;
}
