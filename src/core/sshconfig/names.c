/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/names.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "sshconfig/pattern.h"

gboolean
lk_config_check_name (const char *name, GError **error)
{
  g_autofree char *shown = lk_printable (name, -1);

  if (*name != '\0' && *name != '-' && strpbrk (name, " \t\r\n\"'\\,#/@") == NULL &&
      lk_pattern_is_plain (name))
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
               _ ("\"%s\" is no name for a host; give one like ssh.example.com"), shown);
  return FALSE;
}

static gboolean
follow (LkConfigTree *tree, const char *old, const char *name, GError **error)
{
  LkConfigRef at;

  return lk_config_find_host (tree, old, &at) ||
         lk_config_edit_follow_name (tree, old, name, error);
}

gboolean
lk_config_rename (LkConfigTree *tree,
                  LkConfigRef at,
                  const char *old,
                  const char *name,
                  GError **error)
{
  return lk_config_check_name (name, error) &&
         lk_config_edit_rename_host (tree, at, old, name, error) && follow (tree, old, name, error);
}

gboolean
lk_config_remove (LkConfigTree *tree, LkConfigRef at, const char *name, GError **error)
{
  return lk_config_edit_remove_name (tree, at, name, error) && follow (tree, name, NULL, error);
}
