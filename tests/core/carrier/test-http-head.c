/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/http-head.h"

#include <string.h>

#include "base/error.h"

#define STATUS "HTTP/1.1 101 Switching Protocols\r\n"

static LkHttpHead *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  LkHttpHead *head;
  gsize used;

  g_assert_true (lk_http_head_parse (text, strlen (text), &used, &head, &error));
  g_assert_no_error (error);
  g_assert_nonnull (head);
  g_assert_cmpuint (used, ==, (gsize) (strstr (text, "\r\n\r\n") + 4 - text));
  return head;
}

static void
test_good (void)
{
  g_autoptr (LkHttpHead) head =
      parse (STATUS "Upgrade: WebSocket\r\nConnection:keep-alive , UPGRADE\r\n"
                    "connection: x\r\nEmpty:\r\nSpaced: \t a b \t\r\n\r\nbehind");
  g_autoptr (LkHttpHead) bare = parse ("HTTP/1.0 502\r\n\r\n");

  g_assert_cmpuint (lk_http_head_status (head), ==, 101);
  g_assert_cmpuint (lk_http_head_status (bare), ==, 502);
  g_assert_cmpstr (lk_http_head_get (head, "upgrade"), ==, "WebSocket");
  g_assert_cmpstr (lk_http_head_get (head, "EMPTY"), ==, "");
  g_assert_cmpstr (lk_http_head_get (head, "Spaced"), ==, "a b");
  g_assert_null (lk_http_head_get (head, "Absent"));
  g_assert_true (lk_http_head_has_token (head, "Connection", "upgrade"));
  g_assert_true (lk_http_head_has_token (head, "Connection", "X"));
  g_assert_false (lk_http_head_has_token (head, "Connection", "keep"));
}

/* It is incomplete, and not an error, up to its last byte. */
static void
test_incomplete (void)
{
  static const char text[] = STATUS "A: b\r\n\r\n";
  LkHttpHead *head;
  gsize used;

  g_assert_true (lk_http_head_parse (NULL, 0, &used, &head, NULL));
  for (gsize n = 0; n < strlen (text); n++) {
    g_assert_true (lk_http_head_parse (text, n, &used, &head, NULL));
    g_assert_null (head);
  }
}

static void
refuse (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  LkHttpHead *head;
  gsize used;

  g_assert_false (lk_http_head_parse (text, length, &used, &head, &error));
  g_assert_null (head);
  g_assert_error (error, LK_ERROR, LK_ERROR_ACCESS);
}

static void
test_refused (void)
{
  static const char *const bad[] = {
      "SSH-2.0-OpenSSH_9.2\r\n",
      "HTTP/2 200\r\n\r\n",
      "HTTP/1.1 20\r\n\r\n",
      "HTTP/1.1 2000\r\n\r\n",
      "HTTP/1.1 099 Low\r\n\r\n",
      "HTTP/1.1  200 OK\r\n\r\n",
      "HTTP/1.1 200 O\nK\r\n\r\n",
      STATUS "no colon\r\n\r\n",
      STATUS ": no name\r\n\r\n",
      STATUS "a b: c\r\n\r\n",
      STATUS "a : c\r\n\r\n",
      STATUS "a: b\r\n folded: c\r\n\r\n",
      STATUS "a: b\r\n\tfolded\r\n\r\n",
      STATUS "a: b\rc\r\n\r\n",
      STATUS "a: b\nc: d\r\n\r\n",
      STATUS "a: \x01\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    refuse (bad[i], strlen (bad[i]));
  refuse (STATUS "a: b\0c\r\n\r\n", sizeof (STATUS "a: b\0c\r\n\r\n") - 1);
}

static void
test_bounds (void)
{
  g_autoptr (GString) many = g_string_new (STATUS);
  g_autoptr (GString) large = g_string_new (STATUS "a: ");
  g_autoptr (LkHttpHead) head = NULL;
  gsize used;

  for (int i = 0; i < LK_HTTP_FIELDS_MAX; i++)
    g_string_append (many, "a: b\r\n");
  g_string_append (many, "\r\n");
  head = parse (many->str);
  g_string_insert (many, (gssize) strlen (STATUS), "a: b\r\n");
  refuse (many->str, many->len);

  while (large->len < LK_HTTP_HEAD_MAX)
    g_string_append_c (large, 'x');
  refuse (large->str, large->len);
  g_clear_pointer (&head, lk_http_head_free);
  g_assert_true (lk_http_head_parse (large->str, large->len - 1, &used, &head, NULL));
  g_assert_null (head);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-head/good", test_good);
  g_test_add_func ("/http-head/incomplete", test_incomplete);
  g_test_add_func ("/http-head/refused", test_refused);
  g_test_add_func ("/http-head/bounds", test_bounds);
  return g_test_run ();
}
