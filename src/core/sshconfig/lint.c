/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/lint.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#include "base/error.h"
#include "sshconfig/cloudflared.h"
#include "sshconfig/edit-private.h"
#include "sshconfig/lint-private.h"

void
lk_finding_free (LkFinding *finding)
{
  g_free (finding->text);
  g_free (finding->path);
  g_free (finding);
}

const char *
lk_finding_kind_name (LkFindingKind kind)
{
  static const char *const names[] = {"include",   "refused", "unreachable", "never-wins",
                                      "duplicate", "file",    "program",     "mode",
                                      "secret",    "leftover"};

  return names[kind];
}

void
lk_lint_report (GPtrArray *findings,
                LkFindingKind kind,
                guint file,
                guint line,
                gboolean fixable,
                const char *format,
                ...)
{
  LkFinding *finding = g_new0 (LkFinding, 1);
  va_list args;

  *finding = (LkFinding){.kind = kind, .file = file, .line = line, .fixable = fixable};
  va_start (args, format);
  finding->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (findings, finding);
}

void
lk_lint_report_mode (GPtrArray *findings,
                     guint file,
                     guint line,
                     const char *path,
                     guint unwanted,
                     const char *text)
{
  LkFinding *finding;

  lk_lint_report (findings, LK_FINDING_MODE, file, line, TRUE, "%s", text);
  finding = g_ptr_array_index (findings, findings->len - 1);
  finding->path = g_strdup (path);
  finding->unwanted = unwanted;
}

/* ssh refuses a configuration that somebody else could have written. */
static void
check_files (const LkConfigTree *tree, GPtrArray *findings)
{
  for (guint i = 0; i < lk_config_tree_n_files (tree); i++) {
    const char *path = lk_config_file_path (lk_config_tree_file (tree, i));
    struct stat st;

    if (lk_config_tree_original (tree, i) == NULL || stat (path, &st) != 0 ||
        (st.st_mode & 022) == 0)
      continue;
    lk_lint_report_mode (findings, i, 0, path, 022,
                         _ ("others may write this file, so that ssh refuses it"));
  }
}

static void
check_includes (const LkConfigTree *tree, GPtrArray *findings)
{
  for (guint i = 0; i < lk_config_tree_n_problems (tree); i++) {
    const LkConfigProblem *problem = lk_config_tree_problem (tree, i);
    int file = lk_config_tree_find (tree, problem->path);

    lk_lint_report (findings, LK_FINDING_INCLUDE, (guint) MAX (file, 0), problem->line, FALSE, "%s",
                    problem->text);
  }
}

static void
check_leftovers (const LkConfigTree *tree, GPtrArray *findings)
{
  g_autoptr (GArray) lines = lk_cloudflared_find (tree);

  for (guint i = 0; i < lines->len; i++) {
    const LkCloudflaredLine *line = &g_array_index (lines, LkCloudflaredLine, i);

    if (line->form == LK_CLOUDFLARED_PIPE)
      lk_lint_report (
          findings, LK_FINDING_LEFTOVER, line->file, line->line, FALSE,
          _ ("this runs a second ssh inside the first one, so that scp, rsync and options "
             "fail; 'latchkey hosts import cloudflared' replaces it"));
  }
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const LkFinding *x = *(LkFinding *const *) a, *y = *(LkFinding *const *) b;

  if (x->file != y->file)
    return x->file < y->file ? -1 : 1;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return (int) x->kind - (int) y->kind;
}

GPtrArray *
lk_lint (const LkConfigTree *tree, const char *home)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_finding_free);

  check_files (tree, findings);
  check_includes (tree, findings);
  check_leftovers (tree, findings);
  lk_lint_order (tree, findings);
  lk_lint_values (tree, home, findings);
  g_ptr_array_sort (findings, compare_findings);
  return findings;
}

/* Mending */

static gboolean
set_program (LkConfigTree *tree, const LkFinding *finding, const char *program, GError **error)
{
  LkConfigFile *file = lk_config_tree_file (tree, finding->file);
  const LkConfigLine *line = lk_config_file_line (file, finding->line);
  g_autoptr (LkConfigWords) words = lk_config_file_words (file, finding->line);
  g_autoptr (LkSplices) splices = lk_splices_new ();
  gsize start = line->start + words->rest.start;

  /* The program is the first word of the rest, and needed no quotes: lint looked. */
  lk_splices_add (splices, start, start + words->args[0].span.length, program, -1);
  return lk_config_commit (tree, finding->file, splices, error);
}

static gboolean
remove_line (LkConfigTree *tree, const LkFinding *finding, GError **error)
{
  const LkConfigFile *file = lk_config_tree_file (tree, finding->file);
  g_autoptr (LkSplices) splices = lk_splices_new ();

  lk_splices_add (splices, lk_config_offset (file, finding->line),
                  lk_config_offset (file, finding->line + 1), "", 0);
  return lk_config_commit (tree, finding->file, splices, error);
}

gboolean
lk_lint_fix (LkConfigTree *tree, GPtrArray *findings, const char *program, GError **error)
{
  /* From the end on: removing a line moves those that follow it. */
  for (guint i = findings->len; i > 0; i--) {
    const LkFinding *finding = g_ptr_array_index (findings, i - 1);
    gboolean ok = TRUE;

    if (finding->fixable && finding->kind == LK_FINDING_NEVER_WINS)
      ok = remove_line (tree, finding, error);
    else if (finding->fixable && finding->kind == LK_FINDING_PROGRAM)
      ok = set_program (tree, finding, program, error);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}

gboolean
lk_lint_fix_modes (GPtrArray *findings, GError **error)
{
  for (guint i = 0; i < findings->len; i++) {
    const LkFinding *finding = g_ptr_array_index (findings, i);
    struct stat st;

    if (finding->kind != LK_FINDING_MODE)
      continue;
    if (stat (finding->path, &st) == 0 &&
        chmod (finding->path, st.st_mode & 07777 & ~finding->unwanted) == 0)
      continue;
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot change the mode of %s: %s"),
                 finding->path, g_strerror (errno));
    return FALSE;
  }
  return TRUE;
}
