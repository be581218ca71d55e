/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/io.h"

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"

static void
test_pipe (void)
{
  g_autoptr (GError) error = NULL;
  char back[6] = "";
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_true (lk_write_full (fds[1], "hello", 5, &error));
  g_assert_no_error (error);
  g_assert_true (lk_read_full (fds[0], back, 5, &error));
  g_assert_cmpstr (back, ==, "hello");
  g_assert_true (lk_write_full (fds[1], "he", 2, NULL));
  close (fds[1]);
  g_assert_false (lk_read_full (fds[0], back, 5, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_PIPE);
  close (fds[0]);
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("lk-io-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "f", NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (g_file_set_contents (path, "12345", 5, NULL));
  bytes = lk_read_file (path, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "12345", 5);
  g_assert_null (lk_read_file (path, 4, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_null (lk_read_file (dir, 4096, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_clear_error (&error);
  g_unlink (path);
  g_assert_null (lk_read_file (path, 4, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_rmdir (dir);
}

static void
test_clock (void)
{
  g_autofree char *some = lk_clock_format (1700000000);
  g_autofree char *late = lk_clock_format (G_MAXINT64);

  g_assert_cmpstr (some, ==, "2023-11-14T22:13:20Z");
  g_assert_cmpstr (late, ==, "9999-12-31T23:59:59Z");
  g_assert_cmpint (lk_clock_system (), >, 1700000000);
}

static void
test_clock_words (void)
{
  static const struct {
    gint64 seconds;
    const char *words;
  } cases[] = {
      {-5, "0 seconds"},    {0, "0 seconds"},     {1, "1 second"},      {89, "89 seconds"},
      {90, "2 minutes"},    {5399, "90 minutes"}, {5400, "2 hours"},    {10800, "3 hours"},
      {129599, "36 hours"}, {129600, "2 days"},   {2592000, "30 days"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = lk_clock_words (cases[i].seconds);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/pipe", test_pipe);
  g_test_add_func ("/io/file", test_file);
  g_test_add_func ("/clock/format", test_clock);
  g_test_add_func ("/clock/words", test_clock_words);
  return g_test_run ();
}
