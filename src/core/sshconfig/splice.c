/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/splice.h"

#include <string.h>

typedef struct {
  gsize start;
  gsize end;
  char *text;
  gsize length;
} Splice;

struct _LkSplices {
  GArray *list;
};

static void
clear_splice (gpointer data)
{
  g_free (((Splice *) data)->text);
}

LkSplices *
lk_splices_new (void)
{
  LkSplices *splices = g_new (LkSplices, 1);

  splices->list = g_array_new (FALSE, FALSE, sizeof (Splice));
  g_array_set_clear_func (splices->list, clear_splice);
  return splices;
}

void
lk_splices_free (LkSplices *splices)
{
  g_array_unref (splices->list);
  g_free (splices);
}

/* What is inserted where something else is replaced stands before it. */
static gboolean
comes_after (const Splice *a, const Splice *b)
{
  return a->start > b->start || (a->start == b->start && a->end > a->start && b->end == b->start);
}

void
lk_splices_add (LkSplices *splices, gsize start, gsize end, const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  Splice splice = {start, end, g_memdup2 (text, size), size};
  guint at = splices->list->len;

  while (at > 0 && comes_after (&g_array_index (splices->list, Splice, at - 1), &splice))
    at--;
  g_array_insert_val (splices->list, at, splice);
}

gboolean
lk_splices_is_empty (const LkSplices *splices)
{
  return splices->list->len == 0;
}

GBytes *
lk_splices_apply (LkSplices *splices, GBytes *text)
{
  gsize size, at = 0;
  const guint8 *data = g_bytes_get_data (text, &size);
  GByteArray *out = g_byte_array_sized_new ((guint) size + 256);

  for (guint i = 0; i < splices->list->len; i++) {
    const Splice *splice = &g_array_index (splices->list, Splice, i);

    g_assert (splice->start >= at && splice->end >= splice->start && splice->end <= size);
    if (splice->start > at)
      g_byte_array_append (out, data + at, (guint) (splice->start - at));
    if (splice->length > 0)
      g_byte_array_append (out, (const guint8 *) splice->text, (guint) splice->length);
    at = splice->end;
  }
  if (size > at)
    g_byte_array_append (out, data + at, (guint) (size - at));
  return g_byte_array_free_to_bytes (out);
}
