/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/hosts.h"

#include <string.h>

#include "sshconfig/cloudflared.h"
#include "sshconfig/match.h"
#include "sshconfig/pattern.h"

#define LEVELS (LK_CONFIG_DEPTH_MAX + 2)

/* A Host or Match line. */
typedef struct {
  const LkConfigTree *tree;
  guint file;
  guint line;
} Header;

/* A line with one of the options that a listing tells; @order counts the lines of this option. */
typedef struct {
  guint order;
  const LkConfigTree *tree;
  guint file;
  guint line;
} Giver;

/* One whose conditions have to be tried for each host: patterns, Match, more than one block around it. */
typedef struct {
  Giver giver;
  GArray *headers;
} WildGiver;

typedef enum {
  PROXY,
  HOST_NAME,
  N_OPTIONS,
} Option;

/* @first: by option, the first line below a Host line that has nothing but names, and this one among them. */
typedef struct {
  LkConfigHost *host;
  Giver first[N_OPTIONS];
  gboolean found[N_OPTIONS];
} Entry;

typedef struct {
  const LkConfigTree *tree; /* that is being read */
  GPtrArray *hosts;
  GArray *entries;
  GHashTable *numbers; /* name -> number of the entry + 1 */
  GPtrArray *wild[N_OPTIONS];
  guint orders[N_OPTIONS];
  Header levels[LEVELS];
  gboolean in_block[LEVELS];
  guint depth;
} Listing;

