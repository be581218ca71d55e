/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

#define DEPTH_MAX 16
#define NUMBER_MAX ((gint64) 1 << 53)

/* json-glib takes comments, assignments, missing quotes and names twice, and recurses without bound.
 * So this walks over the text first, and only what is JSON to the letter goes on to json-glib. */
typedef struct {
  const char *at;
  const char *end;
  guint depth;
  guint members;
} Scan;

static gboolean
is_one_of (char c, const char *set)
{
  return c != '\0' && strchr (set, c) != NULL;
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end && is_one_of (*scan->at, " \t\r\n"))
    scan->at++;
}

static gboolean
take (Scan *scan, char c)
{
  if (scan->at == scan->end || *scan->at != c)
    return FALSE;
  scan->at++;
  return TRUE;
}

static gboolean
take_word (Scan *scan, const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (scan->end - scan->at) < length || strncmp (scan->at, word, length) != 0)
    return FALSE;
  scan->at += length;
  return TRUE;
}

static gboolean
take_digits (Scan *scan)
{
  const char *start = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return scan->at > start;
}

static gboolean
take_number (Scan *scan)
{
  take (scan, '-');
  if (!take (scan, '0') && !take_digits (scan))
    return FALSE;
  if (take (scan, '.') && !take_digits (scan))
    return FALSE;
  if (take (scan, 'e') || take (scan, 'E')) {
    if (!take (scan, '+'))
      take (scan, '-');
    return take_digits (scan);
  }
  return TRUE;
}

static gboolean
take_hex (Scan *scan, guint *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++, scan->at++) {
    if (scan->at == scan->end || !g_ascii_isxdigit (*scan->at))
      return FALSE;
    *value = *value * 16 + (guint) g_ascii_xdigit_value (*scan->at);
  }
  return TRUE;
}

/* What follows a backslash. NUL would cut the string short, half a surrogate pair is no character. */
static gboolean
take_escape (Scan *scan)
{
  guint value, low;

  if (scan->at == scan->end)
    return FALSE;
  if (*scan->at != 'u')
    return is_one_of (*scan->at++, "\"\\/bfnrt");
  scan->at++;
  if (!take_hex (scan, &value) || value == 0)
    return FALSE;
  if (value < 0xd800 || value > 0xdfff)
    return TRUE;
  return value < 0xdc00 && take_word (scan, "\\u") && take_hex (scan, &low) && low >= 0xdc00 &&
         low <= 0xdfff;
}

static gboolean
take_string (Scan *scan)
{
  if (!take (scan, '"'))
    return FALSE;
  while (scan->at < scan->end) {
    char c = *scan->at++;

    if (c == '"')
      return TRUE;
    if ((guchar) c < 0x20 || (c == '\\' && !take_escape (scan)))
      return FALSE;
  }
  return FALSE;
}

static gboolean take_value (Scan *scan);

static gboolean
take_member (Scan *scan)
{
  skip_space (scan);
  if (!take_string (scan))
    return FALSE;
  skip_space (scan);
  scan->members++;
  return take (scan, ':') && take_value (scan);
}

static gboolean
take_list (Scan *scan, char close, gboolean (*take_item) (Scan *scan))
{
  if (++scan->depth > DEPTH_MAX)
    return FALSE;
  skip_space (scan);
  if (!take (scan, close)) {
    do {
      if (!take_item (scan))
        return FALSE;
    } while (take (scan, ','));
    if (!take (scan, close))
      return FALSE;
  }
  scan->depth--;
  return TRUE;
}

/* Takes the white space on both sides, too. */
static gboolean
take_value (Scan *scan)
{
  gboolean ok;

  skip_space (scan);
  if (take (scan, '{'))
    ok = take_list (scan, '}', take_member);
  else if (take (scan, '['))
    ok = take_list (scan, ']', take_value);
  else if (scan->at < scan->end && *scan->at == '"')
    ok = take_string (scan);
  else
    ok = take_word (scan, "true") || take_word (scan, "false") || take_word (scan, "null") ||
         take_number (scan);
  skip_space (scan);
  return ok;
}

/* Members of the tree: fewer than in the text when a name stood twice, since the later one replaces it. */
static guint
count_members (JsonNode *node)
{
  g_autoptr (GList) nodes = NULL;
  guint count = 0;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    nodes = json_object_get_values (json_node_get_object (node));
    count = json_object_get_size (json_node_get_object (node));
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    nodes = json_array_get_elements (json_node_get_array (node));
  }
  for (GList *l = nodes; l != NULL; l = l->next)
    count += count_members (l->data);
  return count;
}

JsonObject *
lk_json_parse_object (const char *data,
                      gsize length,
                      gsize max,
                      const char *complaint,
                      GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  Scan scan;

  if (length == 0)
    data = ""; /* an empty GBytes has no data at all */
  scan = (Scan){.at = data, .end = data + length};
  skip_space (&scan);
  if (length <= max && g_utf8_validate_len (data, length, NULL) && scan.at < scan.end &&
      *scan.at == '{' && take_value (&scan) && scan.at == scan.end &&
      json_parser_load_from_data (parser, data, (gssize) length, NULL)) {
    JsonNode *root = json_parser_get_root (parser);

    if (count_members (root) == scan.members)
      return json_node_dup_object (root);
  }
  g_set_error_literal (error, LK_ERROR, LK_ERROR_ACCESS, complaint);
  return NULL;
}

const char *
lk_json_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

gboolean
lk_json_seconds (JsonObject *object, const char *name, gint64 *value)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  double number = json_node_get_double (node);

  if (!(number >= 0 && number < (double) NUMBER_MAX))
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}
