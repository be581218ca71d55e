/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/applied.h"

#include <string.h>

/* Files that are read from each other, the root and the system's included. */
#define LEVELS (LK_CONFIG_DEPTH_MAX + 2)

typedef struct {
  const LkConfigTree *tree;
  const LkConfigTarget *target;
  GArray *applied;
  LkConfigFacts facts;
  char *host_name; /* the first HostName, its tokens expanded; NULL so far */
  char *user;      /* likewise the first User */
  gboolean canonicalize;
  gboolean canonicalize_known;
  gboolean wants_final;
  LkConfigAnswer levels[LEVELS];
  guint depth;
  LkConfigFlaw flaw;
} Reading;

/* HostName knows two tokens, %h and %%. */
static char *
expand_host (const char *text, const char *host)
{
  GString *expanded = g_string_new (NULL);

  for (; *text != '\0'; text++) {
    if (text[0] == '%' && text[1] == 'h')
      g_string_append (expanded, host);
    else if (text[0] == '%' && text[1] == '%')
      g_string_append_c (expanded, '%');
    else
      g_string_append_c (expanded, *text);
    if (text[0] == '%' && (text[1] == 'h' || text[1] == '%'))
      text++;
  }
  return g_string_free (expanded, FALSE);
}

/* What a "Match exec" decides about, where nothing before it has settled the matter. */
static void
doubt_option (Reading *reading, const LkConfigWords *words)
{
  if (strcmp (words->name, "hostname") == 0 && reading->host_name == NULL)
    reading->facts.name_open = TRUE;
  else if (strcmp (words->name, "user") == 0 && reading->user == NULL)
    reading->facts.user_open = TRUE;
}

/* The options that later conditions depend on. */
static void
take_option (Reading *reading, const LkConfigWords *words)
{
  const char *value = words->n_args == 0 ? "" : words->args[0].value;

  if (strcmp (words->name, "hostname") == 0 && reading->host_name == NULL) {
    reading->host_name = expand_host (value, reading->target->host);
    reading->facts.name = reading->host_name;
  } else if (strcmp (words->name, "user") == 0 && reading->user == NULL) {
    reading->user = g_strdup (value);
    reading->facts.user = reading->user;
  } else if (strcmp (words->name, "canonicalizehostname") == 0 && !reading->canonicalize_known) {
    reading->canonicalize_known = TRUE;
    reading->canonicalize = g_ascii_strcasecmp (value, "yes") == 0 ||
                            g_ascii_strcasecmp (value, "true") == 0 ||
                            g_ascii_strcasecmp (value, "always") == 0;
  }
}

static void
check_line (Reading *reading, guint file, guint line, const char *fault)
{
  if (fault != NULL && reading->flaw.text == NULL)
    reading->flaw = (LkConfigFlaw){reading->tree, file, line, fault};
}

static LkConfigAnswer
host_answer (const Reading *reading, const LkConfigWords *words)
{
  if (reading->facts.final && reading->facts.name_open)
    return LK_CONFIG_MAYBE;
  return lk_config_host_applies (words, reading->facts.host) ? LK_CONFIG_YES : LK_CONFIG_NO;
}

static void
read_option (Reading *reading, guint file, guint line, LkConfigAnswer answer)
{
  LkConfigApplied applied = {reading->tree, file, line, answer, reading->facts.final};
  g_autoptr (LkConfigWords) words = NULL;

  g_array_append_val (reading->applied, applied);
  if (answer == LK_CONFIG_NO)
    return;
  words = lk_config_file_words (lk_config_tree_file (reading->tree, file), line);
  if (answer == LK_CONFIG_YES)
    take_option (reading, words);
  else
    doubt_option (reading, words);
}

static void
read_line (Reading *reading, guint file, guint line)
{
  const LkConfigFile *content = lk_config_tree_file (reading->tree, file);
  LkConfigKind kind = lk_config_file_line (content, line)->kind;
  LkConfigAnswer *here = &reading->levels[reading->depth - 1];
  LkConfigAnswer outer = reading->depth < 2 ? LK_CONFIG_YES : reading->levels[reading->depth - 2];
  g_autoptr (LkConfigWords) words = NULL;

  if (kind == LK_CONFIG_OPTION)
    read_option (reading, file, line, *here);
  if (kind != LK_CONFIG_HOST && kind != LK_CONFIG_MATCH && kind != LK_CONFIG_INCLUDE)
    return;
  words = lk_config_file_words (content, line);
  if (kind == LK_CONFIG_INCLUDE) {
    check_line (reading, file, line, lk_config_words_fault (words));
  } else if (kind == LK_CONFIG_HOST) {
    check_line (reading, file, line,
                lk_config_host_fault (words, reading->facts.host, outer == LK_CONFIG_NO));
    *here = MIN (outer, host_answer (reading, words));
  } else {
    check_line (reading, file, line, lk_config_match_fault (words));
    *here = MIN (outer, lk_config_match_applies (words, &reading->facts, &reading->wants_final));
  }
}

static gboolean
on_visit (LkConfigEvent event, guint file, guint line, gpointer data)
{
  Reading *reading = data;

  if (event == LK_CONFIG_LEAVE) {
    reading->depth--;
  } else if (event == LK_CONFIG_LINE) {
    read_line (reading, file, line);
  } else {
    if (reading->depth == LEVELS)
      return FALSE;
    reading->levels[reading->depth] =
        reading->depth == 0 ? LK_CONFIG_YES : reading->levels[reading->depth - 1];
    reading->depth++;
  }
  return TRUE;
}

static void
read_all (Reading *reading, const LkConfigTree *const *trees, guint n_trees)
{
  for (guint i = 0; i < n_trees; i++) {
    reading->tree = trees[i];
    reading->depth = 0;
    lk_config_tree_walk (trees[i], on_visit, reading);
  }
}

GArray *
lk_config_applied (const LkConfigTree *const *trees,
                   guint n_trees,
                   const LkConfigTarget *target,
                   guint *passes,
                   LkConfigFlaw *flaw)
{
  g_autofree char *host = NULL;
  Reading reading = {
      .target = target,
      .applied = g_array_new (FALSE, FALSE, sizeof (LkConfigApplied)),
      .facts = {.host = target->host,
                .name = target->host,
                .original = target->host,
                .user = target->user != NULL ? target->user : target->local_user,
                .local_user = target->local_user},
      .user = g_strdup (target->user),
  };

  read_all (&reading, trees, n_trees);
  *passes = reading.wants_final || reading.canonicalize ? 2 : 1;
  if (*passes == 2) {
    host = target->canonical != NULL ? g_strdup (target->canonical)
                                     : g_ascii_strdown (reading.facts.name, -1);
    g_free (reading.host_name);
    reading.host_name = g_strdup (host);
    reading.facts.host = reading.facts.name = host;
    reading.facts.final = TRUE;
    read_all (&reading, trees, n_trees);
  }
  *flaw = reading.flaw;
  g_free (reading.host_name);
  g_free (reading.user);
  return reading.applied;
}
