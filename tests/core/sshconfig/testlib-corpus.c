/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "testlib-corpus.h"

#include <string.h>

/* One line of a shape, as a variation writes it. */
typedef void (*Write) (GString *out, const char *line, guint number);

static const char *
body (const char *line)
{
  return line + strspn (line, " \t");
}

/* The keyword's length; 0 where a line has none with an argument after a blank. */
static gsize
keyword (const char *text)
{
  gsize length = strcspn (text, " \t=\"#");
  const char *rest = body (text + length);

  return rest == text + length || strchr ("=", rest[0]) != NULL ? 0 : length;
}

static gboolean
is_header (const char *line)
{
  return g_ascii_strncasecmp (body (line), "Host ", 5) == 0 ||
         g_ascii_strncasecmp (body (line), "Match ", 6) == 0;
}

static void
write_plain (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s\n", line);
}

static void
write_crlf (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s\r\n", line);
}

static void
write_mixed (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s%s", line, number % 2 == 0 ? "\r\n" : "\n");
}

static void
write_blanks_behind (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s \t\f\n", line);
}

static void
write_tab (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s%s\n", body (line) == line ? "" : "\t", body (line));
}

static void
write_flat (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s\n", body (line));
}

static void
write_deep (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "\t  %s\n", line);
}

static void
write_with (GString *out, const char *line, const char *separator)
{
  const char *text = body (line);
  gsize length = keyword (text);

  g_string_append_len (out, line, text - line + (gssize) length);
  if (length > 0)
    g_string_append (out, separator);
  g_string_append_printf (out, "%s\n", length > 0 ? body (text + length) : text);
}

static void
write_equals (GString *out, const char *line, guint number)
{
  write_with (out, line, " = ");
}

static void
write_tight (GString *out, const char *line, guint number)
{
  write_with (out, line, "=");
}

static void
write_wide (GString *out, const char *line, guint number)
{
  write_with (out, line, "\t    ");
}

static void
write_cased (GString *out, const char *line, char (*change) (char))
{
  gsize head = (gsize) (body (line) - line), length = keyword (body (line));

  for (gsize i = 0; line[i] != '\0'; i++)
    g_string_append_c (out, i >= head && i < head + length ? change (line[i]) : line[i]);
  g_string_append_c (out, '\n');
}

static void
write_upper (GString *out, const char *line, guint number)
{
  write_cased (out, line, g_ascii_toupper);
}

static void
write_lower (GString *out, const char *line, guint number)
{
  write_cased (out, line, g_ascii_tolower);
}

static void
write_apart (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s\n\n", line);
}

static void
write_latin (GString *out, const char *line, guint number)
{
  g_string_append_printf (out, "%s%s\n", is_header (line) ? "# caf\xe9 \xff\n" : "", line);
}

static void
write_nul (GString *out, const char *line, guint number)
{
  if (is_header (line))
    g_string_append_len (out, "# a\0b\n", 6);
  write_plain (out, line, number);
}

static void
write_long (GString *out, const char *line, guint number)
{
  if (is_header (line))
    g_string_append_printf (out, "# %010000d\n", 0);
  write_plain (out, line, number);
}

static void
write_noted (GString *out, const char *line, guint number)
{
  gboolean quoted = strpbrk (line, "\"'\\#\f") != NULL;

  g_string_append_printf (out, "%s%s\n", line, is_header (line) && !quoted ? " # note" : "");
}

