/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <string.h>

static void
test_text (void)
{
  g_autoptr (LkSecret) secret = lk_secret_new ("abcdef", 3);

  g_assert_cmpstr (lk_secret_text (secret), ==, "abc");
  g_assert_cmpuint (lk_secret_length (secret), ==, 3);
}

static void
test_large (void)
{
  g_autofree char *data = g_strnfill (100000, 'x');
  g_autoptr (LkSecret) secret = lk_secret_new (data, -1);

  g_assert_cmpuint (lk_secret_length (secret), ==, 100000);
  g_assert_cmpstr (lk_secret_text (secret), ==, data);
}

static void
test_equal (void)
{
  g_autoptr (LkSecret) a = lk_secret_new ("one", -1);
  g_autoptr (LkSecret) b = lk_secret_new_take (g_strdup ("one"));
  g_autoptr (LkSecret) c = lk_secret_new ("two", -1);
  g_autoptr (LkSecret) d = lk_secret_new ("ones", -1);

  g_assert_true (lk_secret_equal (a, b));
  g_assert_false (lk_secret_equal (a, c));
  g_assert_false (lk_secret_equal (a, d));
}

static void
test_wipe (void)
{
  char text[] = "secret";

  lk_wipe (text, sizeof text);
  for (gsize i = 0; i < sizeof text; i++)
    g_assert_cmpint (text[i], ==, 0);
}

/* The pages are gone after the last unref, so nothing can be read there any more. */
static void
test_gone (void)
{
  if (g_test_subprocess ()) {
    LkSecret *secret = lk_secret_new ("one", -1);
    const volatile char *text = lk_secret_text (secret);

    lk_secret_unref (lk_secret_ref (secret));
    g_assert_cmpint (text[0], ==, 'o');
    lk_secret_unref (secret);
    g_print ("read %d\n", text[0]);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stdout_unmatched ("*read*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/text", test_text);
  g_test_add_func ("/secret/large", test_large);
  g_test_add_func ("/secret/equal", test_equal);
  g_test_add_func ("/secret/wipe", test_wipe);
  g_test_add_func ("/secret/gone", test_gone);
  return g_test_run ();
}
