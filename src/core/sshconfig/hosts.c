/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/hosts.h"

#include <string.h>

#include "sshconfig/cloudflared.h"
#include "sshconfig/match.h"
#include "sshconfig/pattern.h"

#define LEVELS (LK_CONFIG_DEPTH_MAX + 2)

/* A Host or Match line. */
typedef struct {
  guint file;
  guint line;
} Header;

/* A line with one of the options that a listing tells, below some Host and Match lines. */
typedef struct {
  guint order;
  guint file;
  guint line;
  GArray *headers;
} Giver;

/*
 * The givers of one option. Those below one Host line with nothing but names are found by name, the first
 * one of each; the others have to be tried one after the other.
 */
typedef struct {
  GPtrArray *all;
  GHashTable *by_name;
  GPtrArray *wild;
} Givers;

typedef struct {
  const LkConfigTree *tree;
  GPtrArray *hosts;
  GHashTable *names;
  Givers proxies;
  Givers host_names;
  Header levels[LEVELS];
  gboolean in_block[LEVELS];
  guint depth;
} Listing;

void
lk_config_host_free (LkConfigHost *host)
{
  g_free (host->name);
  g_free (host->host_name);
  g_free (host);
}

static void
free_giver (gpointer data)
{
  Giver *giver = data;

  g_array_unref (giver->headers);
  g_free (giver);
}

static Givers
givers_new (void)
{
  return (Givers){g_ptr_array_new_with_free_func (free_giver),
                  g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                  g_ptr_array_new ()};
}

static void
givers_clear (Givers *givers)
{
  g_ptr_array_unref (givers->wild);
  g_hash_table_unref (givers->by_name);
  g_ptr_array_unref (givers->all);
}

LkConfigThrough
lk_config_through (const char *name, const char *value)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *program = NULL;

  if (g_ascii_strcasecmp (value, "none") == 0)
    return LK_CONFIG_DIRECTLY;
  if (strcmp (name, "proxyjump") == 0)
    return LK_CONFIG_JUMP;
  if (lk_cloudflared_is_called (value))
    return LK_CONFIG_CLOUDFLARED;
  if (!g_shell_parse_argv (value, NULL, &words, NULL))
    return LK_CONFIG_COMMAND;
  program = g_path_get_basename (words[0]);
  return strcmp (program, "latchkey") == 0 ? LK_CONFIG_LATCHKEY : LK_CONFIG_COMMAND;
}

static LkConfigWords *
words_at (const LkConfigTree *tree, guint file, guint line)
{
  return lk_config_file_words (lk_config_tree_file (tree, file), line);
}

/* Reading */

static gboolean
is_plain_host (const LkConfigWords *words)
{
  for (guint i = 0; i < words->n_args; i++)
    if (!lk_pattern_is_plain (words->args[i].value))
      return FALSE;
  return words->kind == LK_CONFIG_HOST;
}

static void
add_giver (Listing *listing, Givers *givers, guint file, guint line)
{
  Giver *giver = g_new0 (Giver, 1);
  g_autoptr (LkConfigWords) words = NULL;

  *giver = (Giver){givers->all->len, file, line, g_array_new (FALSE, FALSE, sizeof (Header))};
  for (guint i = 0; i < listing->depth; i++)
    if (listing->in_block[i])
      g_array_append_val (giver->headers, listing->levels[i]);
  g_ptr_array_add (givers->all, giver);
  if (giver->headers->len == 1) {
    const Header *header = &g_array_index (giver->headers, Header, 0);

    words = words_at (listing->tree, header->file, header->line);
  }
  if (words == NULL || !is_plain_host (words)) {
    g_ptr_array_add (givers->wild, giver);
    return;
  }
  for (guint i = 0; i < words->n_args; i++)
    if (!g_hash_table_contains (givers->by_name, words->args[i].value))
      g_hash_table_insert (givers->by_name, g_strdup (words->args[i].value), giver);
}

static void
add_hosts (Listing *listing, const LkConfigWords *words, guint file, guint line)
{
  for (guint i = 0; i < words->n_args; i++) {
    const char *name = words->args[i].value;
    LkConfigHost *host;

    if (!lk_pattern_is_plain (name) || *name == '\0' ||
        g_hash_table_contains (listing->names, name))
      continue;
    host = g_new0 (LkConfigHost, 1);
    *host = (LkConfigHost){.name = g_strdup (name), .file = file, .line = line, .proxy_file = -1};
    g_ptr_array_add (listing->hosts, host);
    g_hash_table_add (listing->names, host->name);
  }
}

