/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/jwks-files.h"

#include <glib/gstdio.h>

static void
test_keep (void)
{
  g_autofree char *dir = g_dir_make_tmp ("lk-jwks-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "jwks-one.cloudflareaccess.com.json", NULL);
  g_autoptr (LkJwksCache) cache = lk_jwks_files_new (dir);
  g_autoptr (GBytes) keys = g_bytes_new_static ("{}", 2);
  g_autoptr (GBytes) back = NULL;
  gint64 fetched_at = 0;

  g_assert_null (lk_jwks_cache_load (cache, "one.cloudflareaccess.com", &fetched_at));
  lk_jwks_cache_save (cache, "one.cloudflareaccess.com", keys, 1700000000);
  back = lk_jwks_cache_load (cache, "one.cloudflareaccess.com", &fetched_at);
  g_assert_true (g_bytes_equal (keys, back));
  g_assert_cmpint (fetched_at, ==, 1700000000);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jwks-files/keep", test_keep);
  return g_test_run ();
}
