/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus-request.h"

static void
check (const char *caller, const char *expected)
{
  g_autoptr (GVariant) value = g_variant_parse (NULL, caller, NULL, NULL, NULL);
  g_autofree char *words = lk_bus_caller_words (value, "/home/ada");

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void)
{
  check ("{'command': <'git fetch'>, 'program': <'git'>, 'folder': <'/home/ada/src/x'>}",
         "git fetch in ~/src/x");
  check ("{'program': <'git'>, 'folder': <'/home/ada'>}", "git in ~");
  check ("{'program': <'git'>, 'folder': <'/home/adam'>}", "git in /home/adam");
  check ("{'command': <'scp'>}", "scp");
  check ("{'folder': <'/srv'>}", "A program in /srv");
}

/* Whatever it is, it is said in words that are printable, bounded, and there. */
static void
test_hostile (void)
{
  g_autofree char *much = g_strnfill (100000, 'x');
  GVariantDict dict = G_VARIANT_DICT_INIT (NULL);

  check ("@a{sv} {}", "A program");
  check ("{'command': <''>, 'program': <''>, 'folder': <''>}", "A program");
  check ("{'command': <uint32 7>, 'program': <['git']>, 'folder': <true>}", "A program");
  check ("{'command': <'a\\n\\u001b[31mb\\u202ec'>}", "a??[31mb?c");

  g_variant_dict_insert (&dict, "command", "s", much);
  g_variant_dict_insert (&dict, "folder", "s", much);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_autofree char *words = lk_bus_caller_words (value, "/");
  g_assert_cmpuint (g_utf8_strlen (words, -1), <, 420);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/bus-request/words", test_words);
  g_test_add_func ("/app/bus-request/hostile", test_hostile);
  return g_test_run ();
}
