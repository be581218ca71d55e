/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/words.h"

#include <string.h>

/* The line in a form to compare: kind, keyword, [arguments], rest, and what is wrong. */
static char *
describe (const char *line, gsize length)
{
  static const char *const kinds[] = {"blank",   "comment", "host",   "match",
                                      "include", "option",  "ignored"};
  static const char *const faults[] = {"", " no argument", " bad quotes"};
  g_autoptr (LkConfigWords) words = lk_config_words_split (line, length);
  GString *out = g_string_new (kinds[words->kind]);

  g_assert_cmpint (words->kind, ==, lk_config_line_kind (line, length));
  if (words->name[0] != '\0')
    g_string_append_printf (out, " %s", words->name);
  for (guint i = 0; i < words->n_args; i++)
    g_string_append_printf (out, " [%s]", words->args[i].value);
  if (words->rest.length > 0)
    g_string_append_printf (out, " <%.*s>", (int) words->rest.length, line + words->rest.start);
  if (words->comment.length > 0)
    g_string_append_printf (out, " %.*s", (int) words->comment.length, line + words->comment.start);
  g_string_append (out, faults[words->fault]);
  return g_string_free (out, FALSE);
}

static const struct {
  const char *line, *expected;
} lines[] = {
    {"", "blank"},
    {" \t\r\n", "blank"},
    {"  # Host x", "comment # Host x"},
    {"#\"open", "comment #\"open"},
    {"Host a b\n", "host host [a] [b] <a b>"},
    {"HOST=a\r\n", "host host [a] <a>"},
    {"\tUser = root \f\r\n", "option user [root] <root>"},
    {"User=\"a b\"", "option user [a b] <\"a b\">"},
    {"User == x", "option user [=] [x] <x>"},
    {"=Host a", "host host [a] <a>"},
    {"  = Host a", "host host [a] <a>"},
    {"==Host a", "ignored"},
    {"\"Host\" a", "host host [a] <a>"},
    {"Ho\"st\" a", "host host [a] <a>"},
    {"\"Host\"=a", "host host [=a] <a>"},
    {"\"Host a", "ignored"},
    {"Host", "host host no argument"},
    {"Host =", "host host no argument"},
    {"Host a # why", "host host [a] <a # why> # why"},
    {"Host a#b", "host host [a#b] <a#b>"},
    {"Host #", "host host <#> #"},
    {"Host a \"b", "host host <a \"b> bad quotes"},
    {"Host 'a b' c\\ d \\\"e", "host host [a b] [c d] [\"e] <'a b' c\\ d \\\"e>"},
    {"Host \"a\\ b\" c\\d x\"\"y", "host host [a\\ b] [c\\d] [xy] <\"a\\ b\" c\\d x\"\"y>"},
    {"Host \"\" a", "host host [] [a] <\"\" a>"},
    {"Host a\rb\fc", "host host [a\rb\fc] <a\rb\fc>"},
    {"\fHost a", "option \fhost [a] <a>"},
    {"ProxyCommand = = nc \"%h\" # 1", "option proxycommand [=] [nc] [%h] <nc \"%h\" # 1> # 1"},
    {"Match host=a,b user \"x\" # c",
     "match match [host] [a,b] [user] [x] <host=a,b user \"x\" # c> # c"},
    {"Match exec \"test -f 'x'\"", "match match [exec] [test -f 'x'] <exec \"test -f 'x'\">"},
    {"Match user\\\\ a'b'", "match match [user\\\\] [a'b'] <user\\\\ a'b'>"},
    {"Match all == x", "match match [all] [] <all == x>"},
    {"Include ~/a\tb*", "include include [~/a] [b*] <~/a\tb*>"},
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    /* An exact copy, so that a sanitizer sees each byte read too far. */
    gsize length = strlen (lines[i].line);
    g_autofree char *copy = g_memdup2 (lines[i].line, MAX (length, 1));
    g_autofree char *got = describe (copy, length);

    g_assert_cmpstr (got, ==, lines[i].expected);
  }
}

static void
test_nul (void)
{
  static const char line[] = "Host a\0b c";
  g_autofree char *got = describe (line, sizeof line - 1);

  g_assert_cmpstr (got, ==, "host host [a] <a>");
}

static void
test_spans (void)
{
  static const char line[] = "  \"User\"  =  \"a b\"  c  # d\r\n";
  g_autoptr (LkConfigWords) words = lk_config_words_split (line, sizeof line - 1);

  g_assert_cmpuint (words->keyword.start, ==, 2);
  g_assert_cmpuint (words->keyword.length, ==, 6);
  g_assert_cmpuint (words->n_args, ==, 3);
  g_assert_cmpstr (words->args[0].value, ==, "=");
  g_assert_cmpuint (words->args[1].span.start, ==, 13);
  g_assert_cmpuint (words->args[1].span.length, ==, 5);
  g_assert_cmpuint (words->args[2].span.start, ==, 20);
  g_assert_cmpuint (words->args[2].span.length, ==, 1);
  g_assert_cmpuint (words->rest.start, ==, 13);
  g_assert_cmpuint (words->comment.start, ==, 23);
  g_assert_cmpuint (words->comment.length, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sshconfig/words/lines", test_lines);
  g_test_add_func ("/sshconfig/words/nul", test_nul);
  g_test_add_func ("/sshconfig/words/spans", test_spans);
  return g_test_run ();
}
