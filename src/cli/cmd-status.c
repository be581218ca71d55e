/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdio.h>

#include "options.h"
#include "report.h"
#include "worker.h"
#include "worker/wire.h"

static void
print_status (GVariant *status, gpointer data)
{
  const gboolean *json = data;
  const char *text = lk_wire_text (status, *json ? "json" : "text");

  if (text != NULL)
    g_print ("%s\n", text);
  fflush (stdout);
}

int
lk_cmd_status (int argc, char **argv)
{
  const char *agent = g_getenv ("SSH_AUTH_SOCK");
  gboolean json = FALSE;
  gboolean watch = FALSE;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  const GOptionEntry entries[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON, one document a line", NULL},
      {"watch", 0, 0, G_OPTION_ARG_NONE, &watch, "Go on, and print anew whenever something changes",
       NULL},
      {NULL},
  };

  if (!lk_options_parse (entries, NULL, "Show who is logged in where, and for how long.", FALSE,
                         &argc, &argv, &error) ||
      !lk_options_at_most (0, argc, argv, &error))
    return lk_report (NULL, error);
  g_variant_dict_insert (&request, "verb", "s", "status");
  g_variant_dict_insert (&request, "watch", "b", watch);
  if (agent != NULL)
    g_variant_dict_insert (&request, "agent", "s", agent);
  reply = lk_worker_call (g_variant_dict_end (&request), NULL, print_status, &json, NULL, &error);
  if (reply == NULL)
    return lk_report (NULL, error);
  print_status (reply, &json);
  return LK_EXIT_DONE;
}
