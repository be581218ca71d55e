/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cert/wire.h"

#include <string.h>

LkSshReader
lk_ssh_reader (const void *data, gsize length)
{
  return (LkSshReader){.data = data, .length = length};
}

static const guint8 *
take (LkSshReader *reader, gsize length)
{
  const guint8 *data = reader->data;

  if (reader->spoilt || length > reader->length) {
    reader->spoilt = TRUE;
    return NULL;
  }
  reader->data += length;
  reader->length -= length;
  return data;
}

guint8
lk_ssh_read_byte (LkSshReader *reader)
{
  const guint8 *data = take (reader, 1);

  return data == NULL ? 0 : *data;
}

guint32
lk_ssh_read_u32 (LkSshReader *reader)
{
  guint32 value = 0;
  const guint8 *data = take (reader, sizeof value);

  if (data != NULL)
    memcpy (&value, data, sizeof value);
  return GUINT32_FROM_BE (value);
}

guint64
lk_ssh_read_u64 (LkSshReader *reader)
{
  guint64 value = 0;
  const guint8 *data = take (reader, sizeof value);

  if (data != NULL)
    memcpy (&value, data, sizeof value);
  return GUINT64_FROM_BE (value);
}

LkSshReader
lk_ssh_read_string (LkSshReader *reader)
{
  gsize length = lk_ssh_read_u32 (reader);
  const guint8 *data = take (reader, length);

  return (LkSshReader){.data = data, .length = data == NULL ? 0 : length, .spoilt = reader->spoilt};
}

char *
lk_ssh_read_text (LkSshReader *reader, gsize max)
{
  LkSshReader span = lk_ssh_read_string (reader);

  if (span.length > max || (span.length > 0 && memchr (span.data, '\0', span.length) != NULL)) {
    reader->spoilt = TRUE;
    span.length = 0;
  }
  return span.length == 0 ? g_strdup ("") : g_strndup ((const char *) span.data, span.length);
}

gboolean
lk_ssh_reader_done (const LkSshReader *reader)
{
  return !reader->spoilt && reader->length == 0;
}

gboolean
lk_ssh_span_is (const LkSshReader *span, const char *text)
{
  return !span->spoilt && span->length == strlen (text) &&
         memcmp (span->data, text, span->length) == 0;
}

void
lk_ssh_put_byte (GByteArray *out, guint8 value)
{
  g_byte_array_append (out, &value, 1);
}

void
lk_ssh_put_u32 (GByteArray *out, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

void
lk_ssh_put_string (GByteArray *out, const void *data, gsize length)
{
  g_return_if_fail (length <= G_MAXINT32);

  lk_ssh_put_u32 (out, (guint32) length);
  g_byte_array_append (out, data, (guint) length);
}

void
lk_ssh_put_text (GByteArray *out, const char *text)
{
  lk_ssh_put_string (out, text, strlen (text));
}

void
lk_ssh_put_mpint (GByteArray *out, const guint8 *number, gsize length)
{
  while (length > 0 && *number == 0) {
    number++;
    length--;
  }

  /* A first bit of 1 would make it negative. */
  gboolean pad = length > 0 && (*number & 0x80) != 0;

  lk_ssh_put_u32 (out, (guint32) (length + pad));
  if (pad)
    lk_ssh_put_byte (out, 0);
  g_byte_array_append (out, number, (guint) length);
}
