/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/diff.h"

#include <string.h>

/* How many lines two texts may differ in to be compared finely; the memory grows with its square. */
#define EDITS_MAX 2000

LkText *
lk_text_new (GBytes *bytes)
{
  LkText *text = g_new0 (LkText, 1);
  gsize length, at = 0;
  const char *data;

  text->bytes = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
  data = g_bytes_get_data (text->bytes, &length);
  text->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  while (at < length) {
    const char *end = memchr (data + at, '\n', length - at);

    g_array_append_val (text->starts, at);
    at = end == NULL ? length : (gsize) (end + 1 - data);
  }
  g_array_append_val (text->starts, length);
  return text;
}

void
lk_text_free (LkText *text)
{
  g_bytes_unref (text->bytes);
  g_array_unref (text->starts);
  g_free (text);
}

guint
lk_text_n_lines (const LkText *text)
{
  return text->starts->len - 1;
}

const char *
lk_text_line (const LkText *text, guint line, gsize *length)
{
  gsize start = g_array_index (text->starts, gsize, line);
  const char *data = g_bytes_get_data (text->bytes, NULL);

  *length = g_array_index (text->starts, gsize, line + 1) - start;
  return data + start;
}

static gboolean
same_line (const LkText *a, guint i, const LkText *b, guint j)
{
  gsize length_a, length_b;
  const char *line_a = lk_text_line (a, i, &length_a);
  const char *line_b = lk_text_line (b, j, &length_b);

  return length_a == length_b && memcmp (line_a, line_b, length_a) == 0;
}

/* Edits of one line each, in order, become hunks. */
static void
add_edit (GArray *hunks, guint old, guint n_old, guint new, guint n_new)
{
  LkHunk hunk = {old, n_old, new, n_new};

  if (hunks->len > 0) {
    LkHunk *last = &g_array_index (hunks, LkHunk, hunks->len - 1);

    if (last->old + last->n_old == old && last->new + last->n_new == new) {
      last->n_old += n_old;
      last->n_new += n_new;
      return;
    }
  }
  g_array_append_val (hunks, hunk);
}

/* The part that is compared: @n lines of @a from @skip on, @m of @b; a path is x lines of a and y of b. */
typedef struct {
  const LkText *a, *b;
  guint skip;
  int n, m;
} Grid;

static int
follow_diagonal (const Grid *grid, int x, int y)
{
  while (x < grid->n && y < grid->m &&
         same_line (grid->a, grid->skip + (guint) x, grid->b, grid->skip + (guint) y))
    x++, y++;
  return x;
}

/* The furthest x on diagonal @k after one edit more than @before tells, from -(d-1) to d-1. */
static int
furthest (const int *before, int d, int k)
{
  gboolean down = k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);

  if (d == 0)
    return 0;
  return down ? before[k + 1 + d - 1] : before[k - 1 + d - 1] + 1;
}

/* Walks back through the rounds, and adds the edits in order. */
static void
collect (const Grid *grid, GPtrArray *rounds, GArray *hunks)
{
  int x = grid->n, y = grid->m;
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (LkHunk));

  for (int d = (int) rounds->len - 1; d > 0; d--) {
    const int *before = g_ptr_array_index (rounds, d - 1);
    int k = x - y, x0;
    gboolean down = k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);
    LkHunk edit;

    x0 = down ? before[k + 1 + d - 1] : before[k - 1 + d - 1];
    x = x0;
    y = down ? x0 - (k + 1) : x0 - (k - 1);
    edit = (LkHunk){(guint) x, !down, (guint) y, down};
    g_array_append_val (edits, edit);
  }
  for (guint i = edits->len; i > 0; i--) {
    const LkHunk *edit = &g_array_index (edits, LkHunk, i - 1);

    add_edit (hunks, grid->skip + edit->old, edit->n_old, grid->skip + edit->new, edit->n_new);
  }
}

static void
compare (const Grid *grid, GArray *hunks)
{
  g_autoptr (GPtrArray) rounds = g_ptr_array_new_with_free_func (g_free);
  int most = MIN (grid->n + grid->m, EDITS_MAX);

  for (int d = 0; d <= most; d++) {
    const int *before = d == 0 ? NULL : g_ptr_array_index (rounds, d - 1);
    int *now = g_new0 (int, 2 * d + 1);

    g_ptr_array_add (rounds, now);
    for (int k = -d; k <= d; k += 2) {
      int x = furthest (before, d, k);

      now[k + d] = x = x - k > grid->m ? x : follow_diagonal (grid, x, x - k);
      if (x >= grid->n && x - k >= grid->m) {
        collect (grid, rounds, hunks);
        return;
      }
    }
  }
  add_edit (hunks, grid->skip, (guint) grid->n, grid->skip, (guint) grid->m);
}

GArray *
lk_diff (const LkText *old, const LkText *new)
{
  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (LkHunk));
  guint n = lk_text_n_lines (old), m = lk_text_n_lines (new), head = 0, tail = 0;

  while (head < MIN (n, m) && same_line (old, head, new, head))
    head++;
  while (tail < MIN (n, m) - head && same_line (old, n - 1 - tail, new, m - 1 - tail))
    tail++;
  if (head + tail < MAX (n, m))
    compare (&(Grid){old, new, head, (int) (n - head - tail), (int) (m - head - tail)}, hunks);
  return hunks;
}
