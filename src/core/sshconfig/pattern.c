/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/pattern.h"

#include <string.h>

/* OpenSSH has no room for a longer one in a list, and then takes the whole list for nothing. */
#define PATTERN_MAX 1022

/* Goes back to the last '*' only, so that the time is bounded by the product of the lengths. */
gboolean
lk_pattern_matches (const char *pattern, const char *text)
{
  const char *star = NULL, *from = NULL;

  while (*text != '\0') {
    if (*pattern == '*') {
      star = ++pattern;
      from = text;
    } else if (*pattern == '?' || *pattern == *text) {
      pattern++;
      text++;
    } else if (star != NULL) {
      pattern = star;
      text = ++from;
    } else {
      return FALSE;
    }
  }
  return pattern[strspn (pattern, "*")] == '\0';
}

gboolean
lk_pattern_is_plain (const char *pattern)
{
  return pattern[0] != '!' && strpbrk (pattern, "*?") == NULL;
}

gboolean
lk_pattern_list_matches (const char *list, const char *text, gboolean fold)
{
  g_auto (GStrv) patterns = g_strsplit (list, ",", -1);
  g_autofree char *folded = fold ? g_ascii_strdown (text, -1) : g_strdup (text);
  gboolean found = FALSE;

  for (gsize i = 0; patterns[i] != NULL; i++) {
    gboolean negated = patterns[i][0] == '!';
    g_autofree char *pattern =
        fold ? g_ascii_strdown (patterns[i] + negated, -1) : g_strdup (patterns[i] + negated);

    if (strlen (pattern) > PATTERN_MAX)
      return FALSE;
    if (!lk_pattern_matches (pattern, folded))
      continue;
    if (negated)
      return FALSE;
    found = TRUE;
  }
  return found;
}
