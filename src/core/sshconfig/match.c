/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/match.h"

#include <glib/gi18n-lib.h>
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

const char *
lk_config_words_fault (const LkConfigWords *words)
{
  switch (words->fault) {
  case LK_CONFIG_NO_ARGUMENT:
    return _ ("nothing follows the keyword");
  case LK_CONFIG_BAD_QUOTES:
    return _ ("a quote does not end");
  case LK_CONFIG_SOUND:
  default:
    return NULL;
  }
}

const char *
lk_config_host_fault (const LkConfigWords *words, const char *host, gboolean asleep)
{
  for (guint i = 0; i < words->n_args && (i == 0 || !asleep); i++) {
    const char *pattern = words->args[i].value;

    if (pattern[0] == '\0')
      return _ ("a pattern is empty");
    if (pattern[0] == '!' && lk_pattern_matches (pattern + 1, host))
      break;
  }
  return lk_config_words_fault (words);
}

static gboolean
is_one_of (const char *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (g_ascii_strcasecmp (name, *names) == 0)
      return TRUE;
  return FALSE;
}

/* An empty word ends the criteria for OpenSSH, which takes it ill if it is not the last one. */
static const char *
end_fault (const LkConfigWords *words, guint i)
{
  const LkSpan *span = i < words->n_args ? &words->args[i].span : NULL;

  if (span != NULL && span->start + span->length < words->rest.start + words->rest.length)
    return _ ("something follows an empty word");
  return NULL;
}

const char *
lk_config_match_fault (const LkConfigWords *words)
{
  static const char *const alone[] = {"canonical", "final", NULL};
  static const char *const known[] = {"host", "originalhost", "user", "localuser", "exec", NULL};
  guint n = 0, i;

  if (words->fault != LK_CONFIG_SOUND)
    return lk_config_words_fault (words);
  for (i = 0; i < words->n_args && words->args[i].value[0] != '\0'; i++, n++) {
    const char *name = words->args[i].value + (words->args[i].value[0] == '!');
    const char *next = i + 1 < words->n_args ? words->args[i + 1].value : "";

    if (g_ascii_strcasecmp (name, "all") == 0)
      return n > 1 || *next != '\0' ? _ ("\"all\" goes with no other criterion")
                                    : end_fault (words, i + 1);
    if (is_one_of (name, alone))
      continue;
    if (!is_one_of (name, known))
      return _ ("a criterion is unknown");
    if (*next == '\0')
      return _ ("a criterion has no value");
    i++;
  }
  return n == 0 ? _ ("there is no criterion") : end_fault (words, i);
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
  if ((facts->name_open && g_ascii_strcasecmp (name, "host") == 0) ||
      (facts->user_open && g_ascii_strcasecmp (name, "user") == 0))
    *answer = LK_CONFIG_MAYBE;
  return TRUE;
}

LkConfigAnswer
lk_config_match_applies (const LkConfigWords *words,
                         const LkConfigFacts *facts,
                         gboolean *wants_final)
{
  LkConfigAnswer result = LK_CONFIG_YES;

  /* An empty word ends the criteria. */
  for (guint i = 0; i < words->n_args && words->args[i].value[0] != '\0'; i++) {
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
