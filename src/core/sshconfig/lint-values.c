/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "sshconfig/hosts.h"
#include "sshconfig/lint-private.h"
#include "sshconfig/match.h"

/* The path that ssh makes of a file name; NULL where that depends on the host. */
static char *
expand_path (const char *name, const char *home)
{
  g_autoptr (GString) path = g_string_new (name);

  if (g_str_has_prefix (name, "~/"))
    g_string_replace (path, "~", home, 1);
  g_string_replace (path, "%d", home, 0);
  if (strchr (path->str, '%') != NULL || strchr (path->str, '$') != NULL || path->str[0] != '/')
    return NULL;
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static void
check_key (const LkConfigWords *words,
           const char *home,
           guint file,
           guint line,
           GPtrArray *findings)
{
  g_autofree char *path = words->n_args == 0 ? NULL : expand_path (words->args[0].value, home);
  g_autofree char *shown = path == NULL ? NULL : lk_printable (path, -1);
  g_autofree char *text = NULL;
  g_autofree char *public = path == NULL ? NULL : g_strconcat (path, ".pub", NULL);
  struct stat st;

  if (path == NULL)
    return;
  if (stat (path, &st) != 0) {
    /* An agent may hold the key of which only the public half is here. */
    if (stat (public, &st) != 0)
      lk_lint_report (findings, LK_FINDING_FILE, file, line, FALSE, _ ("there is no file %s"),
                      shown);
  } else if (strcmp (words->name, "identityfile") == 0 && (st.st_mode & 077) != 0 &&
             !g_str_has_suffix (path, ".pub")) {
    text = g_strdup_printf (_ ("others may read the key %s, so that ssh ignores it"), shown);
    lk_lint_report_mode (findings, file, line, path, 077, text);
  }
}

/* Whether a word of a command is a secret of a service token, or a password. */
static gboolean
has_secret (const char *command)
{
  static const char *const marks[] = {"--service-token-secret", "--secret",
                                      "TUNNEL_SERVICE_TOKEN_SECRET=", "sshpass -p"};

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
    const char *at = strstr (command, marks[i]);

    if (at == NULL)
      continue;
    at += strlen (marks[i]);
    at += strspn (at, " =\"'");
    /* A variable of the environment is no secret. */
    if (*at != '\0' && *at != '$')
      return TRUE;
  }
  return FALSE;
}

static void
check_command (const LkConfigWords *words,
               const char *command,
               guint file,
               guint line,
               GPtrArray *findings)
{
  g_auto (GStrv) argv = NULL;
  g_autofree char *found = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *first = NULL;
  LkConfigThrough through = lk_config_through (words->name, command);
  gboolean bare;

  if (has_secret (command))
    lk_lint_report (findings, LK_FINDING_SECRET, file, line, FALSE,
                    _ ("a secret stands here, which every process can see: keep it with "
                       "'latchkey login --service-token ID HOST' and take it out"));
  if (through == LK_CONFIG_DIRECTLY || !g_shell_parse_argv (command, NULL, &argv, NULL) ||
      strpbrk (argv[0], "%$=;&|") != NULL)
    return;
  found = g_find_program_in_path (argv[0]);
  if (found != NULL)
    return;
  shown = lk_printable (argv[0], -1);
  first = words->n_args == 0 ? NULL : g_strdup (words->args[0].value);
  bare = g_strcmp0 (first, argv[0]) == 0 && g_str_has_prefix (command, argv[0]);
  if (through == LK_CONFIG_CLOUDFLARED)
    lk_lint_report (
        findings, LK_FINDING_PROGRAM, file, line, FALSE,
        _ ("there is no program %s; 'latchkey hosts import cloudflared' takes its place"), shown);
  else
    lk_lint_report (findings, LK_FINDING_PROGRAM, file, line, through == LK_CONFIG_LATCHKEY && bare,
                    _ ("there is no program %s"), shown);
}

/* What can be seen without asking ssh; it knows whether an option exists, and takes the value. */
static const char *
find_fault (const LkConfigWords *words)
{
  if (words->kind == LK_CONFIG_HOST)
    return lk_config_host_fault (words, "", FALSE);
  if (words->kind == LK_CONFIG_MATCH)
    return lk_config_match_fault (words);
  return lk_config_words_fault (words);
}

static void
check_line (const LkConfigFile *content,
            const char *home,
            guint file,
            guint line,
            GPtrArray *findings)
{
  g_autoptr (LkConfigWords) words = lk_config_file_words (content, line);
  g_autofree char *rest =
      g_strndup (lk_config_file_text (content, line) + words->rest.start, words->rest.length);

  const char *fault = find_fault (words);

  if (fault != NULL)
    lk_lint_report (findings, LK_FINDING_REFUSED, file, line, FALSE,
                    _ ("ssh refuses this line, and with it the whole configuration: %s"), fault);
  else if (strcmp (words->name, "identityfile") == 0 ||
           strcmp (words->name, "certificatefile") == 0)
    check_key (words, home, file, line, findings);
  else if (strcmp (words->name, "proxycommand") == 0)
    check_command (words, rest, file, line, findings);
}

static gboolean
may_matter (guint8 kind)
{
  return kind != LK_CONFIG_BLANK && kind != LK_CONFIG_COMMENT && kind != LK_CONFIG_IGNORED;
}

void
lk_lint_values (const LkConfigTree *tree, const char *home, GPtrArray *findings)
{
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    const LkConfigFile *content = lk_config_tree_file (tree, i);

    for (guint line = 0; line < lk_config_file_n_lines (content); line++)
      if (may_matter (lk_config_file_line (content, line)->kind))
        check_line (content, home, i, line, findings);
  }
}
