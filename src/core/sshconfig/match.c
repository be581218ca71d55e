/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/match.h"

#include <string.h>

#include "sshconfig/pattern.h"

gboolean
lk_config_host_applies (const LkConfigWords *words, const char *host)
{
  gboolean applies = FALSE;

  for (guint i = 0; i < words->n_args; i++) {
    const char *pattern = words->args[i].value;

    if (!lk_pattern_matches (pattern + (pattern[0] == '!'), host))
      continue;
    if (pattern[0] == '!')
      return FALSE;
    applies = TRUE;
  }
  return applies;
}

/* One criterion with an argument. FALSE for one that does not exist. */
static gboolean
judge (const char *name, const char *argument, const LkConfigFacts *facts, LkConfigAnswer *answer)
{
  gboolean holds;

  if (g_ascii_strcasecmp (name, "host") == 0)
    holds = lk_pattern_list_matches (argument, facts->name, TRUE);
  else if (g_ascii_strcasecmp (name, "originalhost") == 0)
    holds = lk_pattern_list_matches (argument, facts->original, TRUE);
  else if (g_ascii_strcasecmp (name, "user") == 0)
    holds = lk_pattern_list_matches (argument, facts->user, FALSE);
  else if (g_ascii_strcasecmp (name, "localuser") == 0)
    holds = lk_pattern_list_matches (argument, facts->local_user, FALSE);
  else if (g_ascii_strcasecmp (name, "exec") == 0) {
    *answer = LK_CONFIG_MAYBE;
    return TRUE;
  } else {
    return FALSE;
  }
  *answer = holds ? LK_CONFIG_YES : LK_CONFIG_NO;
  return TRUE;
}

LkConfigAnswer
lk_config_match_applies (const LkConfigWords *words,
                         const LkConfigFacts *facts,
                         gboolean *wants_final)
{
  LkConfigAnswer result = LK_CONFIG_YES;

  for (guint i = 0; i < words->n_args; i++) {
    const char *name = words->args[i].value;
    gboolean negated = name[0] == '!';
    LkConfigAnswer answer;

    name += negated;
    if (g_ascii_strcasecmp (name, "all") == 0)
      return result == LK_CONFIG_NO || negated ? LK_CONFIG_NO : result;
    if (g_ascii_strcasecmp (name, "canonical") == 0 || g_ascii_strcasecmp (name, "final") == 0) {
      *wants_final = *wants_final || g_ascii_strcasecmp (name, "final") == 0;
      answer = facts->final ? LK_CONFIG_YES : LK_CONFIG_NO;
    } else if (++i == words->n_args || !judge (name, words->args[i].value, facts, &answer)) {
      return LK_CONFIG_NO;
    }
    if (negated && answer != LK_CONFIG_MAYBE)
      answer = answer == LK_CONFIG_YES ? LK_CONFIG_NO : LK_CONFIG_YES;
    result = MIN (result, answer);
  }
  return words->n_args == 0 ? LK_CONFIG_NO : result;
}

gboolean
lk_config_match_may_apply (const LkConfigWords *words, const LkConfigFacts *facts)
{
  for (guint i = 0; i + 1 < words->n_args; i++) {
    const char *criterion = words->args[i].value;

    criterion += criterion[0] == '!';
    if (g_ascii_strcasecmp (criterion, "user") == 0 ||
        g_ascii_strcasecmp (criterion, "localuser") == 0)
      return TRUE;
  }
  return lk_config_match_applies (words, facts, &(gboolean){FALSE}) != LK_CONFIG_NO;
}
