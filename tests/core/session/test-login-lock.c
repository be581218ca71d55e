/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/login-lock.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#define TEAM "one.cloudflareaccess.com"

typedef struct {
  char *dir;
  char *path;
  LkLoginLock *mine;
  guint changes;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("lk-lock-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "login-" TEAM ".lock", NULL);
  f->mine = lk_login_lock_open (f->dir, TEAM, NULL);
  g_assert_nonnull (f->mine);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->mine, lk_login_lock_free);
  g_assert_cmpint (g_unlink (f->path), ==, 0);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
  g_free (f->path);
}

static void
on_changed (gpointer data)
{
  ((Fixture *) data)->changes++;
}

static gboolean
on_timeout (gpointer data)
{
  g_error ("nothing happened for ten seconds");
  return G_SOURCE_REMOVE;
}

/* Runs the main context until a change was seen. */
static void
wait_for_change (Fixture *f)
{
  guint timeout = g_timeout_add_seconds (10, on_timeout, NULL);
  guint before = f->changes;

  while (f->changes == before)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
test_one_at_a_time (Fixture *f, gconstpointer data)
{
  LkLoginLock *other = lk_login_lock_open (f->dir, TEAM, NULL);
  g_autofree char *url = NULL;

  g_assert_null (lk_login_lock_url (f->mine));
  g_assert_true (lk_login_lock_try (other));
  g_assert_true (lk_login_lock_try (other));
  g_assert_false (lk_login_lock_try (f->mine));
  g_assert_true (lk_login_lock_publish (other, "https://x/"));
  url = lk_login_lock_url (f->mine);
  g_assert_cmpstr (url, ==, "https://x/");
  lk_login_lock_free (other);
  g_assert_null (lk_login_lock_url (f->mine));
  g_assert_true (lk_login_lock_try (f->mine));
}

/* A child that takes the lock, says so, and waits to be killed. */
static pid_t
start_holder (Fixture *f)
{
  int ready[2];
  char byte;
  pid_t pid;

  g_assert_cmpint (pipe (ready), ==, 0);
  pid = fork ();
  if (pid == 0) {
    LkLoginLock *lock = lk_login_lock_open (f->dir, TEAM, NULL);

    if (lock == NULL || !lk_login_lock_try (lock) ||
        !lk_login_lock_publish (lock, "https://stale/"))
      _exit (1);
    (void) !write (ready[1], "", 1);
    for (;;)
      pause ();
  }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
  close (ready[0]);
  return pid;
}

static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  pid_t pid = start_holder (f);

  g_assert_true (lk_login_lock_watch (f->mine, on_changed, f, &error));
  g_assert_no_error (error);
  g_assert_false (lk_login_lock_try (f->mine));
  kill (pid, SIGKILL);
  wait_for_change (f);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  /* What it published is gone with it. */
  g_assert_null (lk_login_lock_url (f->mine));
  g_assert_true (lk_login_lock_try (f->mine));
  g_assert_null (lk_login_lock_url (f->mine));
}

static void
test_watch (Fixture *f, gconstpointer data)
{
  LkLoginLock *other = lk_login_lock_open (f->dir, TEAM, NULL);

  g_assert_true (lk_login_lock_try (other));
  g_assert_true (lk_login_lock_watch (f->mine, on_changed, f, NULL));
  g_assert_true (lk_login_lock_publish (other, "https://x/"));
  wait_for_change (f);
  lk_login_lock_free (other);
  wait_for_change (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/login-lock/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("killed", test_killed);
  ADD ("watch", test_watch);
#undef ADD
  return g_test_run ();
}
