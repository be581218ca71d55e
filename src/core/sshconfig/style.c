/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/style.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define TAB 8
#define GAP_MAX 3

gboolean
lk_config_is_raw (const char *name)
{
  /* readconf.c: parse_command and oProxyJump. */
  static const char *const raw[] = {"proxycommand",  "knownhostscommand", "localcommand",
                                    "remotecommand", "proxyjump",         NULL};

  return g_strv_contains (raw, name);
}

static guint
cells (const char *text, gsize length, guint column)
{
  for (gsize i = 0; i < length; i++)
    column += text[i] == '\t' ? TAB - column % TAB : 1;
  return column;
}

static gsize
blanks (const char *text, gsize length)
{
  gsize n = 0;

  while (n < length && (text[n] == ' ' || text[n] == '\t'))
    n++;
  return n;
}

/* One line as a model: where its keyword begins and ends, and where the value begins. */
typedef struct {
  const char *text;
  gsize keyword;
  gsize end;
  gsize value;
} Sample;

static gboolean
take_sample (const LkConfigFile *file, guint line, LkConfigKind kind, Sample *sample)
{
  g_autoptr (LkConfigWords) words = NULL;
  LkConfigKind found = lk_config_file_line (file, line)->kind;

  /* An Include is often written as if it stood outside the block that it is part of. */
  if (found != kind)
    return FALSE;
  words = lk_config_file_words (file, line);
  if (words->fault != LK_CONFIG_SOUND || words->rest.length == 0)
    return FALSE;
  sample->text = lk_config_file_text (file, line);
  sample->keyword = words->keyword.start;
  sample->end = words->keyword.start + words->keyword.length;
  sample->value = words->rest.start;
  return TRUE;
}

/* The cell where the value begins, or its '='. */
static guint
sample_column (const Sample *sample)
{
  gsize gap = blanks (sample->text + sample->end, sample->value - sample->end);

  return cells (sample->text, sample->end + gap, 0);
}

/* Learns from the block's lines, the last one counting most. FALSE if it has none of this kind. */
static gboolean
learn (LkConfigStyle *style,
       const LkConfigFile *file,
       const LkConfigBlock *block,
       LkConfigKind kind)
{
  Sample sample, last = {0};
  gboolean aligned = TRUE, wide = FALSE;

  for (guint i = block->first; i < block->end; i++) {
    if (!take_sample (file, i, kind, &sample))
      continue;
    if (last.text != NULL) {
      aligned = aligned && sample_column (&sample) == sample_column (&last);
      wide = wide || sample.end - sample.keyword != last.end - last.keyword;
    }
    /* A gap wider than anyone writes between two words is there to align. */
    wide = wide || sample_column (&sample) >= cells (sample.text, sample.end, 0) + GAP_MAX;
    last = sample;
  }
  if (last.text == NULL)
    return FALSE;
  style->indent = g_strndup (last.text, blanks (last.text, last.keyword));
  style->separator = g_strndup (last.text + last.end, last.value - last.end);
  style->column = aligned && wide ? sample_column (&last) : 0;
  return TRUE;
}

static const char *
ending_near (const LkConfigFile *file, guint line)
{
  for (guint i = MIN (line + 1, lk_config_file_n_lines (file)); i > 0; i--)
    if (lk_config_file_line (file, i - 1)->ending > 0)
      return lk_config_file_line (file, i - 1)->ending == 2 ? "\r\n" : "\n";
  return "\n";
}

/* A separator to copy is blanks with at most one '='. */
static gboolean
is_plain (const char *separator)
{
  const char *equals = strchr (separator, '=');

  return separator[0] != '\0' && strspn (separator, " \t=") == strlen (separator) &&
         (equals == NULL || strchr (equals + 1, '=') == NULL);
}

LkConfigStyle *
lk_config_style_new (const LkConfigFile *file, guint block, LkConfigKind kind)
{
  LkConfigStyle *style = g_new0 (LkConfigStyle, 1);
  guint n = lk_config_file_n_blocks (file);
  gboolean found = FALSE;

  for (guint i = block + 1; !found && i > 0; i--)
    found = learn (style, file, lk_config_file_block (file, i - 1), kind);
  for (guint i = block + 1; !found && i < n; i++)
    found = learn (style, file, lk_config_file_block (file, i), kind);
  if (!found)
    style->indent = g_strdup (kind == LK_CONFIG_OPTION ? "  " : "");
  if (!found || !is_plain (style->separator)) {
    g_free (style->separator);
    style->separator = g_strdup (" ");
    style->column = 0;
  }
  style->ending = ending_near (file, lk_config_file_block (file, block)->header);
  return style;
}

void
lk_config_style_free (LkConfigStyle *style)
{
  g_free (style->indent);
  g_free (style->separator);
  g_free (style);
}

