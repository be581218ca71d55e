/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/diff.h"

#include <string.h>

#define CONTEXT 3u

static void
add_line (GString *out, char sign, const LkText *text, guint line)
{
  gsize length;
  const char *data = lk_text_line (text, line, &length);

  g_string_append_c (out, sign);
  g_string_append_len (out, data, (gssize) length);
  if (data[length - 1] != '\n')
    g_string_append (out, "\n\\ No newline at end of file\n");
}

/* "12,7", "12" for one line, "11,0" for none after line 11 */
static void
add_range (GString *out, char sign, guint first, guint n)
{
  g_string_append_printf (out, " %c%u", sign, n == 0 ? first : first + 1);
  if (n != 1)
    g_string_append_printf (out, ",%u", n);
}

/* One "@@" section: hunks so near to each other that their context meets. */
static void
add_section (GString *out, const LkText *old, const LkText *new, const LkHunk *hunks, guint n)
{
  const LkHunk *last = &hunks[n - 1];
  guint before = MIN (CONTEXT, hunks[0].old);
  guint first = hunks[0].old - before, first_new = hunks[0].new - before;
  guint rest = lk_text_n_lines (old) - (last->old + last->n_old);
  guint end = last->old + last->n_old + MIN (CONTEXT, rest);
  guint end_new = last->new + last->n_new + MIN (CONTEXT, rest);
  guint at = first;

  g_string_append (out, "@@");
  add_range (out, '-', first, end - first);
  add_range (out, '+', first_new, end_new - first_new);
  g_string_append (out, " @@\n");
  for (guint i = 0; i < n; i++) {
    for (; at < hunks[i].old; at++)
      add_line (out, ' ', old, at);
    for (; at < hunks[i].old + hunks[i].n_old; at++)
      add_line (out, '-', old, at);
    for (guint j = 0; j < hunks[i].n_new; j++)
      add_line (out, '+', new, hunks[i].new + j);
  }
  for (; at < end; at++)
    add_line (out, ' ', old, at);
}

/* One line whatever the name is; a tab ends one that holds blanks. */
static void
add_name (GString *out, const char *sign, GBytes *content, const char *side, const char *name)
{
  g_string_append_printf (out, "%s ", sign);
  if (content == NULL) {
    g_string_append (out, "/dev/null\n");
    return;
  }
  g_string_append_printf (out, "%s%s", side, *name == '/' ? "" : "/");
  for (const char *p = name; *p != '\0'; p++)
    g_string_append_c (out, g_ascii_iscntrl (*p) ? '?' : *p);
  g_string_append (out, strchr (name, ' ') != NULL ? "\t\n" : "\n");
}

GBytes *
lk_diff_unified (GBytes *old, GBytes *new, const char *name)
{
  g_autoptr (LkText) a = lk_text_new (old);
  g_autoptr (LkText) b = lk_text_new (new);
  g_autoptr (GArray) all = lk_diff (a, b);
  const LkHunk *hunks = (const LkHunk *) (gpointer) all->data;
  GString *out = g_string_new (NULL);

  if (all->len > 0) {
    add_name (out, "---", old, "a", name);
    add_name (out, "+++", new, "b", name);
  }
  for (guint i = 0, n; i < all->len; i += n) {
    for (n = 1; i + n < all->len &&
                hunks[i + n].old - (hunks[i + n - 1].old + hunks[i + n - 1].n_old) <= 2 * CONTEXT;)
      n++;
    add_section (out, a, b, hunks + i, n);
  }
  return g_string_free_to_bytes (out);
}
