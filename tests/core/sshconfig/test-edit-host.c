/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-config.h"

#include "base/error.h"

typedef struct {
  const char *before;
  const char *call;
  const char *after; /* NULL: refused */
} Case;

static LkConfigSpot
spot_of (const LkConfigTree *tree, const char *where, const char *name)
{
  if (g_str_equal (where, "before"))
    return lk_config_spot_before (tree, lk_test_find (tree, name));
  if (g_str_equal (where, "after"))
    return lk_config_spot_after (tree, lk_test_find (tree, name));
  return lk_config_spot_end (tree, 0);
}

/* add NAME WHERE [OTHER] · rename HOST OLD NEW · duplicate HOST NEW · move HOST WHERE [OTHER] · remove HOST · drop HOST NAME */
static gboolean
apply (LkConfigTree *tree, const char *call, GError **error)
{
  g_auto (GStrv) w = g_strsplit (call, " ", 4);
  const char *const user[] = {"u", NULL}, *const names[] = {w[1], NULL};
  const LkConfigSetting settings[] = {{"HostName", names}, {"User", user}};

  if (g_str_equal (w[0], "add"))
    return lk_config_edit_add_host (tree, spot_of (tree, w[2], w[3]), names, settings, 2, error);
  if (g_str_equal (w[0], "rename"))
    return lk_config_edit_rename_host (tree, lk_test_find (tree, w[1]), w[2], w[3], error);
  if (g_str_equal (w[0], "drop"))
    return lk_config_edit_remove_name (tree, lk_test_find (tree, w[1]), w[2], error);
  if (g_str_equal (w[0], "duplicate"))
    return lk_config_edit_duplicate_host (tree, lk_test_find (tree, w[1]), w[2], error);
  if (g_str_equal (w[0], "move"))
    return lk_config_edit_move_host (tree, lk_test_find (tree, w[1]), spot_of (tree, w[2], w[3]),
                                     error);
  return lk_config_edit_remove_host (tree, lk_test_find (tree, w[1]), error);
}

static void
run (const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (LkConfigTree) tree = lk_test_from (cases[i].before);
    g_autoptr (GError) error = NULL;
    gboolean ok = apply (tree, cases[i].call, &error);
    g_autofree char *after = lk_test_text (tree, 0);

    if (cases[i].after != NULL) {
      g_assert_no_error (error);
      g_assert_cmpstr (after, ==, cases[i].after);
    } else {
      g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
      g_assert_cmpstr (after, ==, cases[i].before);
    }
    g_assert_cmpint (ok, ==, cases[i].after != NULL);
  }
}

