/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include "libexec.h"

/*
 * The editor is a program of its own, so that what it links does not weigh on the helper. Its argv[0] is
 * this program, which it names in what it writes.
 */
int
lk_cmd_hosts (int argc, char **argv)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  (void) argc;
  argv[0] = self == NULL ? (char *) "latchkey" : self;
  return lk_libexec_run ("latchkey-hosts", ".", argv);
}
