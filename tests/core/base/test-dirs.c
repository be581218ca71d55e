/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/dirs.h"

#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

static void
test_runtime (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_dir_make_tmp ("lk-dirs-XXXXXX", NULL);
  g_autofree char *dir = NULL;
  struct stat st;

  g_setenv ("XDG_RUNTIME_DIR", base, TRUE);
  dir = lk_runtime_dir (&error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (dir, base));
  g_assert_cmpint (g_stat (dir, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);

  /* A folder that others could write to holds no lock of ours. */
  g_chmod (dir, 0777);
  g_assert_null (lk_runtime_dir (&error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_clear_error (&error);

  /* Nor does a symlink that somebody else may have put there. */
  g_rmdir (dir);
  g_assert_cmpint (symlink (base, dir), ==, 0);
  g_assert_null (lk_runtime_dir (&error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_unlink (dir);
  g_rmdir (base);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dirs/runtime", test_runtime);
  return g_test_run ();
}
