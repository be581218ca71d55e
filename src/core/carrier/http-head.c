/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "carrier/http-head.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

struct _LkHttpHead {
  guint status;
  GPtrArray *names;
  GPtrArray *values;
};

void
lk_http_head_free (LkHttpHead *head)
{
  g_ptr_array_unref (head->names);
  g_ptr_array_unref (head->values);
  g_free (head);
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (
      error, LK_ERROR, LK_ERROR_ACCESS,
      _ ("the answer is not proper HTTP (%s); something other than Access may answer there"), what);
  return FALSE;
}

static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/* "HTTP/1.1 101 Switching Protocols"; the reason may be missing. */
static gboolean
parse_status (LkHttpHead *head, const char *line, gsize length, GError **error)
{
  const char version[] = "HTTP/1.";
  const gsize digits = sizeof version + 1;

  if (length < digits + 3 || memcmp (line, version, sizeof version - 1) != 0 ||
      !g_ascii_isdigit (line[digits - 2]) || line[digits - 1] != ' ')
    return fail (error, _ ("no status line"));
  for (gsize i = digits; i < digits + 3; i++) {
    if (!g_ascii_isdigit (line[i]))
      return fail (error, _ ("no status code"));
    head->status = head->status * 10 + (guint) (line[i] - '0');
  }
  if (head->status < 100 || (length > digits + 3 && line[digits + 3] != ' '))
    return fail (error, _ ("no status code"));
  return TRUE;
}

static gboolean
parse_field (LkHttpHead *head, const char *line, gsize length, GError **error)
{
  const char *colon = memchr (line, ':', length);
  const char *end = line + length;
  const char *value;

  if (colon == NULL || colon == line || head->names->len >= LK_HTTP_FIELDS_MAX)
    return fail (error, _ ("a bad header line or too many of them"));
  for (const char *p = line; p < colon; p++) {
    if (!is_token_char (*p))
      return fail (error, _ ("a bad header name"));
  }
  for (value = colon + 1; value < end && (*value == ' ' || *value == '\t'); value++)
    ;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  g_ptr_array_add (head->names, g_strndup (line, (gsize) (colon - line)));
  g_ptr_array_add (head->values, g_strndup (value, (gsize) (end - value)));
  return TRUE;
}

/* CR and LF do not occur but as the end of a line, and NUL nowhere (RFC 9112 section 2.2, RFC 9110 section 5.5). */
static gboolean
has_control (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if ((guchar) line[i] < 0x20 && line[i] != '\t')
      return TRUE;
  }
  return FALSE;
}

static gboolean
parse_lines (LkHttpHead *head, const char *data, gsize length, GError **error)
{
  for (gsize at = 0, number = 0; at < length; number++) {
    const char *line = data + at;
    const char *end = memmem (line, length - at, "\r\n", 2);
    gsize size = (gsize) (end - line);

    at += size + 2;
    if (size == 0)
      return TRUE;
    if (has_control (line, size))
      return fail (error, _ ("a control character"));
    if (number == 0 ? !parse_status (head, line, size, error)
                    : !parse_field (head, line, size, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
lk_http_head_parse (const char *data, gsize length, gsize *used, LkHttpHead **head, GError **error)
{
  static const char start[] = "HTTP/1.";
  g_autoptr (LkHttpHead) parsed = NULL;
  const char *end;

  *head = NULL;
  if (length == 0)
    return TRUE;
  if (memcmp (data, start, MIN (length, strlen (start))) != 0)
    return fail (error, _ ("no status line"));
  end = memmem (data, MIN (length, LK_HTTP_HEAD_MAX), "\r\n\r\n", 4);
  if (end == NULL)
    return length < LK_HTTP_HEAD_MAX || fail (error, _ ("a head without an end"));
  *used = (gsize) (end - data) + 4;
  parsed = g_new0 (LkHttpHead, 1);
  parsed->names = g_ptr_array_new_with_free_func (g_free);
  parsed->values = g_ptr_array_new_with_free_func (g_free);
  if (!parse_lines (parsed, data, *used, error))
    return FALSE;
  *head = g_steal_pointer (&parsed);
  return TRUE;
}

guint
lk_http_head_status (const LkHttpHead *head)
{
  return head->status;
}

const char *
lk_http_head_get (const LkHttpHead *head, const char *name)
{
  for (guint i = 0; i < head->names->len; i++) {
    if (g_ascii_strcasecmp (g_ptr_array_index (head->names, i), name) == 0)
      return g_ptr_array_index (head->values, i);
  }
  return NULL;
}

gboolean
lk_http_head_has_token (const LkHttpHead *head, const char *name, const char *token)
{
  for (guint i = 0; i < head->names->len; i++) {
    g_auto (GStrv) words = NULL;

    if (g_ascii_strcasecmp (g_ptr_array_index (head->names, i), name) != 0)
      continue;
    words = g_strsplit (g_ptr_array_index (head->values, i), ",", -1);
    for (char **word = words; *word != NULL; word++) {
      if (g_ascii_strcasecmp (g_strstrip (*word), token) == 0)
        return TRUE;
    }
  }
  return FALSE;
}
