/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/words.h"

#include <string.h>

#define GONE G_MAXSIZE

/* A line from @at to @end; @at is GONE where strdelim would leave NULL. */
typedef struct {
  const char *text;
  gsize at;
  gsize end;
} Reader;

/* A word as strdelim returns it: bytes start to end, less the quote at @quote and, then, the last one. */
typedef struct {
  gsize start;
  gsize end;
  gsize quote;
} Delimited;

/* What OpenSSH calls WHITESPACE. */
static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gsize
skip_blanks (const Reader *r, gsize at)
{
  while (at < r->end && is_blank (r->text[at]))
    at++;
  return at;
}

/* Where the line ends for OpenSSH: at a NUL, less trailing blanks and form feeds, but never its first byte. */
static gsize
effective_end (const char *line, gsize length)
{
  gsize end = strnlen (line, length);

  while (end > 1 && (is_blank (line[end - 1]) || line[end - 1] == '\f'))
    end--;
  return end;
}

/* strdelim: FALSE is its NULL. */
static gboolean
delimit (Reader *r, Delimited *word)
{
  gsize p = r->at;

  if (r->at == GONE)
    return FALSE;
  *word = (Delimited){r->at, r->end, GONE};
  while (p < r->end && !is_blank (r->text[p]) && r->text[p] != '"' && r->text[p] != '=')
    p++;
  if (p == r->end) {
    r->at = GONE;
    return TRUE;
  }
  if (r->text[p] == '"') {
    const char *close = memchr (r->text + p + 1, '"', r->end - p - 1);

    word->quote = p;
    if (close == NULL) {
      r->at = GONE;
      return FALSE;
    }
    word->end = (gsize) (close - r->text) + 1;
    r->at = skip_blanks (r, word->end);
    return TRUE;
  }
  word->end = p;
  r->at = skip_blanks (r, p + 1);
  if (r->text[p] != '=' && r->at < r->end && r->text[r->at] == '=')
    r->at = skip_blanks (r, r->at + 1);
  return TRUE;
}

static gsize
delimited_length (const Delimited *word)
{
  return word->end - word->start - (word->quote != GONE ? 2 : 0);
}

/* The word's byte @i, quotes not counted. */
static char
delimited_byte (const Reader *r, const Delimited *word, gsize i)
{
  gsize at = word->start + i;

  return r->text[at >= word->quote ? at + 1 : at];
}

static gboolean
find_keyword (Reader *r, Delimited *word)
{
  if (!delimit (r, word))
    return FALSE;
  if (delimited_length (word) == 0 && !delimit (r, word))
    return FALSE;
  return delimited_length (word) > 0 && delimited_byte (r, word, 0) != '#';
}

static gboolean
keyword_is (const Reader *r, const Delimited *word, const char *name)
{
  gsize length = strlen (name);

  if (delimited_length (word) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_tolower (delimited_byte (r, word, i)) != name[i])
      return FALSE;
  return TRUE;
}

static LkConfigKind
classify (Reader *r, Delimited *word)
{
  gsize first = skip_blanks (r, 0);

  if (first == r->end)
    return LK_CONFIG_BLANK;
  if (r->text[first] == '#')
    return LK_CONFIG_COMMENT;
  if (!find_keyword (r, word))
    return LK_CONFIG_IGNORED;
  if (keyword_is (r, word, "host"))
    return LK_CONFIG_HOST;
  if (keyword_is (r, word, "match"))
    return LK_CONFIG_MATCH;
  if (keyword_is (r, word, "include"))
    return LK_CONFIG_INCLUDE;
  return LK_CONFIG_OPTION;
}

LkConfigKind
lk_config_line_kind (const char *line, gsize length)
{
  Reader r = {line, 0, effective_end (line, length)};
  Delimited word;

  return classify (&r, &word);
}

static LkSpan
span (gsize start, gsize end)
{
  return (LkSpan){(guint32) start, (guint32) (end - start)};
}

static void
add_arg (GArray *args, gsize start, gsize end, const char *value)
{
  LkConfigWord word = {span (start, end), value};

  g_array_append_val (args, word);
}

