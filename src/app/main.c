/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>
#include <sys/prctl.h>

#include "application.h"

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain ("latchkey", LK_LOCALEDIR);
  bind_textdomain_codeset ("latchkey", "UTF-8");
  textdomain ("latchkey");
  /* What lies in this process's memory is nobody else's business: no core file, no ptrace by others. */
  prctl (PR_SET_DUMPABLE, 0);
  g_set_prgname ("org.latchkey.Latchkey");

  g_autoptr (LkApplication) application = lk_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
