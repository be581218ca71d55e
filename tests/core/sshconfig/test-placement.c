/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/placement.h"

#include <string.h>

#include "testlib-config.h"

static const char *const through[] = {"latchkey ssh --hostname %h", NULL};
static const LkConfigSetting settings[] = {{"ProxyCommand", through}};

/* @line: where it goes, counted from 1; 0 for the end. @told: a word of the reason or, after '!', the warning */
static void
check_tree (const LkConfigTree *tree, guint file, guint line, const char *told)
{
  g_auto (LkConfigPlacement) placement;
  LkConfigSpot end = lk_config_spot_end (tree, file);

  lk_config_place_host (tree, "new.example.com", file, settings, 1, &placement);
  g_assert_cmpuint (placement.spot.file, ==, file);
  g_assert_cmpuint (placement.spot.line, ==, line == 0 ? end.line : line - 1);
  g_assert_true ((placement.reason != NULL) == (told != NULL && told[0] != '!'));
  g_assert_true ((placement.warning != NULL) == (told != NULL && told[0] == '!'));
  if (told != NULL && told[0] == '!')
    g_assert_nonnull (strstr (placement.warning, told + 1));
  else if (told != NULL)
    g_assert_nonnull (strstr (placement.reason, told));
}

static void
check (const char *text, guint line, const char *told)
{
  g_autoptr (LkConfigTree) tree = lk_test_from (text);

  check_tree (tree, 0, line, told);
}

static void
test_one_file (void)
{
  check ("", 0, NULL);
  check ("Host a\n  ProxyCommand x\n", 0, NULL);
  check ("Host *\n  User me\n", 0, NULL);
  check ("Host a\n\n# all\nHost *\n  proxycommand x\n", 3, "Host *");
  check ("Host *.example.com\n  ProxyJump x\n", 1, "ProxyJump");
  check ("Host *.example.com !new.*\n  ProxyCommand x\nHost !new.example.com *\n  ProxyCommand x\n",
         0, NULL);
  check ("Host *.EXAMPLE.com\n  ProxyCommand x\n", 0, NULL);
  check ("Match host *.EXAMPLE.com\n  ProxyCommand x\n", 1, "Match host");
  check ("Match host other\n  ProxyCommand x\n", 0, NULL);
  check ("Match !host new.example.com\n  ProxyCommand x\n", 0, NULL);
  check ("Match user me exec \"true\"\n  ProxyCommand x\n", 1, "Match user");
  check ("Match all\n  ProxyCommand x\n", 1, "Match all");
  check ("Match final host *.example.com\n  ProxyCommand x\n", 0, NULL);
  check ("ProxyCommand none\nHost a\n", 0, "!ProxyCommand none");
}

static void
test_include (void)
{
  char *folder = lk_test_folder ();
  g_autoptr (LkConfigTree) tree = NULL;

  lk_test_put (folder, "wild", "Host b\nHost *\n  ProxyCommand x\n", -1);
  lk_test_put (folder, "config", "Host a\n  Port 1\n\nMatch all\n  Include wild\nHost b\n", -1);
  tree = lk_test_read (folder);
  check_tree (tree, 0, 4, "Host *");
  check_tree (tree, 1, 2, "Host *");
  lk_config_tree_free (g_steal_pointer (&tree));

  /* In a block of another host it is not for this one. */
  lk_test_put (folder, "config", "Host a\n  Include wild\n", -1);
  tree = lk_test_read (folder);
  check_tree (tree, 0, 0, NULL);
  lk_config_tree_free (g_steal_pointer (&tree));

  /* Nothing can stand before an Include that is for all hosts, nor in a file that is read later. */
  lk_test_put (folder, "later", "Host c\n", -1);
  lk_test_put (folder, "config", "Include wild\nInclude later\nHost a\n", -1);
  tree = lk_test_read (folder);
  check_tree (tree, 0, 0, "!Host *");
  check_tree (tree, 1, 2, "Host *");
  check_tree (tree, 2, 0, "!Host *");
  lk_test_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placement/one-file", test_one_file);
  g_test_add_func ("/placement/include", test_include);
  return g_test_run ();
}
