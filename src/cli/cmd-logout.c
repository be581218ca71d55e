/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "base/error.h"
#include "options.h"
#include "report.h"
#include "worker.h"
#include "worker/wire.h"

int
lk_cmd_logout (int argc, char **argv)
{
  g_autofree char *host = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
      {"all", 0, 0, G_OPTION_ARG_NONE, &all, "Log out of every team", NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, "HOST",
                         "End the session of the team that protects a host, for all its hosts, and "
                         "forget its tokens.\n"
                         "Access knows no logout from a single host.",
                         FALSE, &argc, &argv, &error))
    return lk_report (NULL, error);
  if (all && argc > 1)
    return lk_report_usage ("say either a host or --all");
  if (!all && (host = lk_options_host (argc, argv, NULL, NULL, &error)) == NULL)
    return lk_report (NULL, error);
  g_variant_dict_insert (&request, "verb", "s", "logout");
  g_variant_dict_insert (&request, "all", "b", all);
  if (host != NULL)
    g_variant_dict_insert (&request, "host", "s", host);
  reply = lk_worker_call (g_variant_dict_end (&request), NULL, NULL, NULL, NULL, &error);
  if (reply == NULL)
    return lk_report (host, error);
  g_print ("%s\n", lk_wire_text (reply, "text"));
  return LK_EXIT_DONE;
}
