/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/known-teams.h"

#include <glib/gstdio.h>

#include "base/error.h"

typedef struct {
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("lk-teams-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "known_teams", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_rmdir (f->path);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static void
assert_team (Fixture *f, const char *host, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *team = lk_known_team_lookup (f->dir, host, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (team, ==, expected);
}

static void
test_remember (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  assert_team (f, "a.example.com", NULL);
  g_assert_true (
      lk_known_team_remember (f->dir, "a.example.com", "one.cloudflareaccess.com", &error));
  g_assert_true (
      lk_known_team_remember (f->dir, "b.example.com", "one.cloudflareaccess.com", &error));
  g_assert_true (
      lk_known_team_remember (f->dir, "a.example.com", "one.cloudflareaccess.com", &error));
  g_assert_true (
      lk_known_team_remember (f->dir, "a.example.com", "two.cloudflareaccess.com", &error));
  g_assert_no_error (error);
  assert_team (f, "a.example.com", "two.cloudflareaccess.com");
  assert_team (f, "b.example.com", "one.cloudflareaccess.com");
  assert_team (f, "example.com", NULL);
  g_assert_true (g_file_get_contents (f->path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==,
                   "a.example.com one.cloudflareaccess.com\n"
                   "b.example.com one.cloudflareaccess.com\n"
                   "a.example.com two.cloudflareaccess.com\n");
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (f->path, "a\nb c d\n\n x y\na.example.com t", -1, NULL));
  assert_team (f, "a.example.com", "t");
  assert_team (f, "a", NULL);
  assert_team (f, "b", NULL);
  g_unlink (f->path);
  g_mkdir (f->path, 0700);
  g_assert_null (lk_known_team_lookup (f->dir, "a", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  g_clear_error (&error);
  g_assert_false (lk_known_team_remember (f->dir, "a", "t", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/known-teams/remember", Fixture, NULL, set_up, test_remember, tear_down);
  g_test_add ("/known-teams/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  return g_test_run ();
}
