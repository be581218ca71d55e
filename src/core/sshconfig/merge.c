/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/merge.h"

#include <string.h>

#include "sshconfig/diff.h"

/* One side: its text, its hunks from the base, and the next of them. */
typedef struct {
  LkText *text;
  GArray *hunks;
  guint next;
} Side;

static void
side_clear (Side *side)
{
  lk_text_free (side->text);
  g_array_unref (side->hunks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

static Side
side_new (const LkText *base, GBytes *bytes)
{
  LkText *text = lk_text_new (bytes);

  return (Side){text, lk_diff (base, text), 0};
}

static const LkHunk *
next_hunk (const Side *side)
{
  return side->next < side->hunks->len ? &g_array_index (side->hunks, LkHunk, side->next) : NULL;
}

static void
append (GByteArray *out, const LkText *text, guint from, guint to)
{
  gsize length;

  for (guint i = from; i < to; i++) {
    const char *line = lk_text_line (text, i, &length);

    g_byte_array_append (out, (const guint8 *) line, (guint) length);
  }
}

static gboolean
same_hunk (const Side *a, const Side *b)
{
  const LkHunk *x = next_hunk (a), *y = next_hunk (b);
  gsize length_x, length_y;

  if (x->old != y->old || x->n_old != y->n_old || x->n_new != y->n_new)
    return FALSE;
  for (guint i = 0; i < x->n_new; i++) {
    const char *line_x = lk_text_line (a->text, x->new + i, &length_x);
    const char *line_y = lk_text_line (b->text, y->new + i, &length_y);

    if (length_x != length_y || memcmp (line_x, line_y, length_x) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Takes the hunk that comes first; both where they are the same one. FALSE where they meet. */
static gboolean
take_next (Side *a, Side *b, const LkText *base, guint *at, GByteArray *out)
{
  const LkHunk *x = next_hunk (a), *y = next_hunk (b), *first;
  Side *side;

  if (x != NULL && y != NULL && same_hunk (a, b)) {
    b->next++;
    y = NULL;
  } else if (x != NULL && y != NULL && x->old <= y->old + y->n_old && y->old <= x->old + x->n_old) {
    return FALSE;
  }
  side = y == NULL || (x != NULL && x->old < y->old) ? a : b;
  first = next_hunk (side);
  append (out, base, *at, first->old);
  append (out, side->text, first->new, first->new + first->n_new);
  *at = first->old + first->n_old;
  side->next++;
  return TRUE;
}

GBytes *
lk_merge (GBytes *base_bytes, GBytes *ours, GBytes *theirs)
{
  g_autoptr (LkText) base = lk_text_new (base_bytes);
  g_auto (Side) a = side_new (base, ours);
  g_auto (Side) b = side_new (base, theirs);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint at = 0;

  while (next_hunk (&a) != NULL || next_hunk (&b) != NULL)
    if (!take_next (&a, &b, base, &at, out))
      return NULL;
  append (out, base, at, lk_text_n_lines (base));
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
