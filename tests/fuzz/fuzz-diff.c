/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "sshconfig/diff.h"
#include "sshconfig/merge.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The next text of the input, which a 0xff ends. */
static GBytes *
take_text (const uint8_t **data, size_t *size)
{
  const uint8_t *end = *size > 0 ? memchr (*data, 0xff, *size) : NULL;
  size_t length = end != NULL ? (size_t) (end - *data) : *size;
  GBytes *text = g_bytes_new (*data, length);

  *data += length + (end != NULL);
  *size -= length + (end != NULL);
  return text;
}

static void
check_same (const LkText *a, guint i, const LkText *b, guint j)
{
  gsize n, m;
  const char *x = lk_text_line (a, i, &n), *y = lk_text_line (b, j, &m);

  g_assert_cmpmem (x, n, y, m);
}

/* The hunks lead from the old text to the new one, and what is between them is the same. */
static void
check_diff (GBytes *old, GBytes *new)
{
  g_autoptr (LkText) a = lk_text_new (old);
  g_autoptr (LkText) b = lk_text_new (new);
  g_autoptr (GArray) hunks = lk_diff (a, b);
  g_autoptr (GBytes) unified = lk_diff_unified (old, new, "a");
  LkHunk end = {lk_text_n_lines (a), 0, lk_text_n_lines (b), 0};
  guint i = 0, j = 0;

  g_array_append_val (hunks, end);
  for (guint k = 0; k < hunks->len; k++) {
    const LkHunk *hunk = &g_array_index (hunks, LkHunk, k);

    for (; i < hunk->old; i++, j++)
      check_same (a, i, b, j);
    g_assert_cmpuint (j, ==, hunk->new);
    i += hunk->n_old;
    j += hunk->n_new;
  }
  g_assert_true (i == end.old && j == end.new);
  g_assert_true ((g_bytes_get_size (unified) == 0) == g_bytes_equal (old, new));
}

/* It does not matter who is whom, and who changes nothing gets the other's text; a pick decides conflicts only. */
static void
check_merge (GBytes *base, GBytes *ours, GBytes *theirs)
{
  g_autoptr (GBytes) one = lk_merge (base, ours, theirs, LK_CONFIG_PICK_NONE);
  g_autoptr (GBytes) other = lk_merge (base, theirs, ours, LK_CONFIG_PICK_NONE);
  g_autoptr (GBytes) mine = lk_merge (base, ours, theirs, LK_CONFIG_PICK_OURS);
  g_autoptr (GBytes) same = lk_merge (base, theirs, ours, LK_CONFIG_PICK_THEIRS);
  g_autoptr (GBytes) plain = lk_merge (base, ours, base, LK_CONFIG_PICK_NONE);

  g_assert_true ((one == NULL) == (other == NULL));
  g_assert_true (one == NULL || g_bytes_equal (one, other));
  g_assert_true (mine != NULL && g_bytes_equal (mine, one == NULL ? same : one));
  g_assert_true (g_bytes_equal (mine, same));
  g_assert_true (plain != NULL && g_bytes_equal (plain, ours));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) base = take_text (&data, &size);
  g_autoptr (GBytes) ours = take_text (&data, &size);
  g_autoptr (GBytes) theirs = take_text (&data, &size);

  check_diff (base, ours);
  check_diff (ours, theirs);
  check_merge (base, ours, theirs);
  return 0;
}
