/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config-fix.h"

#include <string.h>
#include <glib/gi18n.h>

#include "base/error.h"
#include "helper-path.h"
#include "sshconfig/stanza.h"

static gboolean
is_same (const LkFinding *a, const LkFinding *b)
{
  return a->kind == b->kind && a->file == b->file && a->line == b->line &&
         g_str_equal (a->text, b->text);
}

/* Returns: (transfer container): those to mend */
static GPtrArray *
choose (GPtrArray *findings, const LkFinding *wanted)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < findings->len; i++) {
    LkFinding *finding = g_ptr_array_index (findings, i);

    if (finding->fixable && (wanted == NULL || is_same (finding, wanted)))
      g_ptr_array_add (chosen, finding);
  }
  return chosen;
}

gboolean
lk_config_fix_edit (LkConfigTree *tree, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) findings = lk_lint (tree, g_get_home_dir ());
  g_autoptr (GPtrArray) chosen = choose (findings, data);
  g_autofree char *latchkey = lk_helper_path ();
  g_autofree char *program = lk_stanza_program (latchkey);

  if (data != NULL && chosen->len == 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("this is not in the configuration any more"));
    return FALSE;
  }
  return lk_lint_fix (tree, chosen, program, error);
}

gboolean
lk_config_fix_modes (GPtrArray *findings, const LkFinding *finding, GError **error)
{
  g_autoptr (GPtrArray) chosen = choose (findings, finding);

  return lk_lint_fix_modes (chosen, error);
}

char *
lk_config_fix_host (const LkConfigTree *tree, const LkFinding *finding)
{
  const LkConfigFile *file = lk_config_tree_file (tree, finding->file);
  const LkConfigBlock *found = NULL;
  g_autoptr (LkConfigWords) words = NULL;
  LkConfigRef at;

  for (guint i = 1; i < lk_config_file_n_blocks (file); i++) {
    const LkConfigBlock *block = lk_config_file_block (file, i);

    if (block->header > finding->line)
      break;
    found = block;
  }
  if (found == NULL || found->kind != LK_CONFIG_HOST)
    return NULL;
  words = lk_config_file_words (file, found->header);
  if (words->fault != LK_CONFIG_SOUND || words->n_args == 0 ||
      strpbrk (words->args[0].value, "*?!") != NULL ||
      !lk_config_find_host (tree, words->args[0].value, &at) || at.file != finding->file ||
      lk_config_file_block (file, at.block) != found)
    return NULL;
  return g_strdup (words->args[0].value);
}
