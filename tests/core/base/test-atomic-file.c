/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/atomic-file.h"

#include <sys/stat.h>
#include <sys/xattr.h>
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

/* The file is what was expected, something else, or came or went meanwhile. */
static void
test_expected (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (LkReplacement) first = lk_replacement_new (f->path, "one", 3, 0600, NULL);
    g_autoptr (LkReplacement) second = lk_replacement_new (f->path, "two", 3, 0600, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (lk_replacement_commit_if (first, NULL, &error), ==, i == 0);
    g_assert_cmpint (error != NULL, ==, i == 1);
    g_clear_error (&error);
    g_assert_cmpint (lk_replacement_commit_if (second, one, &error), ==, i == 0);
    g_assert_cmpint (error != NULL, ==, i == 1);
    assert_file (f->path, "two", 0600);
  }
  g_assert_cmpuint (count_files (f->dir), ==, 1);
  {
    g_autoptr (LkReplacement) third = lk_replacement_new (f->path, "3", 1, 0600, NULL);
    g_autoptr (GBytes) two = g_bytes_new_static ("two", 3);

    g_assert_true (lk_replacement_commit_if (third, two, NULL));
    assert_file (f->path, "3", 0600);
    g_assert_true (lk_replacement_revert (third));
    assert_file (f->path, "two", 0600);

    g_unlink (f->path);
    g_assert_false (lk_replacement_commit_if (third, one, NULL));
  }
  g_assert_cmpuint (count_files (f->dir), ==, 0);
}

/* What a process left that is no more goes; what somebody is at work on stays. */
static void
test_leftovers (Fixture *f, gconstpointer data)
{
  g_autoptr (LkReplacement) live = lk_replacement_new (f->path, "live", 4, 0600, NULL);
  g_autofree char *dead = g_build_filename (f->dir, ".file.latchkey-abcdef", NULL);
  g_autofree char *other = g_build_filename (f->dir, ".file.latchkey-of-mine", NULL);

  g_assert_true (g_file_set_contents (dead, "dead", -1, NULL));
  g_assert_true (g_file_set_contents (other, "mine", -1, NULL));
  g_assert_true (lk_atomic_replace (f->path, "new", 3, 0600, NULL));
  g_assert_cmpuint (count_files (f->dir), ==, 3);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_true (lk_replacement_commit (live, NULL));
  assert_file (f->path, "live", 0600);
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  g_autofree char *link = g_build_filename (f->dir, "link", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_assert_true (g_file_set_contents (f->path, "x", 1, NULL));
  g_assert_cmpint (g_chmod (f->path, 0400), ==, 0);
  g_assert_false (lk_atomic_remove (link, NULL));
  g_assert_cmpint (g_chmod (f->path, 0600), ==, 0);
  g_assert_true (lk_atomic_remove (link, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (f->path, G_FILE_TEST_EXISTS));
  g_assert_false (lk_atomic_remove (link, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
}

/* acl(5) in linux/posix_acl_xattr.h's form: owner rw-, user 1 r--, group r--, mask r--, others --- */
static const guint8 access_list[] = {2,    0, 0, 0,                          /* version */
                                     0x01, 0, 6, 0, 0xff, 0xff, 0xff, 0xff,  /* owner */
                                     0x02, 0, 4, 0, 1,    0,    0,    0,     /* user 1 */
                                     0x04, 0, 4, 0, 0xff, 0xff, 0xff, 0xff,  /* group */
                                     0x10, 0, 4, 0, 0xff, 0xff, 0xff, 0xff,  /* mask */
                                     0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}; /* others */

/* The file keeps its own access list, and does not take the folder's one. */
static void
test_access_list (Fixture *f, gconstpointer data)
{
  static const char *const name = "system.posix_acl_access";
  guint8 found[128];
  gssize length;

  g_assert_true (g_file_set_contents (f->path, "x", 1, NULL));
  if (setxattr (f->path, name, access_list, sizeof access_list, 0) != 0) {
    g_test_skip ("the file system has no access lists");
    return;
  }
  g_assert_true (lk_atomic_replace (f->path, "y", 1, 0600, NULL));
  length = getxattr (f->path, name, found, sizeof found);
  g_assert_cmpmem (found, (gsize) length, access_list, sizeof access_list);
  g_assert_cmpint (removexattr (f->path, name), ==, 0);
  g_assert_cmpint (g_chmod (f->path, 0640), ==, 0);
  g_assert_cmpint (
      setxattr (f->dir, "system.posix_acl_default", access_list, sizeof access_list, 0), ==, 0);
  g_assert_true (lk_atomic_replace (f->path, "z", 1, 0600, NULL));
  g_assert_cmpint (getxattr (f->path, name, found, sizeof found), <, 0);
  assert_file (f->path, "z", 0640);
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
  ADD ("expected", test_expected);
  ADD ("leftovers", test_leftovers);
  ADD ("remove", test_remove);
  ADD ("access-list", test_access_list);
#undef ADD
  return g_test_run ();
}
