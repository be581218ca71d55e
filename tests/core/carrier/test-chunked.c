/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/chunked.h"

#include <string.h>

static void
check (const char *body, gboolean complete, const char *content)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();

  g_byte_array_append (array, (const guint8 *) body, (guint) strlen (body));
  g_assert_cmpint (lk_chunked_decode (array), ==, complete);
  g_assert_cmpmem (array->data, array->len, content, strlen (content));
}

static void
test_complete (void)
{
  check ("0\r\n\r\n", TRUE, "");
  check ("5\r\nerror\r\n6\r\n code:\r\n0\r\n\r\n", TRUE, "error code:");
  check ("00000A;name=\"x\"\r\n0123456789\r\n0 ;y\r\nTrailer: z\r\n\r\n", TRUE, "0123456789");
  check ("2\r\n\r\n\r\n0\r\n\r\n", TRUE, "\r\n");
}

static void
test_beginning (void)
{
  check ("", FALSE, "");
  check ("5", FALSE, "");
  check ("5\r\n", FALSE, "");
  check ("5\r\nerr", FALSE, "err");
  check ("5\r\nerror", FALSE, "error");
  check ("5\r\nerror\r\n", FALSE, "error");
  check ("5\r\nerror\r\n0", FALSE, "error");
}

static void
test_mistakes (void)
{
  check ("error", FALSE, "");
  check ("\r\n", FALSE, "");
  check ("-1\r\nx\r\n", FALSE, "");
  check ("5\nerror\n0\n\n", FALSE, "");
  check ("1x\r\ne\r\n", FALSE, "");
  check ("10000000\r\nerror", FALSE, "");
  check ("ffffffffffffffffff\r\nerror", FALSE, "");
  check ("1\r\nerror\r\n0\r\n\r\n", FALSE, "e");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chunked/complete", test_complete);
  g_test_add_func ("/chunked/beginning", test_beginning);
  g_test_add_func ("/chunked/mistakes", test_mistakes);
  return g_test_run ();
}