static void
test_add (void)
{
  static const Case cases[] = {
      {"", "add n end", "Host n\n  HostName n\n  User u\n"},
      {"Host a\r\n\tPort=1", "add n end",
       "Host a\r\n\tPort=1\r\n\r\nHost n\r\n\tHostName=n\r\n\tUser=u"},
      {"Host a\n Port 1\n\n# all\nHost *\n User x\n", "add n before *",
       "Host a\n Port 1\n\nHost n\n HostName n\n User u\n\n# all\nHost *\n User x\n"},
      {"Host a\n Port 1\nHost b\n Port 2\nHost c\n Port 3\n", "add n before b",
       "Host a\n Port 1\nHost n\n HostName n\n User u\nHost b\n Port 2\nHost c\n Port 3\n"},
      {"# banner\n", "add n end", "# banner\n\nHost n\n  HostName n\n  User u\n"},
      {"Host a\n", "add a end", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_rename (void)
{
  static const Case cases[] = {
      {"HOST =  x  \"a\"  # c\n", "rename a a b", "HOST =  x  \"b\"  # c\n"},
      {"Host a b\n", "rename a b c", "Host a c\n"},
      {"Host a b\n", "rename a a b", NULL},
      {"Host a\nHost b\n", "rename a a b", NULL},
      {"Host a\n", "rename a x y", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_drop (void)
{
  static const Case cases[] = {
      {"HOST =  x  \"a\"  # c\n", "drop a x", "HOST =  \"a\"  # c\n"},
      {"Host a b c\n Port 1\n", "drop a b", "Host a c\n Port 1\n"},
      {"Host a b c\n", "drop a c", "Host a b\n"},
      {"Host a\n Port 1\n\nHost b\n", "drop a a", "Host b\n"},
      {"Host a b\n", "drop a c", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_duplicate (void)
{
  static const Case cases[] = {
      {"# c\nHost a b  # d\n  User x\n\nHost c\n", "duplicate a n",
       "# c\nHost a b  # d\n  User x\n\n# c\nHost n  # d\n  User x\n\nHost c\n"},
      {"Host a\n  User x", "duplicate a n", "Host a\n  User x\n\nHost n\n  User x"},
      {"Host a\n User x\n # end\n\nHost b\n", "duplicate a n",
       "Host a\n User x\n # end\n\nHost n\n User x\n # end\n\nHost b\n"},
      {"Host a\n", "duplicate a a", NULL},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_move (void)
{
  static const Case cases[] = {
      {"# a\nHost a\n User x\n\nHost b\n\nHost c\n", "move a before c",
       "Host b\n\n# a\nHost a\n User x\n\nHost c\n"},
      {"Host a\n\nHost b\n\nHost c\n", "move c before a", "Host c\n\nHost a\n\nHost b\n"},
      {"Host a\n\nHost b\n\nHost c", "move c after a", "Host a\n\nHost c\n\nHost b\n"},
      {"Host a\n\nHost b\n\nHost c", "move a end", "Host b\n\nHost c\n\nHost a"},
      {"Host a\nHost b\nHost c\n", "move a after b", "Host b\nHost a\nHost c\n"},
      {"Host a\n\nHost b\n", "move b after a", "Host a\n\nHost b\n"},
      {"Host a\n\n# part two\n\nHost b\n\nHost c\n", "move a after b",
       "# part two\n\nHost b\n\nHost a\n\nHost c\n"},
      {"Host a\n\nHost b\n", "move a after a", "Host a\n\nHost b\n"},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_remove (void)
{
  static const Case cases[] = {
      {"# a\nHost a\n\n# b\nHost b\n", "remove a", "# b\nHost b\n"},
      {"Host a\n\nHost b\n User x\n # of b\n", "remove b", "Host a\n"},
      {"Host a\n\nHost b\n\n# part two\n\nHost c\n", "remove b",
       "Host a\n\n# part two\n\nHost c\n"},
      {"Host a\nHost b\nHost c\n", "remove b", "Host a\nHost c\n"},
      {"Host a", "remove a", ""},
      {"Match host a\n User x\nHost a\nMatch all\n", "remove a",
       "Match host a\n User x\nMatch all\n"},
  };

  run (cases, G_N_ELEMENTS (cases));
}

static void
test_move_to_file (void)
{
  char *folder = lk_test_folder ();
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  g_autoptr (LkConfigTree) tree = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  int number;

  lk_test_put (folder, "config", "Include other\n\n# a\nHost a\n  User \xff\n\nHost b\n", -1);
  lk_test_put (folder, "other", "Host o\r\n User x", -1);
  tree = lk_test_read (folder);
  number = lk_config_tree_find (tree, other);
  g_assert_cmpint (number, ==, 1);
  g_assert_true (lk_config_edit_move_host (tree, lk_test_find (tree, "a"),
                                           lk_config_spot_end (tree, 1), NULL));
  first = lk_test_text (tree, 0);
  second = lk_test_text (tree, 1);
  g_assert_cmpstr (first, ==, "Include other\n\nHost b\n");
  g_assert_cmpstr (second, ==, "Host o\r\n User x\r\n\r\n# a\r\nHost a\r\n  User \xff");
  lk_test_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sshconfig/edit-host/add", test_add);
  g_test_add_func ("/sshconfig/edit-host/rename", test_rename);
  g_test_add_func ("/sshconfig/edit-host/drop", test_drop);
  g_test_add_func ("/sshconfig/edit-host/duplicate", test_duplicate);
  g_test_add_func ("/sshconfig/edit-host/move", test_move);
  g_test_add_func ("/sshconfig/edit-host/remove", test_remove);
  g_test_add_func ("/sshconfig/edit-host/move-to-file", test_move_to_file);
  return g_test_run ();
}
