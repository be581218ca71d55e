/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/effective.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "sshconfig/ask-ssh.h"
#include "sshconfig/flatten.h"

void
lk_config_option_free (LkConfigOption *option)
{
  g_free (option->name);
  g_free (option->value);
  g_free (option->from);
  g_array_unref (option->shadowed);
  g_array_unref (option->maybe);
  g_free (option);
}

const char *
lk_config_option_name (const char *name)
{
  static const char *const aliases[][2] = {
      {"challengeresponseauthentication", "kbdinteractiveauthentication"},
      {"skeyauthentication", "kbdinteractiveauthentication"},
      {"tisauthentication", "kbdinteractiveauthentication"},
      {"dsaauthentication", "pubkeyauthentication"},
      {"identityfile2", "identityfile"},
      {"keepalive", "tcpkeepalive"},
      {"protocolkeepalives", "serveraliveinterval"}, /* Debian's, as the next one */
      {"setuptimeout", "serveraliveinterval"},
      {"smartcarddevice", "pkcs11provider"},
      {"hostbasedkeytypes", "hostbasedacceptedalgorithms"},
      {"pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strcmp (name, aliases[i][0]) == 0)
      return aliases[i][1];
  return name;
}

gboolean
lk_config_option_adds_up (const char *name)
{
  static const char *const names[] = {"identityfile",
                                      "certificatefile",
                                      "localforward",
                                      "remoteforward",
                                      "dynamicforward",
                                      "sendenv",
                                      NULL};

  return g_strv_contains (names, name);
}

/* OpenSSH takes "none" for a time that was not given, so that a later line still can give it. */
static const char *const times[] = {"connecttimeout", "forwardx11timeout", "serveraliveinterval",
                                    NULL};

gboolean
lk_config_option_settles (const char *name)
{
  /* The socket and "yes" are noted apart, as are the two limits; the others count in any block. */
  static const char *const names[] = {"forwardagent", "rekeylimit", "streamlocalbindmask",
                                      "syslogfacility", NULL};

  return !lk_config_option_adds_up (name) && !g_strv_contains (times, name) &&
         !g_strv_contains (names, name);
}

/* A line of an option, or one of its arguments where each counts by itself. */
typedef struct {
  const LkConfigApplied *applied;
  char *text;
} Giver;

static void
free_giver (gpointer data)
{
  Giver *giver = data;

  g_free (giver->text);
  g_free (giver);
}

static void
add_giver (GHashTable *all, const char *name, const LkConfigApplied *applied, char *text)
{
  GPtrArray *givers = g_hash_table_lookup (all, name);
  Giver *giver = g_new0 (Giver, 1);

  if (givers == NULL) {
    givers = g_ptr_array_new_with_free_func (free_giver);
    g_hash_table_insert (all, g_strdup (name), givers);
  }
  giver->applied = applied;
  giver->text = text;
  g_ptr_array_add (givers, giver);
}

/* ssh names these two together: the first of them counts. */
static const char *
group_of (const char *name)
{
  return strcmp (name, "proxyjump") == 0 ? "proxycommand" : name;
}

static gboolean
gives_nothing (const char *name, const LkConfigWords *words)
{
  return words->n_args > 0 && strcmp (words->args[0].value, "none") == 0 &&
         g_strv_contains (times, name);
}

/* By name of option, the lines that are, or may be, for the host. */
static GHashTable *
collect_givers (const GArray *applied)
{
  GHashTable *all =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < applied->len; i++) {
    const LkConfigApplied *one = &g_array_index (applied, LkConfigApplied, i);
    g_autoptr (LkConfigWords) words = NULL;
    const char *name;

    if (one->answer == LK_CONFIG_NO)
      continue;
    words = lk_config_file_words (lk_config_tree_file (one->tree, one->file), one->line);
    name = group_of (lk_config_option_name (words->name));
    if (gives_nothing (name, words))
      continue;
    if (strcmp (name, "sendenv") != 0) {
      add_giver (all, name, one, words->n_args == 0 ? NULL : g_strdup (words->args[0].value));
      continue;
    }
    for (guint j = 0; j < words->n_args; j++)
      add_giver (all, name, one, g_strdup (words->args[j].value));
  }
  return all;
}

/* Which of an option's lines a printed value comes from; the lines before it have given theirs. */
static const Giver *
find_giver (GPtrArray *givers, const char *name, const char *value, guint *next)
{
  const Giver *other = NULL;

  for (guint i = *next; i < givers->len; i++) {
    const Giver *giver = g_ptr_array_index (givers, i);

    if (giver->applied->answer != LK_CONFIG_YES)
      continue;
    /* All that SetEnv gives comes from one line. */
    if (!lk_config_option_adds_up (name))
      return giver;
    if (g_strcmp0 (giver->text, value) == 0) {
      *next = i + 1;
      return giver;
    }
    if (other == NULL)
      other = giver;
  }
  /* Written another way than ssh prints it: "8080" and "[localhost]:8080". */
  for (guint i = *next; other != NULL && i < givers->len; i++)
    if (g_ptr_array_index (givers, i) == (gpointer) other)
      *next = i + 1;
  return other;
}

static gboolean
has_line (const GArray *lines, const LkConfigApplied *line)
{
  for (guint i = 0; i < lines->len; i++) {
    const LkConfigApplied *one = &g_array_index (lines, LkConfigApplied, i);

    if (one->tree == line->tree && one->file == line->file && one->line == line->line)
      return TRUE;
  }
  return FALSE;
}

/*
 * The option's other lines; all of them lose where ssh is @told the value. What may count is told once, with
 * the option's @first value.
 */
static void
add_others (LkConfigOption *option,
            GPtrArray *givers,
            const Giver *from,
            gboolean first,
            gboolean told)
{
  gboolean adds_up = lk_config_option_adds_up (option->name), past = FALSE;

  for (guint i = 0; i < givers->len; i++) {
    const Giver *giver = g_ptr_array_index (givers, i);
    gboolean lost = !adds_up && (past || told);
    GArray *lines = lost ? option->shadowed : option->maybe;

    if ((lost ? !giver->applied->final : first && giver->applied->answer == LK_CONFIG_MAYBE) &&
        !(giver->applied->final && has_line (lines, giver->applied)))
      g_array_append_val (lines, *giver->applied);
    past = past || giver == from;
  }
}

static LkConfigOption *
make_option (const char *line, GHashTable *givers, GHashTable *nexts, const LkConfigTarget *target)
{
  LkConfigOption *option = g_new0 (LkConfigOption, 1);
  const char *space = strchr (line, ' ');
  GPtrArray *own;
  const Giver *from = NULL;
  gboolean first, told;
  guint next;

  option->name = space == NULL ? g_strdup (line) : g_strndup (line, (gsize) (space - line));
  option->value = g_strdup (space == NULL ? "" : space + 1);
  option->shadowed = g_array_new (FALSE, FALSE, sizeof (LkConfigApplied));
  option->maybe = g_array_new (FALSE, FALSE, sizeof (LkConfigApplied));

  g_autofree char *lower = g_ascii_strdown (option->name, -1);
  own = g_hash_table_lookup (givers, group_of (lower));
  if (own == NULL)
    return option;
  first = !g_hash_table_contains (nexts, lower);
  told = target->user != NULL && g_str_equal (lower, "user");
  next = GPOINTER_TO_UINT (g_hash_table_lookup (nexts, lower));
  if (!told)
    from = find_giver (own, lower, option->value, &next);
  g_hash_table_replace (nexts, g_strdup (lower), GUINT_TO_POINTER (next));
  if (from != NULL)
    option->from = g_memdup2 (from->applied, sizeof *from->applied);
  add_others (option, own, from, first, told);
  return option;
}

static GPtrArray *
parse_options (const char *text, const GArray *applied, const LkConfigTarget *target)
{
  GPtrArray *options = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_config_option_free);
  g_autoptr (GHashTable) givers = collect_givers (applied);
  g_autoptr (GHashTable) nexts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_ptr_array_add (options, make_option (lines[i], givers, nexts, target));
  return options;
}

