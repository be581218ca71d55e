/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "sshconfig/effective.h"
#include "sshconfig/lint-private.h"
#include "sshconfig/match.h"
#include "sshconfig/pattern.h"

#define LEVELS (LK_CONFIG_DEPTH_MAX + 2)

/* How sure it is that what is read is for a host. */
typedef enum {
  ALWAYS, /* it is for all hosts */
  NAMED,  /* for those with the names of one Host line, and no others */
  SOME,   /* for some: patterns, or more than one condition */
  NEVER,
} Reach;

typedef struct {
  Reach reach;
  GStrv names;        /* NAMED: which */
  GHashTable *in_own; /* option -> Place: what the block has set so far */
  gboolean once;      /* in a file that is read once only: elsewhere it may count */
} Level;

/* A Host block with patterns. */
typedef struct {
  LkConfigWords *words;
  GHashTable *options; /* the in_own of its level */
} Wild;

/* Where an option was set first. */
typedef struct {
  guint file;
  guint line;
} Place;

typedef struct {
  const LkConfigTree *tree;
  GPtrArray *findings;
  GHashTable *always; /* option -> Place: set for all hosts */
  GHashTable *named;  /* "name option" -> Place: set for this name */
  GPtrArray *wild;
  GHashTable *names;  /* name -> Place of its first Host line */
  GHashTable *visits; /* file -> how often it is read */
  Level levels[LEVELS];
  guint depth;
} Lint;

static void
free_wild (gpointer data)
{
  Wild *wild = data;

  lk_config_words_free (wild->words);
  g_hash_table_unref (wild->options);
  g_free (wild);
}

static void
level_clear (Level *level)
{
  g_clear_pointer (&level->names, g_strfreev);
  g_clear_pointer (&level->in_own, g_hash_table_unref);
}

static Place *
place_new (guint file, guint line)
{
  Place *place = g_new (Place, 1);

  *place = (Place){file, line};
  return place;
}

static char *
tell_place (const Lint *lint, const Place *place, guint file)
{
  if (place->file == file)
    return g_strdup_printf (_ ("line %u"), place->line + 1);
  return g_strdup_printf (_ ("line %u of %s"), place->line + 1,
                          lk_config_file_path (lk_config_tree_file (lint->tree, place->file)));
}

