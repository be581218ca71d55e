/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "libexec.h"

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
