/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/tree.h"

#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"

typedef struct {
  char *home;
  char *folder;
  char *root;
} Fixture;

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static void
put (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = path_of (f, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *inner = NULL;

  f->home = g_dir_make_tmp ("lk-tree-[*]-XXXXXX", NULL);
  f->folder = g_build_filename (f->home, ".ssh", NULL);
  f->root = g_build_filename (f->folder, "config", NULL);
  inner = path_of (f, "d");
  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
      remove_all (inner);
    else
      g_unlink (inner);
  }
  g_rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  remove_all (f->home);
  g_free (f->home);
  g_free (f->folder);
  g_free (f->root);
}

static LkConfigTree *
read_tree (Fixture *f, gboolean user, gboolean expand)
{
  LkConfigPlace place = {f->home, f->folder, user, expand};
  g_autoptr (GError) error = NULL;
  LkConfigTree *tree = lk_config_tree_read (&place, f->root, NULL, NULL, &error);

  g_assert_no_error (error);
  return tree;
}

typedef struct {
  const LkConfigTree *tree;
  GString *out;
} Walk;

static gboolean
on_visit (LkConfigEvent event, guint number, guint line, gpointer data)
{
  Walk *walk = data;
  LkConfigFile *file = lk_config_tree_file (walk->tree, number);

  if (event != LK_CONFIG_LINE)
    g_string_append_c (walk->out, event == LK_CONFIG_ENTER ? '(' : ')');
  else
    g_string_append_len (walk->out, lk_config_file_text (file, line), 2);
  return walk->out->len < 1000;
}

/* The first two bytes of each line as OpenSSH reads them, files in brackets. */
static char *
order_of (const LkConfigTree *tree)
{
  Walk walk = {tree, g_string_new (NULL)};

  lk_config_tree_walk (tree, on_visit, &walk);
  return g_string_free (walk.out, FALSE);
}

static void
assert_order (const LkConfigTree *tree, const char *expected)
{
  g_autofree char *order = order_of (tree);

  g_assert_cmpstr (order, ==, expected);
}

static void
assert_problem (const LkConfigTree *tree, guint n, LkConfigProblemKind kind, guint line)
{
  g_assert_cmpuint (n, <, lk_config_tree_n_problems (tree));
  g_assert_cmpint (lk_config_tree_problem (tree, n)->kind, ==, kind);
  g_assert_cmpuint (lk_config_tree_problem (tree, n)->line, ==, line);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;
  g_autofree char *absolute = path_of (f, "a");
  g_autofree char *text =
      g_strdup_printf ("0\nInclude d/* ~/.ssh/a\n1\nInclude %s/.ssh/a\n2\n", "~");

  put (f, "config", text);
  put (f, "a", "a0\n");
  put (f, "d/2", "d2\n");
  put (f, "d/1", "d1\n");
  tree = read_tree (f, TRUE, FALSE);
  g_assert_cmpuint (lk_config_tree_n_problems (tree), ==, 0);
  g_assert_cmpuint (lk_config_tree_n_files (tree), ==, 4);
  g_assert_cmpint (lk_config_tree_find (tree, absolute), ==, 3);
  g_assert_cmpint (lk_config_tree_find (tree, "/none"), ==, -1);
  assert_order (tree, "(0\nIn(d1)(d2)(a0)1\nIn(a0)2\n)");
}

static void
test_missing_root (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = read_tree (f, TRUE, FALSE);

  g_assert_null (lk_config_tree_original (tree, 0));
  assert_order (tree, "()");
}

static void
test_unreadable_root (Fixture *f, gconstpointer data)
{
  LkConfigPlace place = {f->home, f->folder, TRUE, FALSE};
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_config_tree_read (&place, f->folder, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_CONFIG);
}

