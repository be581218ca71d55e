/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sentence.h"

static void
check (const char *text, const char *expected)
{
  g_autofree char *sentence = lk_sentence (text);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_capital (void)
{
  check ("", "");
  check ("give it a name", "Give it a name");
  check ("überall steht das", "Überall steht das");
  check ("l’hôte n’est plus là", "L’hôte n’est plus là");
  check ("設定を読めません", "設定を読めません");
  check ("\"x\" is not a host name", "\"x\" is not a host name");
}

static void
test_names (void)
{
  check ("ssh does not take this", "ssh does not take this");
  check ("ssh-agent is not there", "ssh-agent is not there");
  check ("db.example.com cannot be reached", "db.example.com cannot be reached");
  check ("db: cannot be reached", "db: cannot be reached");
  check ("~/.ssh/config is read-only", "~/.ssh/config is read-only");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/sentence/capital", test_capital);
  g_test_add_func ("/app/sentence/names", test_names);
  return g_test_run ();
}