/* "/dev/stdin line 7: Bad configuration option: x": the line is one of ours, and comes from another. */
static void
complain (const char *complaint, const GArray *applied, const GArray *numbers, GError **error)
{
  const char *line = strstr (complaint, "line ");
  const char *what = line == NULL ? NULL : strstr (line, ": ");
  guint64 number = line == NULL ? 0 : g_ascii_strtoull (line + strlen ("line "), NULL, 10);
  g_autofree char *text = NULL;
  const LkConfigApplied *one;
  gsize length;

  if (what == NULL || number == 0 || number > numbers->len ||
      g_array_index (numbers, guint, number - 1) == G_MAXUINT) {
    text = lk_printable (complaint, (gssize) strcspn (complaint, "\r\n"));
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("ssh refuses the configuration: %s"), text);
    return;
  }
  one = &g_array_index (applied, LkConfigApplied, g_array_index (numbers, guint, number - 1));
  length = strcspn (what + 2, "\r\n");
  if (length > 0 && what[2 + length - 1] == '.')
    length--;
  text = lk_printable (what + 2, (gssize) length);
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("ssh refuses line %u of %s: %s"), one->line + 1,
               lk_config_file_path (lk_config_tree_file (one->tree, one->file)), text);
}

/* What ssh -G prints for lines that were found to be for the target. */
static char *
ask (const char *ssh,
     const GArray *applied,
     guint passes,
     const LkConfigTarget *target,
     GError **error)
{
  g_autoptr (GArray) numbers = NULL;
  g_autoptr (GString) config = lk_config_flatten (applied, passes, &numbers);
  g_autofree char *complaint = NULL;
  char *text = lk_ask_ssh (ssh, config, target->host, target->user, &complaint, error);

  if (text == NULL && complaint != NULL)
    complain (complaint, applied, numbers, error);
  return text;
}

