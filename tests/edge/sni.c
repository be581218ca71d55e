/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "listener.h"

typedef struct {
  const guchar *at;
  gsize left;
} Bytes;

/* Takes a number of @width bytes; what is missing counts as zero. */
static gsize
take (Bytes *bytes, guint width)
{
  gsize value = 0;

  for (guint i = 0; i < width && bytes->left > 0; i++, bytes->at++, bytes->left--)
    value = value << 8 | *bytes->at;
  return value;
}

static Bytes
take_bytes (Bytes *bytes, gsize length)
{
  Bytes part = {bytes->at, MIN (length, bytes->left)};

  bytes->at += part.left;
  bytes->left -= part.left;
  return part;
}

static char *
host_name (Bytes extension)
{
  Bytes list = take_bytes (&extension, take (&extension, 2));
  gsize type = take (&list, 1);
  Bytes name = take_bytes (&list, take (&list, 2));

  return type == 0 && name.left > 0 ? g_ascii_strdown ((const char *) name.at, name.left) : NULL;
}

char *
edge_sni (const guchar *hello, gsize length)
{
  Bytes bytes = {hello, length};
  Bytes extensions;

  if (take (&bytes, 1) != 22)
    return NULL;
  take_bytes (&bytes, 4); /* version and length of the record */
  if (take (&bytes, 1) != 1)
    return NULL;
  take_bytes (&bytes, 3 + 2 + 32);       /* length, version, random */
  take_bytes (&bytes, take (&bytes, 1)); /* session */
  take_bytes (&bytes, take (&bytes, 2)); /* cipher suites */
  take_bytes (&bytes, take (&bytes, 1)); /* compression */
  extensions = take_bytes (&bytes, take (&bytes, 2));
  while (extensions.left > 0) {
    gsize type = take (&extensions, 2);
    Bytes extension = take_bytes (&extensions, take (&extensions, 2));

    if (type == 0)
      return host_name (extension);
  }
  return NULL;
}
