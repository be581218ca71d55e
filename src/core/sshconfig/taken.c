/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/taken.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "sshconfig/edit.h"
#include "sshconfig/effective.h"

static GPtrArray *
ask (const char *ssh, const LkConfigTree *tree, const char *host, GError **error)
{
  const LkConfigTarget target = {host, NULL, g_get_user_name ()};

  return lk_config_effective (ssh, (const LkConfigTree *[]){tree}, 1, &target, error);
}

gboolean
lk_config_taken (const char *ssh,
                 const LkConfigTree *tree,
                 const char *host,
                 GPtrArray **options,
                 GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LkConfigTree) before = NULL;
  g_autoptr (GPtrArray) now = ask (ssh, tree, host, &local);
  g_autoptr (GPtrArray) old = NULL;

  if (now == NULL) {
    before = lk_config_tree_as_read (tree);
    old = ask (ssh, before, host, NULL);
  }
  if (old != NULL) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, _ ("%s; nothing was written"), local->message);
    return FALSE;
  }
  if (options != NULL)
    *options = g_steal_pointer (&now);
  return TRUE;
}

/* Where another block than @at settles the option before; NULL where none does. */
static const LkConfigApplied *
find_winner (const LkConfigTree *tree, LkConfigRef at, const char *known, GPtrArray *options)
{
  for (guint i = 0; i < options->len && !lk_config_option_adds_up (known); i++) {
    const LkConfigOption *option = g_ptr_array_index (options, i);
    const LkConfigApplied *from = option->from;

    if (from != NULL && strcmp (option->name, known) == 0 &&
        (from->file != at.file ||
         lk_config_file_block_of (lk_config_tree_file (tree, at.file), from->line) != at.block))
      return from;
  }
  return NULL;
}

char *
lk_config_tell_winner (const LkConfigTree *tree,
                       const char *host,
                       const char *option,
                       GPtrArray *options)
{
  g_autofree char *lower = g_ascii_strdown (option, -1);
  const char *known = lk_config_option_name (lower);
  const LkConfigApplied *from = NULL;
  g_autofree char *path = NULL;
  LkConfigRef at;

  if (lk_config_find_host (tree, host, &at))
    from = find_winner (tree, at, known, options);
  if (from == NULL)
    return NULL;
  path = lk_printable_path (lk_config_file_path (lk_config_tree_file (tree, from->file)));
  /* Translators: file and line, and the name of an option */
  return g_strdup_printf (_ ("this does not count: %s:%u sets %s before it"), path, from->line + 1,
                          known);
}
