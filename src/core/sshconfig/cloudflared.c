/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/cloudflared.h"

#include <string.h>

#include "sshconfig/edit-private.h"

#define PIPE_PREFIX "cfpipe-"

/* The program as a shell word, and "access" after it. */
static GRegex *
program_regex (void)
{
  static GRegex *regex;

  if (g_once_init_enter (&regex))
    g_once_init_leave (
        &regex, g_regex_new ("(?:\"[^\"]*cloudflared(?:\\.exe)?\"|'[^']*cloudflared(?:\\.exe)?'|"
                             "[^\\s\"'`;|&()=]*cloudflared(?:\\.exe)?)\\s+access(?=\\s)",
                             G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL));
  return regex;
}

gboolean
lk_cloudflared_is_pipe (const char *pattern)
{
  return g_str_has_prefix (pattern, PIPE_PREFIX);
}

static gboolean
calls_cloudflared (const char *text, gsize length)
{
  return g_regex_match_full (program_regex (), text, (gssize) length, 0, 0, NULL, NULL);
}

gboolean
lk_cloudflared_is_called (const char *command)
{
  return calls_cloudflared (command, strlen (command));
}

static gboolean
is_key (const LkConfigWords *words)
{
  return (strcmp (words->name, "identityfile") == 0 ||
          strcmp (words->name, "certificatefile") == 0) &&
         words->n_args > 0 && strstr (words->args[0].value, ".cloudflared/") != NULL &&
         strstr (words->args[0].value, "-cf_key") != NULL;
}

static gboolean
find_form (const LkConfigFile *file, guint line, LkCloudflaredForm *form)
{
  const LkConfigLine *span = lk_config_file_line (file, line);
  const char *text = lk_config_file_text (file, line);
  g_autoptr (LkConfigWords) words = NULL;

  if (span->kind != LK_CONFIG_OPTION && span->kind != LK_CONFIG_MATCH)
    return FALSE;
  words = lk_config_file_words (file, line);
  if (is_key (words)) {
    *form = LK_CLOUDFLARED_KEY;
    return TRUE;
  }
  if (!calls_cloudflared (text + words->rest.start, words->rest.length))
    return FALSE;
  if (span->kind == LK_CONFIG_MATCH)
    *form = LK_CLOUDFLARED_MATCH;
  else if (strcmp (words->name, "proxycommand") != 0)
    return FALSE;
  else if (g_strstr_len (text + words->rest.start, words->rest.length, PIPE_PREFIX) != NULL)
    *form = LK_CLOUDFLARED_PIPE;
  else
    *form = LK_CLOUDFLARED_PLAIN;
  return TRUE;
}

GArray *
lk_cloudflared_find (const LkConfigTree *tree)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (LkCloudflaredLine));

  for (guint number = 0; number < lk_config_tree_n_files (tree); number++) {
    const LkConfigFile *file = lk_config_tree_file (tree, number);

    for (guint line = 0; line < lk_config_file_n_lines (file); line++) {
      LkCloudflaredLine one = {.file = number, .line = line};

      if (find_form (file, line, &one.form))
        g_array_append_val (found, one);
    }
  }
  return found;
}

/* The form with two blocks */

/*
 * "Match originalhost H exec ..." with the keys, since a Host line cannot run anything: after the block, so
 * that %h stands for its HostName.
 */
static gboolean
add_match (LkConfigTree *tree, LkConfigRef at, const LkCloudflaredNew *with, GError **error)
{
  const LkConfigFile *file = lk_config_tree_file (tree, at.file);
  const LkConfigBlock *block = lk_config_file_block (file, at.block);
  g_autoptr (LkConfigWords) header = lk_config_file_words (file, block->header);
  g_autoptr (GString) hosts = g_string_new (NULL);
  g_autofree char *command = g_strdup_printf ("%s ssh-gen --hostname %%h", with->program);

  for (guint i = 0; i < header->n_args; i++)
    g_string_append_printf (hosts, "%s%s", i == 0 ? "" : ",", header->args[i].value);
  return lk_config_edit_add_match (
      tree, lk_config_spot_after (tree, at),
      (const char *const[]){"originalhost", hosts->str, "exec", command, NULL}, with->keys,
      with->n_keys, error);
}

/* What the user said to the second block, to be said to the first one. */
static gboolean
move_settings (LkConfigTree *tree, LkConfigRef from, LkConfigRef to, GError **error)
{
  static const char *const theirs[] = {"hostname", "proxycommand", "identityfile",
                                       "certificatefile", NULL};
  g_autoptr (LkConfigFile) file = lk_config_file_ref (lk_config_tree_file (tree, from.file));
  const LkConfigBlock *block = lk_config_file_block (file, from.block);

  for (guint line = block->header + 1; line < block->end; line++) {
    g_autoptr (LkConfigWords) words = NULL;
    g_autoptr (GPtrArray) values = g_ptr_array_new ();
    g_autofree char *name = NULL;
    LkConfigSetting setting;

    if (lk_config_file_line (file, line)->kind != LK_CONFIG_OPTION)
      continue;
    words = lk_config_file_words (file, line);
    if (g_strv_contains (theirs, words->name))
      continue;
    for (guint i = 0; i < words->n_args; i++)
      g_ptr_array_add (values, (char *) words->args[i].value);
    g_ptr_array_add (values, NULL);
    name =
        g_strndup (lk_config_file_text (file, line) + words->keyword.start, words->keyword.length);
    setting = (LkConfigSetting){name, (const char *const *) values->pdata};
    if (!lk_config_edit_add (tree, to, &setting, error))
      return FALSE;
  }
  return TRUE;
}

