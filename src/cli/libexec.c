/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "libexec.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "report.h"

char *
lk_libexec_find (const char *name, const char *folder)
{
  const char *places[] = {"../libexec", folder};
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = self == NULL ? NULL : g_path_get_dirname (self);

  for (gsize i = 0; dir != NULL && i < G_N_ELEMENTS (places); i++) {
    g_autofree char *path = g_build_filename (dir, places[i], name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_build_filename (LK_LIBEXECDIR, name, NULL);
}

int
lk_libexec_run (const char *name, const char *folder, char **argv)
{
  g_autofree char *program = lk_libexec_find (name, folder);
  g_autoptr (GError) error = NULL;

  execv (program, argv);
  g_set_error (&error, LK_ERROR, LK_ERROR_CONFIG, "cannot run %s: %s; install Latchkey again",
               program, g_strerror (errno));
  return lk_report (NULL, error);
}
