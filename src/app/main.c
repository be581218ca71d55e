/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>
#include <sys/prctl.h>

#include "application.h"

/* Beside the program where it runs from its build folder, else where they are installed. */
static char *
find_translations (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *end = self == NULL ? NULL : g_strrstr (self, "/src/app/latchkey-gtk");

  return end == NULL ? g_strdup (LK_LOCALEDIR)
                     : g_strdup_printf ("%.*s/po", (int) (end - self), self);
}

int
main (int argc, char **argv)
{
  g_autofree char *translations = find_translations ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* What lies in this process's memory is nobody else's business: no core file, no ptrace by others. */
  prctl (PR_SET_DUMPABLE, 0);
  g_set_prgname ("org.latchkey.Latchkey");

  g_autoptr (LkApplication) application = lk_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
