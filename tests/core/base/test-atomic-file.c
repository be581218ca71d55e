/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/atomic-file.h"

#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

typedef struct {
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("lk-atomic-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "file", NULL);
}

/* Whatever a test did, the folder holds exactly what is expected: no temporary file stays behind. */
static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (f->dir, name, NULL);

    g_unlink (path);
  }
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static void
assert_file (const char *path, const char *content, guint mode)
{
  g_autofree char *got = NULL;
  struct stat st;

  g_assert_true (g_file_get_contents (path, &got, NULL, NULL));
  g_assert_cmpstr (got, ==, content);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 07777, ==, mode);
}

static void
test_new (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_atomic_replace (f->path, "one", 3, 0640, &error));
  g_assert_no_error (error);
  assert_file (f->path, "one", 0640);
  g_chmod (f->path, 0604);
  g_assert_true (lk_atomic_replace (f->path, "two", 3, 0640, &error));
  assert_file (f->path, "two", 0604);
  g_assert_cmpuint (count_files (f->dir), ==, 1);
}

static void
test_symlink (Fixture *f, gconstpointer data)
{
  g_autofree char *link = g_build_filename (f->dir, "link", NULL);
  g_autofree char *target = NULL;

  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_assert_true (lk_atomic_replace (link, "new", 3, 0600, NULL));
  target = g_file_read_link (link, NULL);
  g_assert_cmpstr (target, ==, "file");
  assert_file (f->path, "new", 0600);
  g_assert_true (lk_atomic_replace (link, "again", 5, 0600, NULL));
  assert_file (f->path, "again", 0600);
  g_assert_cmpuint (count_files (f->dir), ==, 2);
}

static void
test_loop (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("file", f->path), ==, 0);
  g_assert_false (lk_atomic_replace (f->path, "x", 1, 0600, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_assert_cmpuint (count_files (f->dir), ==, 1);
}

static void
test_missing_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "none", "file", NULL);

  g_assert_false (lk_atomic_replace (path, "x", 1, 0600, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/atomic-file/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("new", test_new);
  ADD ("symlink", test_symlink);
  ADD ("loop", test_loop);
  ADD ("missing-folder", test_missing_folder);
#undef ADD
  return g_test_run ();
}