/* A look at the first letter spares taking most lines apart. */
static gboolean
may_be_wanted (const LkConfigFile *file, guint line)
{
  const char *text = lk_config_file_text (file, line);
  gsize length = lk_config_file_line (file, line)->length, at = 0;

  while (at < length && strchr ("hHpP", text[at]) == NULL && !g_ascii_isalpha (text[at]))
    at++;
  return at < length && strchr ("hHpP", text[at]) != NULL;
}

static void
read_line (Listing *listing, guint file, guint line)
{
  const LkConfigFile *content = lk_config_tree_file (listing->tree, file);
  LkConfigKind kind = lk_config_file_line (content, line)->kind;
  guint here = listing->depth - 1;
  g_autoptr (LkConfigWords) words = NULL;

  if (kind != LK_CONFIG_HOST && kind != LK_CONFIG_MATCH &&
      !(kind == LK_CONFIG_OPTION && may_be_wanted (content, line)))
    return;
  words = words_at (listing->tree, file, line);
  if (kind != LK_CONFIG_OPTION) {
    listing->levels[here] = (Header){file, line};
    listing->in_block[here] = TRUE;
  }
  if (kind == LK_CONFIG_HOST)
    add_hosts (listing, words, file, line);
  else if (strcmp (words->name, "proxycommand") == 0 || strcmp (words->name, "proxyjump") == 0)
    add_giver (listing, &listing->proxies, file, line);
  else if (strcmp (words->name, "hostname") == 0)
    add_giver (listing, &listing->host_names, file, line);
}

static gboolean
on_visit (LkConfigEvent event, guint file, guint line, gpointer data)
{
  Listing *listing = data;

  if (event == LK_CONFIG_LEAVE) {
    listing->depth--;
  } else if (event == LK_CONFIG_LINE) {
    read_line (listing, file, line);
  } else {
    if (listing->depth == LEVELS)
      return FALSE;
    listing->in_block[listing->depth++] = FALSE;
  }
  return TRUE;
}

/* Telling */

static gboolean
applies (const Listing *listing, const Giver *giver, const LkConfigHost *host)
{
  const char *name = host->host_name != NULL ? host->host_name : host->name;
  const LkConfigFacts facts = {host->name, name, host->name, "", "", FALSE};

  for (guint i = 0; i < giver->headers->len; i++) {
    const Header *header = &g_array_index (giver->headers, Header, i);
    g_autoptr (LkConfigWords) words = words_at (listing->tree, header->file, header->line);

    if (words->kind == LK_CONFIG_HOST ? !lk_config_host_applies (words, host->name)
                                      : !lk_config_match_may_apply (words, &facts))
      return FALSE;
  }
  return TRUE;
}

static const Giver *
find_giver (const Listing *listing, const Givers *givers, const LkConfigHost *host)
{
  const Giver *best = g_hash_table_lookup (givers->by_name, host->name);

  for (guint i = 0; i < givers->wild->len; i++) {
    const Giver *giver = g_ptr_array_index (givers->wild, i);

    if (best != NULL && best->order < giver->order)
      break;
    if (applies (listing, giver, host))
      return giver;
  }
  return best;
}

static void
tell (const Listing *listing, LkConfigHost *host)
{
  const Giver *giver = find_giver (listing, &listing->host_names, host);

  if (giver != NULL) {
    g_autoptr (LkConfigWords) words = words_at (listing->tree, giver->file, giver->line);

    host->host_name = g_strdup (words->n_args == 0 ? "" : words->args[0].value);
  }
  giver = find_giver (listing, &listing->proxies, host);
  if (giver != NULL) {
    g_autoptr (LkConfigWords) words = words_at (listing->tree, giver->file, giver->line);
    const char *text =
        lk_config_file_text (lk_config_tree_file (listing->tree, giver->file), giver->line);
    g_autofree char *value = g_strndup (text + words->rest.start, words->rest.length);

    host->through = lk_config_through (words->name, value);
    host->proxy_file = (int) giver->file;
    host->proxy_line = giver->line;
  }
}

GPtrArray *
lk_config_hosts (const LkConfigTree *tree)
{
  Listing listing = {.tree = tree,
                     .hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_config_host_free),
                     .names = g_hash_table_new (g_str_hash, g_str_equal),
                     .proxies = givers_new (),
                     .host_names = givers_new ()};

  lk_config_tree_walk (tree, on_visit, &listing);
  for (guint i = 0; i < listing.hosts->len; i++)
    tell (&listing, g_ptr_array_index (listing.hosts, i));
  g_hash_table_unref (listing.names);
  givers_clear (&listing.proxies);
  givers_clear (&listing.host_names);
  return listing.hosts;
}
