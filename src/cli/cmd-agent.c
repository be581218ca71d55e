/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "libexec.h"

/* It runs for as long as the user is logged in, and obtains certificates by itself: a program of its own. */
int
lk_cmd_agent (int argc, char **argv)
{
  (void) argc;
  argv[0] = (char *) "latchkey agent";
  return lk_libexec_run ("latchkey-agent", "../agent", argv);
}