/* Copies one argument without quotes and escapes. Returns where it ends, or GONE in an open quote. */
static gsize
copy_argument (const Reader *r, gsize i, char **out)
{
  char quote = '\0';

  for (; i < r->end; i++) {
    char c = r->text[i];
    char next = i + 1 < r->end ? r->text[i + 1] : '\0';

    if (c == '\\') {
      if (next == '\'' || next == '"' || next == '\\' || (quote == '\0' && next == ' '))
        i++;
      *(*out)++ = r->text[i];
    } else if (quote == '\0' && (c == ' ' || c == '\t')) {
      break;
    } else if (quote == '\0' && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else {
      *(*out)++ = c;
    }
  }
  *(*out)++ = '\0';
  return quote == '\0' ? i : GONE;
}

/* argv_split with terminate_on_comment. */
static void
split_arguments (const Reader *r, LkConfigWords *words, GArray *args, char *out)
{
  for (gsize i = r->at; i < r->end; i++) {
    const char *value = out;
    gsize start = i;

    if (r->text[i] == ' ' || r->text[i] == '\t')
      continue;
    if (r->text[i] == '#') {
      words->comment = span (i, r->end);
      return;
    }
    i = copy_argument (r, i, &out);
    if (i == GONE) {
      words->fault = LK_CONFIG_BAD_QUOTES;
      g_array_set_size (args, 0);
      return;
    }
    add_arg (args, start, i, value);
  }
}

static char *
copy_delimited (const Reader *r, const Delimited *word, char *out)
{
  for (gsize i = 0; i < delimited_length (word); i++)
    *out++ = delimited_byte (r, word, i);
  *out++ = '\0';
  return out;
}

/* The words of match_cfg_line. */
static void
split_criteria (Reader *r, LkConfigWords *words, GArray *args, char *out)
{
  Delimited word;

  g_array_set_size (args, 0);
  words->comment = span (0, 0);
  while (r->at < r->end && delimit (r, &word)) {
    if (delimited_length (&word) > 0 && delimited_byte (r, &word, 0) == '#') {
      words->comment = span (word.start, r->end);
      return;
    }
    add_arg (args, word.start, word.end, out);
    out = copy_delimited (r, &word, out);
    if (delimited_length (&word) == 0)
      return;
  }
}

static void
split_rest (Reader *r, LkConfigWords *words)
{
  g_autoptr (GArray) args = g_array_new (FALSE, FALSE, sizeof (LkConfigWord));
  char *out = words->text + strlen (words->name) + 1;
  gsize raw;

  if (r->at != GONE)
    r->at = skip_blanks (r, r->at);
  if (r->at == GONE || r->at == r->end) {
    words->fault = LK_CONFIG_NO_ARGUMENT;
    return;
  }
  for (raw = r->at; raw < r->end && (is_blank (r->text[raw]) || r->text[raw] == '=');)
    raw++;
  words->rest = span (raw, r->end);
  split_arguments (r, words, args, out);
  if (words->kind == LK_CONFIG_MATCH && words->fault == LK_CONFIG_SOUND)
    split_criteria (r, words, args, out);
  words->n_args = args->len;
  words->args = (LkConfigWord *) (void *) g_array_free (g_steal_pointer (&args), FALSE);
}

LkConfigWords *
lk_config_words_split (const char *line, gsize length)
{
  Reader r = {line, 0, effective_end (line, length)};
  LkConfigWords *words = g_new0 (LkConfigWords, 1);
  Delimited keyword;

  g_return_val_if_fail (length <= G_MAXUINT32, words);
  /* Every word but the last is followed by a blank, an '=' or its own quotes: room for its NUL. */
  words->text = g_malloc (r.end + 2);
  words->text[0] = '\0';
  words->name = words->text;
  words->kind = classify (&r, &keyword);
  if (words->kind == LK_CONFIG_COMMENT)
    words->comment = span (skip_blanks (&r, 0), r.end);
  if (words->kind < LK_CONFIG_HOST || words->kind == LK_CONFIG_IGNORED)
    return words;

  words->keyword = span (keyword.start, keyword.end);
  copy_delimited (&r, &keyword, words->text);
  for (char *c = words->text; *c != '\0'; c++)
    *c = g_ascii_tolower (*c);
  split_rest (&r, words);
  return words;
}

void
lk_config_words_free (LkConfigWords *words)
{
  g_free (words->args);
  g_free (words->text);
  g_free (words);
}
