/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/history.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "testlib-config.h"

#define ROOT "/nowhere/config"

typedef struct {
  char *folder; /* does not exist at first */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = lk_test_folder ();
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  lk_test_remove (f->folder);
}

/* A change from @before to @after, as which @reason stands; of a file that is named by bytes. */
static guint
add (Fixture *f, const char *before, const char *after, GError **error)
{
  const LkHistoryEntry what = {.time = 1, .reason = (char *) "a = \n\xff", .root = (char *) ROOT};
  g_autoptr (GPtrArray) changes =
      g_ptr_array_new_with_free_func ((GDestroyNotify) lk_config_change_free);
  g_autoptr (GBytes) old = before == NULL ? NULL : g_bytes_new (before, strlen (before));
  g_autoptr (GBytes) new = g_bytes_new (after, strlen (after));
  LkConfigChange *change = lk_config_change_new ("/nowhere/a b\xff=", old, new);

  change->mode = 0640;
  g_ptr_array_add (changes, change);
  return lk_history_add (f->folder, &what, changes, error);
}

static guint
count (Fixture *f, const char *name, goffset *size)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *inner;
  guint n = 0;

  for (*size = 0; (inner = g_dir_read_name (dir)) != NULL; n++) {
    g_autofree char *file = g_build_filename (path, inner, NULL);
    GStatBuf st;

    g_assert_cmpint (g_stat (file, &st), ==, 0);
    g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
    *size += st.st_size;
  }
  return n;
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  const LkHistoryEntry *entry;
  const LkConfigChange *change;
  GStatBuf st;

  g_assert_cmpuint (add (f, NULL, "new", NULL), ==, 1);
  g_assert_cmpuint (add (f, "old", "new", NULL), ==, 2);
  g_assert_cmpint (g_stat (f->folder, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);
  entries = lk_history_list (f->folder, ROOT);
  g_assert_cmpuint (entries->len, ==, 2);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpuint (entry->number, ==, 2);
  g_assert_cmpstr (entry->reason, ==, "a = \n\xff");
  changes = lk_history_read (f->folder, ROOT, 2, NULL);
  change = g_ptr_array_index (changes, 0);
  g_assert_cmpstr (change->path, ==, "/nowhere/a b\xff=");
  g_assert_cmpuint (change->mode, ==, 0640);
  g_assert_cmpmem (g_bytes_get_data (change->before, NULL), 3, "old", 3);
  g_assert_cmpmem (g_bytes_get_data (change->after, NULL), 3, "new", 3);
}

/* The number of changes is bounded, and what they name goes with them. */
static void
test_number (Fixture *f, gconstpointer data)
{
  goffset size;

  for (guint i = 1; i <= LK_HISTORY_MAX + 5; i++) {
    g_autofree char *old = g_strdup_printf ("content %u", i);
    g_autofree char *new = g_strdup_printf ("content %u", i + 1);

    g_assert_cmpuint (add (f, old, new, NULL), ==, i);
    g_assert_cmpuint (count (f, "changes", &size), <=, LK_HISTORY_MAX);
  }
  g_assert_cmpuint (count (f, "changes", &size), >, LK_HISTORY_MAX / 2);
  g_assert_cmpuint (count (f, "objects", &size), <=, LK_HISTORY_MAX + 1);
}

/* So are their bytes; the latest stays even if it alone is more. */
static void
test_bytes (Fixture *f, gconstpointer data)
{
  const gsize third = LK_HISTORY_BYTES_MAX / 3;
  g_autofree char *text = g_strnfill (3 * third, 'x');
  goffset size;

  for (guint i = 0; i < 5; i++) {
    text[third] = '\0';
    text[0] = (char) ('a' + i);
    add (f, NULL, text, NULL);
    count (f, "objects", &size);
    g_assert_cmpuint ((guint64) size, <=, LK_HISTORY_BYTES_MAX);
  }
  g_assert_cmpuint (count (f, "changes", &size), ==, 3);
  text[third] = 'y';
  add (f, "old", text, NULL);
  g_assert_cmpuint (count (f, "changes", &size), ==, 1);
  g_assert_cmpuint (count (f, "objects", &size), ==, 2);
}

/* Nothing that is not what it was is taken for it. */
static void
test_damaged (Fixture *f, gconstpointer data)
{
  static const char *const entries[] = {
      "", "[change]\n", "[change]\ntime=1\nreason=x\nroot=relative\n",
      "[change]\ntime=1\nreason=x\nroot=" ROOT "\n[file 0]\npath=/a\nbefore=../../etc/passwd\n"};
  g_autofree char *objects = g_build_filename (f->folder, "objects", NULL);
  g_autofree char *changes = g_build_filename (f->folder, "changes", NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "new", -1);
  g_autoptr (GError) error = NULL;

  add (f, "old", "new", NULL);
  lk_test_put (objects, name, "something else", -1);
  g_assert_null (lk_history_read (f->folder, ROOT, 1, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++) {
    g_autoptr (GPtrArray) list = NULL;

    lk_test_put (changes, "7", entries[i], -1);
    list = lk_history_list (f->folder, ROOT);
    g_assert_cmpuint (list->len, ==, 1);
    g_clear_error (&error);
    g_assert_null (lk_history_read (f->folder, ROOT, 7, &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
  }
  g_assert_cmpuint (add (f, "old", "newer", NULL), ==, 8);
}

/* Two that save at the same time have an entry each. */
static void
test_at_once (Fixture *f, gconstpointer data)
{
  pid_t children[4];
  goffset size;

  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    children[i] = fork ();
    g_assert_cmpint (children[i], >=, 0);
    if (children[i] != 0)
      continue;
    for (guint j = 0; j < 10; j++) {
      g_autofree char *text = g_strdup_printf ("%u %u", i, j);

      if (add (f, NULL, text, NULL) == 0)
        _exit (1);
    }
    _exit (0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++) {
    int status;

    g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
    g_assert_cmpint (status, ==, 0);
  }
  g_assert_cmpuint (count (f, "changes", &size), ==, 40);
}

int
main (int argc, char **argv)
{
  struct statvfs memory;

  g_test_init (&argc, &argv, NULL);
  /* Much is written to the disk: in memory, where there is enough, this takes no time. */
  if (statvfs ("/dev/shm", &memory) == 0 &&
      (guint64) memory.f_bavail * memory.f_frsize > 4 * (guint64) LK_HISTORY_BYTES_MAX)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
#define ADD(name, function)                                                                        \
  g_test_add ("/history/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("kept", test_kept);
  ADD ("number", test_number);
  ADD ("bytes", test_bytes);
  ADD ("damaged", test_damaged);
  ADD ("at-once", test_at_once);
#undef ADD
  return g_test_run ();
}