static void
test_problems (Fixture *f, gconstpointer data)
{
  g_autofree char *link = path_of (f, "dangling");
  g_autofree char *fifo = path_of (f, "fifo");
  g_autoptr (LkConfigTree) tree = NULL;

  g_assert_cmpint (symlink ("nowhere", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  put (f, "config", "Include none x*\nInclude d\nInclude dangling fifo\nInclude ~nobody-/x \"\"\n");
  tree = read_tree (f, TRUE, FALSE);
  g_assert_cmpuint (lk_config_tree_n_problems (tree), ==, 5);
  assert_problem (tree, 0, LK_CONFIG_PROBLEM_MISSING, 0);
  assert_problem (tree, 1, LK_CONFIG_PROBLEM_UNREADABLE, 2);
  assert_problem (tree, 2, LK_CONFIG_PROBLEM_UNREADABLE, 2);
  assert_problem (tree, 3, LK_CONFIG_PROBLEM_MISSING, 3);
  assert_problem (tree, 4, LK_CONFIG_PROBLEM_NAME, 3);
  g_assert_cmpstr (lk_config_tree_problem (tree, 0)->path, ==, f->root);
}

static void
test_system (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;

  put (f, "config", "Include ~/.ssh/a\nInclude a\n");
  put (f, "a", "a0\n");
  tree = read_tree (f, FALSE, FALSE);
  assert_problem (tree, 0, LK_CONFIG_PROBLEM_NAME, 0);
  assert_order (tree, "(InIn(a0))");
}

static void
test_expand (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) plain = NULL;
  g_autoptr (LkConfigTree) expanded = NULL;

  put (f, "config", "Include ${LK_TEST_NAME}\nInclude 10%%-%i\nInclude %h\nInclude %z ${\n");
  put (f, "a", "a0\n");
  put (f, "10%-0", "b0\n");
  g_setenv ("LK_TEST_NAME", "a", TRUE);
  if (getuid () != 0) {
    g_autofree char *name = g_strdup_printf ("10%%-%u", (guint) getuid ());

    put (f, name, "b0\n");
  }
  plain = read_tree (f, TRUE, FALSE);
  assert_order (plain, "(InInInIn)");
  expanded = read_tree (f, TRUE, TRUE);
  assert_order (expanded, "(In(a0)In(b0)InIn)");
  g_assert_cmpuint (lk_config_tree_n_problems (expanded), ==, 3);
  assert_problem (expanded, 0, LK_CONFIG_PROBLEM_NAME, 2);
  g_assert_nonnull (strstr (lk_config_tree_problem (expanded, 0)->text, "depends on the host"));
}

static void
test_cycle (Fixture *f, gconstpointer data)
{
  g_autofree char *link = path_of (f, "link");
  g_autoptr (LkConfigTree) tree = NULL;

  g_assert_cmpint (symlink ("a", link), ==, 0);
  put (f, "config", "Include a\nInclude link\n");
  put (f, "a", "1\nInclude config\n");
  tree = read_tree (f, TRUE, FALSE);
  g_assert_cmpuint (lk_config_tree_n_files (tree), ==, 2);
  g_assert_cmpuint (lk_config_tree_n_problems (tree), ==, 1);
  assert_problem (tree, 0, LK_CONFIG_PROBLEM_CYCLE, 1);
  assert_order (tree, "(In(1\nIn)In(1\nIn))");
}

/* "0" is read by config, at depth 1; "15" at depth 16, which is the last one that OpenSSH reads. */
static void
test_depth (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;
  g_autoptr (LkConfigTree) deeper = NULL;

  put (f, "config", "Include 0\n");
  for (guint i = 0; i < 16; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    g_autofree char *text = g_strdup_printf ("Include %u\n", i + 1);

    put (f, name, i < 15 ? text : "xx");
  }
  tree = read_tree (f, TRUE, FALSE);
  g_assert_cmpuint (lk_config_tree_n_problems (tree), ==, 0);
  g_assert_cmpuint (lk_config_tree_n_files (tree), ==, 17);
  put (f, "config", "Include z\nInclude y\n");
  put (f, "z", "Include 0\n");
  put (f, "y", "Include 1\n");
  deeper = read_tree (f, TRUE, FALSE);
  g_assert_cmpuint (lk_config_tree_n_problems (deeper), ==, 1);
  assert_problem (deeper, 0, LK_CONFIG_PROBLEM_DEPTH, 0);
  g_assert_true (g_str_has_suffix (lk_config_tree_problem (deeper, 0)->path, "/14"));
}

/* Ten files that each include the next ten times would be read ten thousand million times. */
static void
test_visits (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;

  put (f, "config", "Include 0\n");
  for (guint i = 0; i < 10; i++) {
    g_autofree char *name = g_strdup_printf ("%u", i);
    g_autofree char *text =
        g_strdup_printf ("Include %1$u %1$u %1$u %1$u %1$u %1$u %1$u %1$u %1$u %1$u\n", i + 1);

    put (f, name, i < 9 ? text : "xx");
  }
  tree = read_tree (f, TRUE, FALSE);
  assert_problem (tree, 0, LK_CONFIG_PROBLEM_VISITS, 0);
  g_free (order_of (tree));
}

static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autoptr (LkConfigTree) tree = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x\nInclude a\n", 12);
  g_autoptr (GBytes) none = g_bytes_new_static ("y", 1);

  put (f, "config", "0\n");
  put (f, "a", "a0\n");
  tree = read_tree (f, TRUE, FALSE);
  lk_config_tree_replace (tree, 0, bytes);
  assert_order (tree, "(x\nIn(a0))");
  g_assert_cmpuint (g_bytes_get_size (lk_config_tree_original (tree, 0)), ==, 2);
  lk_config_tree_replace (tree, 0, none);
  g_assert_cmpuint (lk_config_tree_n_files (tree), ==, 2);
  lk_config_tree_replace (tree, 0, bytes);
  assert_order (tree, "(x\nIn(a0))");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/sshconfig/tree/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("names", test_names);
  ADD ("missing-root", test_missing_root);
  ADD ("unreadable-root", test_unreadable_root);
  ADD ("problems", test_problems);
  ADD ("system", test_system);
  ADD ("expand", test_expand);
  ADD ("cycle", test_cycle);
  ADD ("depth", test_depth);
  ADD ("visits", test_visits);
  ADD ("replace", test_replace);
#undef ADD
  return g_test_run ();
}
