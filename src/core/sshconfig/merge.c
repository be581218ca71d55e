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

static gboolean
reaches (const Side *side, guint end)
{
  return next_hunk (side) != NULL && next_hunk (side)->old <= end;
}

/* How far behind the hunk the side's lines are from the base's. */
static int
shift_after (const LkHunk *hunk)
{
  return (int) (hunk->new + hunk->n_new) - (int) (hunk->old + hunk->n_old);
}

/*
 * Where hunks of both sides meet, they and all that meet those are one conflict: @one has its lines there
 * in the place of the base's, and @other does not.
 */
static void
take_one (Side *one, Side *other, const LkText *base, guint *at, GByteArray *out)
{
  const LkHunk *first = next_hunk (one);
  guint from = MIN (first->old, next_hunk (other)->old), end = from;
  guint begin = first->new - (first->old - from);
  int shift = 0;

  while (reaches (one, end) || reaches (other, end)) {
    Side *side = reaches (one, end) ? one : other;
    const LkHunk *hunk = next_hunk (side);

    end = MAX (end, hunk->old + hunk->n_old);
    if (side == one)
      shift = shift_after (hunk);
    side->next++;
  }
  append (out, base, *at, from);
  append (out, one->text, begin, (guint) ((int) end + shift));
  *at = end;
}

/* Takes the hunk that comes first; both where they are the same one. FALSE where they meet and nobody picks. */
static gboolean
take_next (Side *a, Side *b, LkConfigPick pick, const LkText *base, guint *at, GByteArray *out)
{
  const LkHunk *x = next_hunk (a), *y = next_hunk (b), *first;
  Side *side;

  if (x != NULL && y != NULL && same_hunk (a, b)) {
    b->next++;
    y = NULL;
  } else if (x != NULL && y != NULL && x->old <= y->old + y->n_old && y->old <= x->old + x->n_old) {
    if (pick == LK_CONFIG_PICK_NONE)
      return FALSE;
    if (pick == LK_CONFIG_PICK_OURS)
      take_one (a, b, base, at, out);
    else
      take_one (b, a, base, at, out);
    return TRUE;
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
lk_merge (GBytes *base_bytes, GBytes *ours, GBytes *theirs, LkConfigPick pick)
{
  g_autoptr (LkText) base = lk_text_new (base_bytes);
  g_auto (Side) a = side_new (base, ours);
  g_auto (Side) b = side_new (base, theirs);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint at = 0;

  while (next_hunk (&a) != NULL || next_hunk (&b) != NULL)
    if (!take_next (&a, &b, pick, base, &at, out))
      return NULL;
  append (out, base, at, lk_text_n_lines (base));
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
