/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/file-watch.h"

#include <glib/gstdio.h>

/* More than the kernel gives a user instances to watch with. */
#define MANY 200

typedef struct {
  char *dir;
  char *path;
  guint calls;
  LkFileWatch *ends_with_call;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("latchkey-watch-XXXXXX", NULL);
  g_assert_nonnull (f->dir);
  f->path = lk_changes_path (f->dir);
  lk_changes_announce (f->dir);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_rmdir (f->dir);
  g_free (f->path);
  g_free (f->dir);
}

static void
on_changed (gpointer data)
{
  Fixture *f = data;

  f->calls++;
  g_clear_pointer (&f->ends_with_call, lk_file_watch_free);
}

static void
wait_for_calls (Fixture *f, guint count)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (f->calls < count && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->calls, ==, count);
}

/* Each of many hears of a change, once, and nobody is called without one. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) watches =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_file_watch_free);

  for (int i = 0; i < MANY; i++) {
    g_ptr_array_add (watches, lk_file_watch_new (f->path, on_changed, f, NULL));
    g_assert_nonnull (watches->pdata[i]);
  }
  wait_for_calls (f, 0);
  lk_changes_announce (f->dir);
  wait_for_calls (f, MANY);
  g_ptr_array_set_size (watches, 1);
  lk_changes_announce (f->dir);
  wait_for_calls (f, MANY + 1);
}

static void
test_free_in_call (Fixture *f, gconstpointer data)
{
  f->ends_with_call = lk_file_watch_new (f->path, on_changed, f, NULL);
  g_assert_nonnull (f->ends_with_call);
  lk_changes_announce (f->dir);
  wait_for_calls (f, 1);
  lk_changes_announce (f->dir);
  wait_for_calls (f, 1);
}

/* Another file of the same name is heard of, too. */
static void
test_replaced (Fixture *f, gconstpointer data)
{
  g_autoptr (LkFileWatch) old = lk_file_watch_new (f->path, on_changed, f, NULL);
  g_autoptr (LkFileWatch) new = NULL;

  g_assert_no_errno (g_remove (f->path));
  lk_changes_announce (f->dir);
  /* The kernel tells that there will be nothing more from the old one. */
  wait_for_calls (f, 1);
  new = lk_file_watch_new (f->path, on_changed, f, NULL);
  lk_changes_announce (f->dir);
  wait_for_calls (f, 3);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (f->dir, "missing", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_file_watch_new (missing, on_changed, f, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session/file-watch/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/session/file-watch/free-in-call", Fixture, NULL, set_up, test_free_in_call,
              tear_down);
  g_test_add ("/session/file-watch/replaced", Fixture, NULL, set_up, test_replaced, tear_down);
  g_test_add ("/session/file-watch/missing", Fixture, NULL, set_up, test_missing, tear_down);
  return g_test_run ();
}