/* The second block: its name stands in the first one's ProxyCommand, perhaps with a token in it. */
static gboolean
find_pipe (const LkConfigTree *tree, LkConfigRef first, LkConfigRef *pipe)
{
  const LkConfigFile *file = lk_config_tree_file (tree, first.file);
  g_autoptr (LkConfigWords) header =
      lk_config_file_words (file, lk_config_file_block (file, first.block)->header);

  for (guint i = 0; i < header->n_args; i++) {
    g_autofree char *name = g_strconcat (PIPE_PREFIX, header->args[i].value, NULL);

    if (lk_config_find_host (tree, name, pipe))
      return TRUE;
  }
  return FALSE;
}

static gboolean
migrate_pipe (LkConfigTree *tree,
              const LkCloudflaredLine *line,
              const LkCloudflaredNew *with,
              GError **error)
{
  const LkConfigFile *file = lk_config_tree_file (tree, line->file);
  LkConfigRef at = {line->file, lk_config_file_block_of (file, line->line)};
  g_autofree char *command = g_strdup_printf ("%s ssh --hostname %%h", with->program);
  const char *const values[] = {command, NULL};
  const LkConfigSetting proxy = {"ProxyCommand", values};
  LkConfigRef pipe;

  if (!lk_config_edit_set (tree, at, &proxy, error))
    return FALSE;
  if (lk_config_file_block (lk_config_tree_file (tree, at.file), at.block)->kind != LK_CONFIG_HOST)
    return TRUE;
  if (find_pipe (tree, at, &pipe)) {
    if (!move_settings (tree, pipe, at, error))
      return FALSE;
    /* That may have moved it. */
    if (find_pipe (tree, at, &pipe) && !lk_config_edit_remove_host (tree, pipe, error))
      return FALSE;
    if (pipe.file == at.file && pipe.block < at.block)
      at.block--;
  }
  return add_match (tree, at, with, error);
}

/* The forms of one line */

/* The line with cloudflared's path replaced. */
static void
replace_program (LkSplices *splices, const LkConfigFile *file, guint line, const char *program)
{
  const LkConfigLine *span = lk_config_file_line (file, line);
  const char *text = lk_config_file_text (file, line);
  g_autoptr (GMatchInfo) match = NULL;

  g_regex_match_full (program_regex (), text, span->length, 0, 0, &match, NULL);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    int start, end;

    g_match_info_fetch_pos (match, 0, &start, &end);
    lk_splices_add (splices, span->start + (gsize) start, span->start + (gsize) end, program, -1);
  }
}

/* The first line of a block's that names a key becomes ours; the others go. */
static gboolean
replace_key (LkConfigTree *tree,
             const LkCloudflaredLine *line,
             const LkCloudflaredNew *with,
             GError **error)
{
  const LkConfigFile *file = lk_config_tree_file (tree, line->file);
  LkConfigRef at = {line->file, lk_config_file_block_of (file, line->line)};
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, line->line);
  const char *const old[] = {words->args[0].value, NULL};

  for (guint i = 0; i < with->n_keys; i++) {
    if (g_ascii_strcasecmp (with->keys[i].name, words->name) == 0)
      return lk_config_edit_set (tree, at, &with->keys[i], error);
  }
  return lk_config_edit_unset (tree, at, words->name, old, error);
}

static gboolean
replace_programs (LkConfigTree *tree, const GArray *lines, const char *program, GError **error)
{
  for (guint number = 0; number < lk_config_tree_n_files (tree); number++) {
    g_autoptr (LkSplices) splices = lk_splices_new ();

    for (guint i = 0; i < lines->len; i++) {
      const LkCloudflaredLine *line = &g_array_index (lines, LkCloudflaredLine, i);

      if (line->file == number && line->form != LK_CLOUDFLARED_KEY)
        replace_program (splices, lk_config_tree_file (tree, number), line->line, program);
    }
    if (!lk_config_commit (tree, number, splices, error))
      return FALSE;
  }
  return TRUE;
}

typedef gboolean (*Change) (LkConfigTree *tree,
                            const LkCloudflaredLine *line,
                            const LkCloudflaredNew *with,
                            GError **error);

/* From the end on, since a change moves what follows it; until there is none, since some move more. */
static gboolean
change_all (LkConfigTree *tree,
            LkCloudflaredForm form,
            Change change,
            const LkCloudflaredNew *with,
            GError **error)
{
  gboolean changed;

  do {
    g_autoptr (GArray) lines = lk_cloudflared_find (tree);

    changed = FALSE;
    for (guint i = lines->len; i > 0; i--) {
      const LkCloudflaredLine *line = &g_array_index (lines, LkCloudflaredLine, i - 1);
      const LkConfigFile *file = lk_config_tree_file (tree, line->file);
      LkCloudflaredForm now;

      if (line->form != form || line->line >= lk_config_file_n_lines (file) ||
          !find_form (file, line->line, &now) || now != form)
        continue;
      if (!change (tree, line, with, error))
        return FALSE;
      changed = TRUE;
    }
  } while (changed);
  return TRUE;
}

gboolean
lk_cloudflared_migrate (LkConfigTree *tree, const LkCloudflaredNew *with, GError **error)
{
  g_autoptr (GArray) rest = NULL;

  if (!change_all (tree, LK_CLOUDFLARED_PIPE, migrate_pipe, with, error) ||
      !change_all (tree, LK_CLOUDFLARED_KEY, replace_key, with, error))
    return FALSE;
  rest = lk_cloudflared_find (tree);
  return replace_programs (tree, rest, with->program, error);
}
