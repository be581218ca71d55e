/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/placement.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "sshconfig/match.h"

/* The deepest that files are in each other, and the line of each that is being read. */
#define LEVELS (LK_CONFIG_DEPTH_MAX + 2)

typedef struct {
  const LkConfigTree *tree;
  const char *name;
  guint file;
  const LkConfigSetting *settings;
  guint n_settings;
  struct {
    guint file;
    guint line;
    gboolean applies; /* whether what is read there is for the host */
  } levels[LEVELS];
  guint depth;   /* how many are open */
  gboolean past; /* the file that the block shall be in has been read */
  /* what was found */
  gboolean found;
  LkConfigSpot spot;
  guint winner_file, winner_line;
  gboolean too_early; /* it stands before anything that can be put into the file */
} Search;

/* ProxyJump and ProxyCommand exclude each other: the first one of them counts. */
static gboolean
competes (const Search *search, const char *option)
{
  for (guint i = 0; i < search->n_settings; i++) {
    const char *name = search->settings[i].name;

    if (g_ascii_strcasecmp (name, option) == 0 ||
        (g_ascii_strcasecmp (name, "ProxyCommand") == 0 && strcmp (option, "proxyjump") == 0))
      return TRUE;
  }
  return FALSE;
}

/* Before the block that the line is in. What stands in none cannot be preceded: a Host line would take it in. */
static gboolean
spot_before (const Search *search, guint file, guint line, LkConfigSpot *spot)
{
  const LkConfigFile *content = lk_config_tree_file (search->tree, file);
  guint number = lk_config_file_block_of (content, line);

  *spot = (LkConfigSpot){file, lk_config_file_block (content, number)->first};
  return number > 0;
}

static void
take_winner (Search *search, guint file, guint line)
{
  guint level = 0;

  search->found = TRUE;
  search->winner_file = file;
  search->winner_line = line;
  while (level < search->depth && search->levels[level].file != search->file)
    level++;
  search->too_early =
      search->past || level == search->depth ||
      !spot_before (search, search->file, search->levels[level].line, &search->spot);
}

static gboolean
visit_line (Search *search, guint file, guint line)
{
  const LkConfigFile *content = lk_config_tree_file (search->tree, file);
  LkConfigKind kind = lk_config_file_line (content, line)->kind;
  const LkConfigFacts facts = {search->name, search->name, search->name, "", "", FALSE};
  gboolean outer = search->depth < 2 || search->levels[search->depth - 2].applies;
  g_autoptr (LkConfigWords) words = NULL;

  search->levels[search->depth - 1].line = line;
  if (kind != LK_CONFIG_HOST && kind != LK_CONFIG_MATCH && kind != LK_CONFIG_OPTION)
    return TRUE;
  words = lk_config_file_words (content, line);
  if (kind == LK_CONFIG_HOST)
    search->levels[search->depth - 1].applies =
        outer && lk_config_host_applies (words, search->name);
  else if (kind == LK_CONFIG_MATCH)
    search->levels[search->depth - 1].applies = outer && lk_config_match_may_apply (words, &facts);
  else if (search->levels[search->depth - 1].applies && competes (search, words->name))
    take_winner (search, file, line);
  return !search->found;
}

static gboolean
on_visit (LkConfigEvent event, guint file, guint line, gpointer data)
{
  Search *search = data;

  switch (event) {
  case LK_CONFIG_ENTER:
    if (search->depth == LEVELS)
      return FALSE;
    search->levels[search->depth].file = file;
    search->levels[search->depth].line = 0;
    search->levels[search->depth].applies =
        search->depth == 0 || search->levels[search->depth - 1].applies;
    search->depth++;
    return TRUE;
  case LK_CONFIG_LEAVE:
    search->past = search->past || file == search->file;
    search->depth--;
    return TRUE;
  case LK_CONFIG_LINE:
  default:
    return visit_line (search, file, line);
  }
}

void
lk_config_placement_clear (LkConfigPlacement *placement)
{
  g_free (placement->reason);
  g_free (placement->warning);
}

/* What wins, as people know it: the block's first line, or the option where it stands in none. */
static void
explain (const Search *search, LkConfigPlacement *placement)
{
  const LkConfigFile *file = lk_config_tree_file (search->tree, search->winner_file);
  guint line = search->winner_line;
  const LkConfigBlock *block = lk_config_file_block (file, lk_config_file_block_of (file, line));
  guint shown = block->kind == LK_CONFIG_BLANK ? line : block->header;
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, line);
  g_autofree char *option =
      lk_printable (lk_config_file_text (file, line) + words->keyword.start, words->keyword.length);
  g_autofree char *text =
      lk_printable (lk_config_file_text (file, shown), lk_config_file_line (file, shown)->length);

  g_strstrip (text);
  if (search->too_early)
    /* Translators: the text of a line, its number, its file, an option of ssh */
    placement->warning = g_strdup_printf (_ ("'%s' in line %u of %s comes first, and its %s wins"),
                                          text, shown + 1, lk_config_file_path (file), option);
  else
    placement->reason =
        g_strdup_printf (_ ("it stands before '%s' (line %u of %s), whose %s would win otherwise"),
                         text, shown + 1, lk_config_file_path (file), option);
}

void
lk_config_place_host (const LkConfigTree *tree,
                      const char *name,
                      guint file,
                      const LkConfigSetting *settings,
                      guint n_settings,
                      LkConfigPlacement *placement)
{
  Search search = {
      .tree = tree, .name = name, .file = file, .settings = settings, .n_settings = n_settings};

  /* What stands outside of all blocks is for every host. */
  search.levels[0].applies = TRUE;
  lk_config_tree_walk (tree, on_visit, &search);
  *placement = (LkConfigPlacement){.spot = search.spot};
  if (!search.found || search.too_early)
    placement->spot = lk_config_spot_end (tree, file);
  if (search.found)
    explain (&search, placement);
}
