/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an editor with fields needs: values as text, single lines, the text of a block. */
#include "sshconfig/value.h"

#include <string.h>

#include "base/error.h"
#include "sshconfig/names.h"
#include "testlib-config.h"

#define TEXT                                                                                       \
  "# of a\nHost a b\n  IdentityFile \"~/my key\" # old\n  SendEnv LANG  \"LC_*\"\n"                \
  "  ProxyCommand  x -W '%h' # not a comment\n\tLocalForward 1 x:1\n  LocalForward 2 x:2\n\n# z\n" \
  "Host z\n  User z\n"

static void
assert_text (const LkConfigTree *tree, const char *expected)
{
  g_autofree char *text = lk_test_text (tree, 0);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  static const struct {
    guint line;
    const char *text;
  } cases[] = {
      {2, "~/my key"},
      {3, "LANG  \"LC_*\""},
      {4, "x -W '%h' # not a comment"},
      {5, "1 x:1"},
  };
  g_autoptr (LkConfigTree) tree = lk_test_from (TEXT);
  g_autoptr (LkConfigTree) other = lk_test_from ("User \xff\n");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = lk_config_value_text (lk_config_tree_file (tree, 0), cases[i].line);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
  g_assert_null (lk_config_value_text (lk_config_tree_file (other, 0), 0));
}

static void
test_parse (void)
{
  static const struct {
    const char *name, *text, *values;
  } cases[] = {
      {"IdentityFile", " ~/my key ", "~/my key"},
      {"IdentityFile", "\"~/my key\"", "~/my key"},
      {"SendEnv", "LANG \"LC *\"", "LANG|LC *"},
      {"ProxyCommand", "x # y", "x # y"},
      {"SendEnv", "LANG \"LC", NULL},
      {"SendEnv", "LANG # LC", NULL},
      {"User", "  ", NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) values = lk_config_value_parse (cases[i].name, cases[i].text, &error);
    g_autofree char *joined = values == NULL ? NULL : g_strjoinv ("|", values);

    g_assert_cmpstr (joined, ==, cases[i].values);
    g_assert_true ((error != NULL) == (values == NULL));
  }
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_config_value_check ("ssh", "Port", (const char *[]){"22", NULL}, NULL));
  g_assert_false (lk_config_value_check ("ssh", "Port", (const char *[]){"many", NULL}, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "Bad"));
}

static void
test_lines (void)
{
  g_autoptr (LkConfigTree) tree = lk_test_from (TEXT);

  g_assert_true (lk_config_edit_change_line (tree, (LkConfigSpot){0, 6},
                                             (const char *const[]){"3", "x:3", NULL}, NULL));
  g_assert_true (lk_config_edit_remove_line (tree, (LkConfigSpot){0, 5}, NULL));
  g_assert_true (lk_config_edit_change_line (tree, (LkConfigSpot){0, 2},
                                             (const char *const[]){"~/other", NULL}, NULL));
  g_assert_false (lk_config_edit_remove_line (tree, (LkConfigSpot){0, 1}, NULL));
  assert_text (tree,
               "# of a\nHost a b\n  IdentityFile \"~/other\" # old\n  SendEnv LANG  \"LC_*\"\n"
               "  ProxyCommand  x -W '%h' # not a comment\n  LocalForward 3 x:3\n\n# z\n"
               "Host z\n  User z\n");
}

static void
test_block (void)
{
  g_autoptr (LkConfigTree) tree = lk_test_from (TEXT);
  gsize start, end;

  lk_config_block_span (tree, lk_test_find (tree, "a"), &start, &end);
  g_assert_cmpuint (start, ==, 0);
  g_assert_cmpuint (end, ==, strstr (TEXT, "\n# z") - TEXT);
  g_assert_true (lk_config_edit_text (tree, 0, start, end, "Host a\n  User a", NULL));
  assert_text (tree, "Host a\n  User a\n\n# z\nHost z\n  User z\n");
}

static void
test_names (void)
{
  g_autoptr (LkConfigTree) tree =
      lk_test_from ("Host a\n  User a\nMatch originalhost a\n  Port 1\nHost b\n  Port 2\n");

  g_assert_false (lk_config_rename (tree, lk_test_find (tree, "a"), "a", "a b", NULL));
  g_assert_true (lk_config_rename (tree, lk_test_find (tree, "a"), "a", "c", NULL));
  assert_text (tree, "Host c\n  User a\nMatch originalhost c\n  Port 1\nHost b\n  Port 2\n");
  g_assert_true (lk_config_remove (tree, lk_test_find (tree, "c"), "c", NULL));
  assert_text (tree, "Host b\n  Port 2\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sshconfig/value/text", test_text);
  g_test_add_func ("/sshconfig/value/parse", test_parse);
  g_test_add_func ("/sshconfig/value/check", test_check);
  g_test_add_func ("/sshconfig/value/lines", test_lines);
  g_test_add_func ("/sshconfig/value/block", test_block);
  g_test_add_func ("/sshconfig/value/names", test_names);
  return g_test_run ();
}