/*
 * The host name that the final pass is about: ssh writes addresses its own way, and may have asked the
 * network. NULL where it does not tell, which the final pass may yet mend.
 */
static char *
ask_name (const char *ssh, const GArray *applied, const LkConfigTarget *target)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (LkConfigApplied));
  g_autofree char *text = NULL;
  const char *name;

  for (guint i = 0; i < applied->len; i++)
    if (!g_array_index (applied, LkConfigApplied, i).final)
      g_array_append_val (first, g_array_index (applied, LkConfigApplied, i));
  text = ask (ssh, first, 1, target, NULL);
  name = text == NULL ? NULL : strstr (text, "\nhostname ");
  if (name == NULL)
    return NULL;
  name += strlen ("\nhostname ");
  return g_strndup (name, strcspn (name, "\n"));
}

/* What ssh refuses of the lines that it is not handed. */
static gboolean
check_sound (const LkConfigTree *const *trees,
             guint n_trees,
             const LkConfigFlaw *flaw,
             GError **error)
{
  for (guint i = 0; i < n_trees; i++) {
    for (guint j = 0; j < lk_config_tree_n_problems (trees[i]); j++) {
      const LkConfigProblem *problem = lk_config_tree_problem (trees[i], j);

      if (problem->kind == LK_CONFIG_PROBLEM_MISSING || problem->kind == LK_CONFIG_PROBLEM_VISITS)
        continue;
      g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("ssh refuses line %u of %s: %s"),
                   problem->line + 1, problem->path, problem->text);
      return FALSE;
    }
  }
  if (flaw->text == NULL)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("ssh refuses line %u of %s: %s"),
               flaw->line + 1, lk_config_file_path (lk_config_tree_file (flaw->tree, flaw->file)),
               flaw->text);
  return FALSE;
}

GPtrArray *
lk_config_effective (const char *ssh,
                     const LkConfigTree *const *trees,
                     guint n_trees,
                     const LkConfigTarget *target,
                     GError **error)
{
  LkConfigTarget exact = *target;
  LkConfigFlaw flaw;
  guint passes;
  g_autoptr (GArray) applied = lk_config_applied (trees, n_trees, target, &passes, &flaw);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (flaw.text == NULL && passes == 2) {
    exact.canonical = name = ask_name (ssh, applied, target);
    g_array_unref (applied);
    applied = lk_config_applied (trees, n_trees, &exact, &passes, &flaw);
  }
  if (!check_sound (trees, n_trees, &flaw, error))
    return NULL;
  text = ask (ssh, applied, passes, target, error);
  return text == NULL ? NULL : parse_options (text, applied, target);
}
