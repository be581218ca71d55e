/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/pattern.h"

static void
test_pattern (void)
{
  g_assert_true (lk_pattern_matches ("", ""));
  g_assert_true (lk_pattern_matches ("*", ""));
  g_assert_true (lk_pattern_matches ("**", "a"));
  g_assert_true (lk_pattern_matches ("a*c*e", "abcde"));
  g_assert_true (lk_pattern_matches ("*.b.*", "a.b.b.c"));
  g_assert_true (lk_pattern_matches ("10.0.?.*", "10.0.7.1"));
  g_assert_false (lk_pattern_matches ("", "a"));
  g_assert_false (lk_pattern_matches ("?", ""));
  g_assert_false (lk_pattern_matches ("a*b", "abc"));
  g_assert_false (lk_pattern_matches ("A", "a"));
  g_assert_false (lk_pattern_matches ("[a]", "a"));
}

/* A pattern that is made to take for ever does not. */
static void
test_hostile (void)
{
  g_autofree char *text = g_strnfill (50000, 'a');
  g_autoptr (GString) pattern = g_string_new (NULL);

  for (int i = 0; i < 2000; i++)
    g_string_append (pattern, "*a");
  g_string_append (pattern, "*b");
  g_assert_false (lk_pattern_matches (pattern->str, text));
}

static void
test_list (void)
{
  g_autofree char *stars = g_strnfill (1022, '*');
  g_autofree char *most = g_strconcat ("a,", stars, NULL);
  g_autofree char *more = g_strconcat (most, "*", NULL);

  g_assert_true (lk_pattern_list_matches ("a,b", "b", FALSE));
  g_assert_true (lk_pattern_list_matches ("*.Example.com,!x.*", "Y.example.COM", TRUE));
  g_assert_false (lk_pattern_list_matches ("*.example.com,!X.*", "x.example.com", TRUE));
  g_assert_false (lk_pattern_list_matches ("!a", "b", FALSE));
  g_assert_false (lk_pattern_list_matches ("A", "a", FALSE));
  g_assert_false (lk_pattern_list_matches ("", "a", FALSE));
  g_assert_true (lk_pattern_list_matches (most, "a", FALSE));
  g_assert_false (lk_pattern_list_matches (more, "a", FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pattern/one", test_pattern);
  g_test_add_func ("/pattern/hostile", test_hostile);
  g_test_add_func ("/pattern/list", test_list);
  return g_test_run ();
}