static void
begin_block (Level *level, Reach reach, GStrv names)
{
  level_clear (level);
  level->reach = reach;
  level->names = names;
  level->in_own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
note_names (Lint *lint, const LkConfigWords *words, guint file, guint line)
{
  for (guint i = 0; i < words->n_args; i++) {
    const char *name = words->args[i].value;
    const Place *first = g_hash_table_lookup (lint->names, name);
    g_autofree char *shown = NULL;
    g_autofree char *where = NULL;

    if (!lk_pattern_is_plain (name))
      continue;
    if (first == NULL) {
      g_hash_table_insert (lint->names, g_strdup (name), place_new (file, line));
      continue;
    }
    shown = lk_printable (name, -1);
    where = tell_place (lint, first, file);
    lk_lint_report (lint->findings, LK_FINDING_DUPLICATE, file, line, FALSE,
                    _ ("%s has a block in %s, too; where both set an option, that one wins"), shown,
                    where);
  }
}

/* So that a later block for one host can be told what wins over it. */
static void
note_wild (Lint *lint, const Level *level, guint file, guint line)
{
  Wild *wild = g_new0 (Wild, 1);

  wild->words = lk_config_file_words (lk_config_tree_file (lint->tree, file), line);
  wild->options = g_hash_table_ref (level->in_own);
  g_ptr_array_add (lint->wild, wild);
}

static Reach
reach_of_host (const LkConfigWords *words, GStrv *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean plain = TRUE, positive = FALSE;

  for (guint i = 0; i < words->n_args; i++) {
    const char *pattern = words->args[i].value;

    positive = positive || pattern[0] != '!';
    plain = plain && lk_pattern_is_plain (pattern);
    g_strv_builder_add (builder, pattern);
  }
  if (!positive)
    return NEVER;
  if (words->n_args == 1 && strcmp (words->args[0].value, "*") == 0)
    return ALWAYS;
  if (!plain)
    return SOME;
  *names = g_strv_builder_end (builder);
  return NAMED;
}

static void
read_header (Lint *lint, const LkConfigWords *words, guint file, guint line)
{
  Level *level = &lint->levels[lint->depth - 1];
  Reach outer = lint->depth < 2 ? ALWAYS : lint->levels[lint->depth - 2].reach;
  GStrv names = NULL;
  Reach reach;

  if (words->kind == LK_CONFIG_HOST)
    reach = reach_of_host (words, &names);
  else
    reach =
        words->n_args == 1 && g_ascii_strcasecmp (words->args[0].value, "all") == 0 ? ALWAYS : SOME;
  if (reach == NEVER && level->once && words->fault == LK_CONFIG_SOUND)
    lk_lint_report (lint->findings, LK_FINDING_UNREACHABLE, file, line, FALSE,
                    _ ("this block is for no host, since every pattern is negated; add '*'"));
  if (outer != ALWAYS && reach != NEVER) {
    g_clear_pointer (&names, g_strfreev);
    reach = outer == NEVER ? NEVER : SOME;
  }
  begin_block (level, reach, names);
  if (words->kind != LK_CONFIG_HOST || outer != ALWAYS)
    return;
  if (level->once)
    note_names (lint, words, file, line);
  if (reach == SOME)
    note_wild (lint, level, file, line);
}

static const Place *
find_for_name (const Lint *lint, const char *name, const char *option)
{
  g_autofree char *key = g_strconcat (name, " ", option, NULL);
  const Place *winner = g_hash_table_lookup (lint->named, key);

  for (guint i = 0; winner == NULL && i < lint->wild->len; i++) {
    const Wild *wild = g_ptr_array_index (lint->wild, i);

    if (lk_config_host_applies (wild->words, name))
      winner = g_hash_table_lookup (wild->options, option);
  }
  return winner;
}

/* The line that sets the option before, for every host that this one is for. */
static const Place *
find_winner (const Lint *lint, const Level *level, const char *option)
{
  const Place *winner = g_hash_table_lookup (level->in_own, option);

  if (winner == NULL)
    winner = g_hash_table_lookup (lint->always, option);
  if (winner != NULL || level->reach != NAMED)
    return winner;
  for (gsize i = 0; level->names[i] != NULL; i++) {
    winner = find_for_name (lint, level->names[i], option);
    if (winner == NULL)
      return NULL;
  }
  return winner;
}

static void
note_option (Lint *lint, Level *level, const char *option, guint file, guint line)
{
  if (!g_hash_table_contains (level->in_own, option))
    g_hash_table_insert (level->in_own, g_strdup (option), place_new (file, line));
  if (level->reach == ALWAYS && !g_hash_table_contains (lint->always, option))
    g_hash_table_insert (lint->always, g_strdup (option), place_new (file, line));
  for (gsize i = 0; level->reach == NAMED && level->names[i] != NULL; i++) {
    char *key = g_strconcat (level->names[i], " ", option, NULL);

    if (g_hash_table_contains (lint->named, key))
      g_free (key);
    else
      g_hash_table_insert (lint->named, key, place_new (file, line));
  }
}

static void
read_option (Lint *lint, const LkConfigWords *words, guint file, guint line)
{
  Level *level = &lint->levels[lint->depth - 1];
  const char *option = lk_config_option_name (words->name);
  const Place *winner;
  g_autofree char *where = NULL;

  if (!lk_config_option_settles (option) || words->fault != LK_CONFIG_SOUND)
    return;
  winner = find_winner (lint, level, option);
  if (winner == NULL) {
    note_option (lint, level, option, file, line);
  } else if (level->once && level->reach != NEVER) {
    where = tell_place (lint, winner, file);
    lk_lint_report (lint->findings, LK_FINDING_NEVER_WINS, file, line, TRUE,
                    _ ("this never counts: %s sets %s before it"), where, option);
  }
}

static void
read_line (Lint *lint, guint file, guint line)
{
  const LkConfigFile *content = lk_config_tree_file (lint->tree, file);
  LkConfigKind kind = lk_config_file_line (content, line)->kind;
  g_autoptr (LkConfigWords) words = NULL;

  if (kind != LK_CONFIG_HOST && kind != LK_CONFIG_MATCH && kind != LK_CONFIG_OPTION)
    return;
  words = lk_config_file_words (content, line);
  if (kind == LK_CONFIG_OPTION)
    read_option (lint, words, file, line);
  else
    read_header (lint, words, file, line);
}

static gboolean
on_visit (LkConfigEvent event, guint file, guint line, gpointer data)
{
  Lint *lint = data;
  Level *level = &lint->levels[lint->depth];

  if (event == LK_CONFIG_LEAVE) {
    level_clear (&lint->levels[--lint->depth]);
  } else if (event == LK_CONFIG_LINE) {
    read_line (lint, file, line);
  } else {
    if (lint->depth == LEVELS)
      return FALSE;
    begin_block (level, lint->depth == 0 ? ALWAYS : level[-1].reach,
                 lint->depth == 0 ? NULL : g_strdupv (level[-1].names));
    level->once =
        GPOINTER_TO_UINT (g_hash_table_lookup (lint->visits, GUINT_TO_POINTER (file))) == 1;
    lint->depth++;
  }
  return TRUE;
}

static gboolean
count_visit (LkConfigEvent event, guint file, guint line, gpointer data)
{
  GHashTable *visits = data;
  gpointer key = GUINT_TO_POINTER (file);

  if (event == LK_CONFIG_ENTER)
    g_hash_table_insert (
        visits, key, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (visits, key)) + 1));
  return TRUE;
}

void
lk_lint_order (const LkConfigTree *tree, GPtrArray *findings)
{
  Lint lint = {
      .tree = tree,
      .findings = findings,
      .always = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
      .named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
      .names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
      .wild = g_ptr_array_new_with_free_func (free_wild),
      .visits = g_hash_table_new (NULL, NULL),
  };

  lk_config_tree_walk (tree, count_visit, lint.visits);
  lk_config_tree_walk (tree, on_visit, &lint);
  g_hash_table_unref (lint.always);
  g_hash_table_unref (lint.named);
  g_hash_table_unref (lint.names);
  g_ptr_array_unref (lint.wild);
  g_hash_table_unref (lint.visits);
}
