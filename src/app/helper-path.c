/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper-path.h"

char *
lk_helper_path (void)
{
  const char *places[] = {".", "../cli"};
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = self == NULL ? g_strdup ("/") : g_path_get_dirname (self);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *joined = g_build_filename (dir, places[i], "latchkey", NULL);
    g_autofree char *path = g_canonicalize_filename (joined, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR))
      return g_steal_pointer (&path);
  }
  return g_strdup ("latchkey");
}