static const struct {
  const char *name;
  Write write;
  const char *head;
  gboolean open; /* the last line's ending is taken off */
  gboolean same;
} variations[] = {
    {"as it is", write_plain, "", FALSE, TRUE},
    {"CRLF", write_crlf, "", FALSE, TRUE},
    {"LF and CRLF", write_mixed, "", FALSE, TRUE},
    {"no last LF", write_plain, "", TRUE, TRUE},
    {"no last CRLF", write_crlf, "", TRUE, TRUE},
    {"blanks at the ends", write_blanks_behind, "", FALSE, TRUE},
    {"tabs", write_tab, "", FALSE, TRUE},
    {"flat", write_flat, "", FALSE, TRUE},
    {"deep", write_deep, "", FALSE, TRUE},
    {"equals", write_equals, "", FALSE, TRUE},
    {"tight equals", write_tight, "", FALSE, TRUE},
    {"wide", write_wide, "", FALSE, TRUE},
    {"upper case", write_upper, "", FALSE, TRUE},
    {"lower case", write_lower, "", FALSE, TRUE},
    {"lines apart", write_apart, "", FALSE, TRUE},
    {"Latin-1", write_latin, "", FALSE, TRUE},
    {"NUL", write_nul, "", FALSE, TRUE},
    {"long lines", write_long, "", FALSE, TRUE},
    {"notes", write_noted, "", FALSE, TRUE},
    {"blank lines first", write_plain, "\n \n", FALSE, TRUE},
    {"byte order mark", write_plain, "\xef\xbb\xbf", FALSE, FALSE},
};

static void
shape_free (LkTestShape *shape)
{
  g_free (shape->name);
  g_bytes_unref (shape->bytes);
  g_free (shape);
}

static LkTestShape *
add_shape (GPtrArray *shapes, const LkTestShape *base, char *name, GBytes *bytes)
{
  LkTestShape *shape = g_new0 (LkTestShape, 1);

  shape->name = name;
  shape->bytes = bytes;
  shape->base = base == NULL ? shape : base;
  shape->same = TRUE;
  g_ptr_array_add (shapes, shape);
  return shape;
}

/* @text: the name, in the rest of the line that starts a shape, and its lines */
static void
add_variations (GPtrArray *shapes, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const LkTestShape *base = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (variations); i++) {
    GString *out = g_string_new (variations[i].head);
    LkTestShape *shape;

    /* The last one is empty: what follows the last LF. */
    for (guint k = 1; lines[k + 1] != NULL; k++)
      variations[i].write (out, lines[k], k);
    while (variations[i].open && out->len > 0 && strchr ("\r\n", out->str[out->len - 1]) != NULL)
      g_string_truncate (out, out->len - 1);
    shape = add_shape (shapes, base, g_strdup_printf ("%s (%s)", lines[0], variations[i].name),
                       g_string_free_to_bytes (out));
    shape->same = variations[i].same;
    base = shape->base;
  }
}

/* This and a name in a line start a shape; a file without them is one shape. */
#define START "%% "

/* Lines are strings here: what has a NUL byte stays as it is, and a variation puts one in. */
static void
add_file (GPtrArray *shapes, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;
  gsize length;
  char *at, *next;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  if (strlen (text) != length) {
    add_shape (shapes, NULL, g_strdup (name), g_bytes_new (text, length));
    return;
  }
  whole = g_strdup_printf ("%s%s\n%s", g_str_has_prefix (text, START) ? "" : START,
                           g_str_has_prefix (text, START) ? "" : name, text);
  at = strstr (whole, START);
  for (at += strlen (START); at != NULL; at = next) {
    next = strstr (at, "\n" START);
    if (next != NULL) {
      next[1] = '\0';
      next += strlen ("\n" START);
    }
    add_variations (shapes, at);
  }
}

GPtrArray *
lk_test_corpus (void)
{
  g_autofree char *folder =
      g_test_build_filename (G_TEST_DIST, "core", "sshconfig", "corpus", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *shapes = g_ptr_array_new_with_free_func ((GDestroyNotify) shape_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    add_file (shapes, folder, name);
  return shapes;
}

static GBytes *
read_shape (const char *path, gpointer data, GError **error)
{
  return g_bytes_ref (data);
}

LkConfigTree *
lk_test_shape_tree (const LkTestShape *shape)
{
  LkConfigPlace place = {"/nonexistent", "/nonexistent", TRUE, FALSE};

  return lk_config_tree_read (&place, "/nonexistent/config", read_shape, shape->bytes, NULL);
}
