/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "libexec.h"
#include "report.h"

/*
 * The editor is a program of its own, so that what it links does not weigh on the helper. Its argv[0] is
 * this program, which it names in what it writes.
 */
int
lk_cmd_hosts (int argc, char **argv)
{
  g_autofree char *program = lk_libexec_find ("latchkey-hosts", ".");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;

  (void) argc;
  argv[0] = self == NULL ? (char *) "latchkey" : self;
  execv (program, argv);
  g_set_error (&error, LK_ERROR, LK_ERROR_CONFIG, "cannot run %s: %s; install Latchkey again",
               program, g_strerror (errno));
  return lk_report (NULL, error);
}
