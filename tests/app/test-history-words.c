/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-words.h"

static void
check (const char *reason, const char *expected)
{
  g_autofree char *words = lk_history_words (reason);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_known (void)
{
  check ("edit db", "Edit db");
  check ("set User of db", "Set User of db");
  check ("rename a to %s", "Rename a to %s");
  check ("duplicate a as b", "Duplicate a as b");
  check ("check --fix", "Mend what the check found");
  check ("import cloudflared", "Take Over from cloudflared");
  check ("undo 7", "Undo change 7");
  check ("go back to 7", "Go back to change 7");
}

/* The history is a file, and may be an older or a later program's. */
static void
test_unknown (void)
{
  check ("", "");
  check ("edit", "edit");
  check ("edit a b", "edit a b");
  check ("bless db", "bless db");
  check ("edit \xff", "Edit \xef\xbf\xbd");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/history-words/known", test_known);
  g_test_add_func ("/app/history-words/unknown", test_unknown);
  return g_test_run ();
}
