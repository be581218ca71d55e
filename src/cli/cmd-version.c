/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "options.h"
#include "report.h"

int
lk_cmd_version (int argc, char **argv)
{
  const GOptionEntry entries[] = {{NULL}};
  g_autoptr (GError) error = NULL;

  if (!lk_options_parse (entries, NULL, "Print the version.", FALSE, &argc, &argv, &error) ||
      !lk_options_at_most (0, argc, argv, &error))
    return lk_report (NULL, error);
  g_print ("latchkey %s\n", LK_VERSION);
  return LK_EXIT_DONE;
}