/* Of the tokens that ssh_config(5) has for HostName, those that need no connection. */
char *
lk_config_host_target (const LkConfigHost *host)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *p = host->host_name == NULL ? "%h" : host->host_name;

  for (; *p != '\0'; p++) {
    if (p[0] == '%' && (p[1] == 'h' || p[1] == 'n'))
      g_string_append (text, host->name);
    else if (p[0] == '%' && p[1] == '%')
      g_string_append_c (text, '%');
    else
      g_string_append_c (text, *p);
    if (p[0] == '%' && p[1] != '\0')
      p++;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
lk_config_host_free (LkConfigHost *host)
{
  g_free (host->name);
  g_free (host->host_name);
  g_free (host);
}

static void
free_wild (gpointer data)
{
  WildGiver *wild = data;

  g_array_unref (wild->headers);
  g_free (wild);
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
  if (strstr (value, "cloudflared") != NULL && lk_cloudflared_is_called (value))
    return LK_CONFIG_CLOUDFLARED;
  if (strstr (value, "latchkey") == NULL || !g_shell_parse_argv (value, NULL, &words, NULL))
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

static Entry *
find_entry (const Listing *listing, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (listing->numbers, name));

  return number == 0 ? NULL : &g_array_index (listing->entries, Entry, number - 1);
}

static void
add_wild (Listing *listing, Option option, const Giver *giver)
{
  WildGiver *wild = g_new0 (WildGiver, 1);

  wild->giver = *giver;
  wild->headers = g_array_new (FALSE, FALSE, sizeof (Header));
  for (guint i = 0; i < listing->depth; i++)
    if (listing->in_block[i])
      g_array_append_val (wild->headers, listing->levels[i]);
  g_ptr_array_add (listing->wild[option], wild);
}

static void
add_giver (Listing *listing, Option option, guint file, guint line)
{
  const Giver giver = {listing->orders[option]++, listing->tree, file, line};
  g_autoptr (LkConfigWords) words = NULL;
  guint blocks = 0, last = 0;

  for (guint i = 0; i < listing->depth; i++) {
    if (!listing->in_block[i])
      continue;
    blocks++;
    last = i;
  }
  if (blocks == 1)
    words = words_at (listing->tree, listing->levels[last].file, listing->levels[last].line);
  if (words == NULL || !is_plain_host (words)) {
    add_wild (listing, option, &giver);
    return;
  }
  for (guint i = 0; i < words->n_args; i++) {
    Entry *entry = find_entry (listing, words->args[i].value);

    if (entry != NULL && !entry->found[option]) {
      entry->first[option] = giver;
      entry->found[option] = TRUE;
    }
  }
}

static void
add_hosts (Listing *listing, const LkConfigWords *words, guint file, guint line)
{
  for (guint i = 0; i < words->n_args; i++) {
    const char *name = words->args[i].value;
    Entry entry = {NULL};

    if (!lk_pattern_is_plain (name) || *name == '\0' || find_entry (listing, name) != NULL)
      continue;
    entry.host = g_new0 (LkConfigHost, 1);
    *entry.host =
        (LkConfigHost){.name = g_strdup (name), .tree = listing->tree, .file = file, .line = line};
    g_ptr_array_add (listing->hosts, entry.host);
    g_array_append_val (listing->entries, entry);
    g_hash_table_insert (listing->numbers, entry.host->name,
                         GUINT_TO_POINTER (listing->entries->len));
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
    listing->levels[here] = (Header){listing->tree, file, line};
    listing->in_block[here] = TRUE;
  }
  if (kind == LK_CONFIG_HOST)
    add_hosts (listing, words, file, line);
  else if (strcmp (words->name, "proxycommand") == 0 || strcmp (words->name, "proxyjump") == 0)
    add_giver (listing, PROXY, file, line);
  else if (strcmp (words->name, "hostname") == 0)
    add_giver (listing, HOST_NAME, file, line);
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
applies (const Listing *listing, const WildGiver *wild, const LkConfigHost *host)
{
  const char *name = host->host_name != NULL ? host->host_name : host->name;
  const LkConfigFacts facts = {host->name, name, host->name, "", "", FALSE};

  for (guint i = 0; i < wild->headers->len; i++) {
    const Header *header = &g_array_index (wild->headers, Header, i);
    g_autoptr (LkConfigWords) words = words_at (header->tree, header->file, header->line);

    if (words->kind == LK_CONFIG_HOST ? !lk_config_host_applies (words, host->name)
                                      : !lk_config_match_may_apply (words, &facts))
      return FALSE;
  }
  return TRUE;
}

static const Giver *
find_giver (const Listing *listing, const Entry *entry, Option option)
{
  const Giver *best = entry->found[option] ? &entry->first[option] : NULL;

  for (guint i = 0; i < listing->wild[option]->len; i++) {
    const WildGiver *wild = g_ptr_array_index (listing->wild[option], i);

    if (best != NULL && best->order < wild->giver.order)
      break;
    if (applies (listing, wild, entry->host))
      return &wild->giver;
  }
  return best;
}

static void
tell (const Listing *listing, const Entry *entry)
{
  LkConfigHost *host = entry->host;
  const Giver *giver = find_giver (listing, entry, HOST_NAME);

  if (giver != NULL) {
    g_autoptr (LkConfigWords) words = words_at (giver->tree, giver->file, giver->line);

    host->host_name = g_strdup (words->n_args == 0 ? "" : words->args[0].value);
  }
  giver = find_giver (listing, entry, PROXY);
  if (giver != NULL) {
    g_autoptr (LkConfigWords) words = words_at (giver->tree, giver->file, giver->line);
    const char *text =
        lk_config_file_text (lk_config_tree_file (giver->tree, giver->file), giver->line);
    g_autofree char *value = g_strndup (text + words->rest.start, words->rest.length);

    host->through = lk_config_through (words->name, value);
  }
}

GPtrArray *
lk_config_hosts (const LkConfigTree *const *trees, guint n_trees)
{
  Listing listing = {.hosts = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_config_host_free),
                     .entries = g_array_new (FALSE, FALSE, sizeof (Entry)),
                     .numbers = g_hash_table_new (g_str_hash, g_str_equal)};

  for (guint i = 0; i < N_OPTIONS; i++)
    listing.wild[i] = g_ptr_array_new_with_free_func (free_wild);
  for (guint i = 0; i < n_trees; i++) {
    listing.tree = trees[i];
    listing.depth = 0;
    lk_config_tree_walk (trees[i], on_visit, &listing);
  }
  for (guint i = 0; i < listing.entries->len; i++)
    tell (&listing, &g_array_index (listing.entries, Entry, i));
  for (guint i = 0; i < N_OPTIONS; i++)
    g_ptr_array_unref (listing.wild[i]);
  g_hash_table_unref (listing.numbers);
  g_array_unref (listing.entries);
  return listing.hosts;
}
