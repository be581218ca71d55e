/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <string.h>

static void
test_layers (void)
{
  for (int code = LK_ERROR_USAGE; code <= LK_ERROR_CONFIG; code++) {
    g_autoptr (GError) error = g_error_new (LK_ERROR, code, "x");
    LkError back;

    g_assert_true (lk_layer_from_name (lk_error_layer (error), &back));
    g_assert_cmpint ((int) back, ==, code);
  }
}

static void
test_foreign (void)
{
  g_autoptr (GError) error = g_error_new (G_FILE_ERROR, 1, "x");
  LkError code;

  g_assert_null (lk_error_layer (error));
  g_assert_false (lk_layer_from_name ("nonsense", &code));
}

static void
check_printable (const char *text, gssize length, const char *expected)
{
  g_autofree char *got = lk_printable (text, length);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_printable (void)
{
  g_autofree char *longer = g_strnfill (500, 'a');
  g_autofree char *cut = lk_printable (longer, -1);

  check_printable (NULL, -1, "");
  check_printable ("plain ü 日本", -1, "plain ü 日本");
  check_printable ("\033[31mred\a\n", -1, "?[31mred??");
  check_printable ("bad \xff\xc3", -1, "bad ??");
  check_printable ("c1 \xc2\x9b!", -1, "c1 ?!");
  check_printable ("nul\0x", 5, "nul?x");
  g_assert_cmpuint (strlen (cut), ==, 203);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/layers", test_layers);
  g_test_add_func ("/error/foreign", test_foreign);
  g_test_add_func ("/error/printable", test_printable);
  return g_test_run ();
}