/* What stands between the keyword, which ends in cell @at, and the value. */
static void
append_separator (const LkConfigStyle *style, GString *out)
{
  guint at = cells (out->str, out->len, 0);
  gsize gap = blanks (style->separator, strlen (style->separator));
  char fill = memchr (style->separator, '\t', gap) != NULL ? '\t' : ' ';

  if (style->column == 0) {
    g_string_append (out, style->separator);
    return;
  }
  if (at >= style->column && style->separator[gap] != '=')
    g_string_append_c (out, fill);
  while (cells (out->str, out->len, 0) < style->column)
    g_string_append_c (out, fill);
  g_string_append (out, style->separator + gap);
}

static gboolean
needs_quotes (const char *value)
{
  gsize length = strlen (value);

  return length == 0 || value[0] == '#' || value[0] == '=' || value[length - 1] == '\\' ||
         strpbrk (value, " \t\f\"'") != NULL || strstr (value, "\\\\") != NULL;
}

/* Writes @value so that argv_split of OpenSSH reads it back; @like is the word it replaces. */
static void
append_quoted (GString *out, const char *value, const char *like, gsize like_length)
{
  gboolean single = like_length > 0 && like[0] == '\'' && strpbrk (value, "'\\") == NULL;

  if (single) {
    g_string_append_printf (out, "'%s'", value);
    return;
  }
  if (!needs_quotes (value) && (like_length == 0 || like[0] != '"')) {
    g_string_append (out, value);
    return;
  }
  g_string_append_c (out, '"');
  for (const char *p = value; *p != '\0'; p++) {
    if (*p == '"' || (*p == '\\' && (p[1] == '\0' || strchr ("\\'\"", p[1]) != NULL)))
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_values (GString *out, const char *name, const char *const *values)
{
  for (guint i = 0; values[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (out, ' ');
    if (lk_config_is_raw (name))
      g_string_append (out, values[i]);
    else
      append_quoted (out, values[i], NULL, 0);
  }
}

/* Whether OpenSSH reads @line as @name with these values: the proof of each line that is written. */
static gboolean
reads_as (const GString *line, const char *name, const char *const *values)
{
  g_autoptr (LkConfigWords) words = lk_config_words_split (line->str, line->len);
  guint n = g_strv_length ((char **) values);

  if (memchr (line->str, '\n', line->len) != NULL || words->fault != LK_CONFIG_SOUND ||
      !g_str_equal (words->name, name))
    return FALSE;
  if (lk_config_is_raw (name)) {
    g_autofree char *joined = g_strjoinv (" ", (char **) values);

    return joined[0] != '\0' && strlen (joined) == words->rest.length &&
           strncmp (joined, line->str + words->rest.start, words->rest.length) == 0;
  }
  if (words->n_args != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (words->args[i].value, values[i]))
      return FALSE;
  return n > 0;
}

static gboolean
check (const GString *line, const char *name, const char *const *values, GError **error)
{
  g_autofree char *shown = NULL;

  if (reads_as (line, name, values))
    return TRUE;
  shown = lk_printable (name, -1);
  g_set_error (
      error, LK_ERROR, LK_ERROR_USAGE,
      _ ("a line of an ssh configuration cannot hold this value of %s: give one without line "
         "breaks, open quotes or blanks at its ends"),
      shown);
  return FALSE;
}

char *
lk_config_style_line (const LkConfigStyle *style,
                      const char *keyword,
                      const char *const *values,
                      GError **error)
{
  g_autofree char *name = g_ascii_strdown (keyword, -1);
  g_autoptr (GString) line = g_string_new (style->indent);

  g_string_append (line, keyword);
  append_separator (style, line);
  append_values (line, name, values);
  if (!check (line, name, values, error))
    return NULL;
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* Appends the bytes from the first argument to the last, with those that differ replaced. */
static void
change_arguments (GString *out,
                  const char *line,
                  const LkConfigWords *words,
                  const char *const *values)
{
  const LkConfigWord *last = &words->args[words->n_args - 1];
  gsize at = words->args[0].span.start;

  if (g_strv_length ((char **) values) != words->n_args) {
    append_values (out, words->name, values);
    return;
  }
  for (guint i = 0; i < words->n_args; i++) {
    const LkSpan *span = &words->args[i].span;

    g_string_append_len (out, line + at, (gssize) (span->start - at));
    if (g_str_equal (words->args[i].value, values[i]))
      g_string_append_len (out, line + span->start, span->length);
    else
      append_quoted (out, values[i], line + span->start, span->length);
    at = span->start + span->length;
  }
  g_assert (at == last->span.start + last->span.length);
}

char *
lk_config_style_change (const char *line,
                        gsize length,
                        const char *const *values,
                        gsize *new_length,
                        GError **error)
{
  g_autoptr (LkConfigWords) words = lk_config_words_split (line, length);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize tail;

  if (lk_config_is_raw (words->name) || words->n_args == 0) {
    g_string_append_len (out, line, words->rest.start);
    append_values (out, words->name, values);
    tail = words->rest.start + words->rest.length;
  } else {
    const LkSpan *last = &words->args[words->n_args - 1].span;

    g_string_append_len (out, line, words->args[0].span.start);
    change_arguments (out, line, words, values);
    tail = last->start + last->length;
  }
  g_string_append_len (out, line + tail, (gssize) (length - tail));
  if (!check (out, words->name, values, error))
    return NULL;
  *new_length = out->len;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
