/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/taken.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
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
