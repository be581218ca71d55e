/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/chunked.h"

#include <string.h>

/* The line from @at on, without its CRLF: FALSE when it has no end yet. */
static gboolean
find_line (const GByteArray *body, gsize at, gsize *length)
{
  const guint8 *end = memchr (body->data + at, '\n', body->len - at);

  if (end == NULL || end == body->data + at || end[-1] != '\r')
    return FALSE;
  *length = (gsize) (end - 1 - (body->data + at));
  return TRUE;
}

/* chunk-size, which extensions may follow; at most 7 digits, more than any body that is read. */
static gboolean
parse_size (const guint8 *line, gsize length, gsize *size)
{
  gsize digits = 0;

  *size = 0;
  for (; digits < length && g_ascii_isxdigit ((char) line[digits]); digits++) {
    if (digits == 7)
      return FALSE;
    *size = *size * 16 + (gsize) g_ascii_xdigit_value ((char) line[digits]);
  }
  return digits > 0 &&
         (digits == length || line[digits] == ';' || line[digits] == ' ' || line[digits] == '\t');
}

gboolean
lk_chunked_decode (GByteArray *body)
{
  gsize from = 0, to = 0, line, size = 1;
  gboolean complete = FALSE;

  while (!complete && from < body->len && find_line (body, from, &line) &&
         parse_size (body->data + from, line, &size)) {
    gsize here;

    from += line + 2;
    here = MIN (size, body->len - from);
    memmove (body->data + to, body->data + from, here);
    to += here;
    from += here;
    complete = size == 0;
    /* Trailer fields may follow the last chunk; nothing here is interested in them. */
    if (complete || body->len - from < 2 || memcmp (body->data + from, "\r\n", 2) != 0)
      break;
    from += 2;
  }
  g_byte_array_set_size (body, (guint) to);
  return complete;
}
