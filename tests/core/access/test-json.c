/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/json.h"

#include <string.h>

#include "base/error.h"

#define LENGTH_MAX 1000

static JsonObject *
parse (const char *text, GError **error)
{
  return lk_json_parse_object (text, strlen (text), LENGTH_MAX, "it", error);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object =
      parse (" {\"a\" : \"x\\u00e9\\ud83d\\ude00\\n\", \"b\":[1,-2.5e+3,true,false,null,{},[]],\r\n"
             "\t\"n\":0, \"big\":9007199254740993, \"neg\":-1, \"f\":12.9, \"huge\":1e400,"
             " \"c\":{\"a\":1,\"b\":2}} ",
             &error);
  gint64 value = -7;

  g_assert_no_error (error);
  g_assert_cmpstr (lk_json_text (object, "a"), ==, "x\xc3\xa9\xf0\x9f\x98\x80\n");
  g_assert_null (lk_json_text (object, "b"));
  g_assert_null (lk_json_text (object, "n"));
  g_assert_null (lk_json_text (object, "absent"));
  g_assert_true (lk_json_seconds (object, "n", &value) && value == 0);
  g_assert_true (lk_json_seconds (object, "f", &value) && value == 12);
  g_assert_false (lk_json_seconds (object, "a", &value));
  g_assert_false (lk_json_seconds (object, "big", &value));
  g_assert_false (lk_json_seconds (object, "neg", &value));
  g_assert_false (lk_json_seconds (object, "huge", &value));
  g_assert_false (lk_json_seconds (object, "absent", &value));
}

static void
test_bad (void)
{
  static const char *const cases[] = {
      "",
      " ",
      "null",
      "[]",
      "\"x\"",
      "{",
      "}",
      "{}x",
      "{}{}",
      "{} //",
      "/* */ {}",
      "var x = {}",
      "{a:1}",
      "{'a':1}",
      "{\"a\":1,}",
      "{,}",
      "{\"a\" 1}",
      "{\"a\":}",
      "{\"a\":[1,]}",
      "{\"a\":01}",
      "{\"a\":0x1}",
      "{\"a\":+1}",
      "{\"a\":.5}",
      "{\"a\":1.}",
      "{\"a\":1e}",
      "{\"a\":NaN}",
      "{\"a\":True}",
      "{\"a\":\"\t\"}",
      "{\"a\":\"\\x\"}",
      "{\"a\":\"\\u12\"}",
      "{\"a\":\"\\u0000\"}",
      "{\"a\":\"\\ud83d\"}",
      "{\"a\":\"\\ud83dx\"}",
      "{\"a\":\"\\ude00\"}",
      "{\"a\":\"\\ud83d\\ud83d\"}",
      "{\"a\":\"\xff\"}",
      "{\"a\":\"\xc0\x80\"}",
      "{\"a\":\"x",
      "{\"a\":\"\\",
      "{\"a\":1,\"a\":2}",
      "{\"a\":1,\"\\u0061\":2}",
      "{\"b\":[{\"a\":1,\"a\":1}]}",
      "\xef\xbb\xbf{}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (cases[i], &error));
    g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
  }
}

static void
test_bounds (void)
{
  g_autofree char *open = g_strnfill (100000, '[');
  g_autofree char *deep = g_strconcat ("{\"a\":", open, NULL);
  g_autofree char *blank = g_strnfill (LENGTH_MAX - 2, ' ');
  g_autofree char *largest = g_strconcat (blank, "{}", NULL);
  g_autofree char *larger = g_strconcat (largest, " ", NULL);
  g_autoptr (JsonObject) object = parse (largest, NULL);

  g_assert_nonnull (object);
  g_assert_null (parse (larger, NULL));
  g_assert_null (lk_json_parse_object (deep, strlen (deep), strlen (deep), "it", NULL));
  g_assert_null (lk_json_parse_object ("{\"a\":\"x\0y\"}", 11, LENGTH_MAX, "it", NULL));
  g_assert_null (lk_json_parse_object (NULL, 0, LENGTH_MAX, "it", NULL));
  g_assert_null (lk_json_parse_object ("{}\0", 3, LENGTH_MAX, "it", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/good", test_good);
  g_test_add_func ("/json/bad", test_bad);
  g_test_add_func ("/json/bounds", test_bounds);
  return g_test_run ();
}
