/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "sshconfig/cloudflared-import.h"
#include "tokens.h"
#include "write.h"

typedef struct {
  gboolean undo;
  gboolean remove_files;
} Wish;

static gboolean
migrate (LkHosts *hosts, GError **error)
{
  return lk_cloudflared_import (hosts->tree, hosts->latchkey, error) &&
         lk_hosts_write (hosts, LK_CLOUDFLARED_IMPORT, error);
}

/* What is left in plain files, and how to be rid of it. */
static void
tell_of_files (void)
{
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();

  if (files->len == 0)
    return;
  g_print ("cloudflared keeps tokens and keys in plain files, which are not needed any more:\n");
  for (guint i = 0; i < files->len; i++)
    g_print ("  %s\n", (const char *) g_ptr_array_index (files, i));
  g_print ("'latchkey hosts import cloudflared --remove-files' removes them.\n");
}

static void
tell_what_stays (void)
{
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();

  g_print ("The logins that were taken over stay with Latchkey until 'latchkey logout --all'. %s\n",
           files->len > 0 ? "cloudflared's own files are as they were."
                          : "cloudflared has no login of its own here: it will ask for one.");
}

/* The latest import that stands. */
static gboolean
undo (LkHosts *hosts, GError **error)
{
  g_autofree char *folder = lk_history_folder (error);
  guint number = folder == NULL ? 0 : lk_history_find (folder, hosts->path, LK_CLOUDFLARED_IMPORT);

  if (folder == NULL)
    return FALSE;
  if (number == 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE,
                 "no import of this configuration is in the history");
    return FALSE;
  }
  if (!lk_hosts_write_undo (hosts, number, error))
    return FALSE;
  if (!hosts->dry_run)
    tell_what_stays ();
  return TRUE;
}

gboolean
lk_hosts_import (LkHosts *hosts, int argc, char **argv, GError **error)
{
  Wish wish = {FALSE};
  const GOptionEntry entries[] = {
      {"undo", 0, 0, G_OPTION_ARG_NONE, &wish.undo,
       "Take the change of the configuration back; logins stay until 'latchkey logout'", NULL},
      {"remove-files", 0, 0, G_OPTION_ARG_NONE, &wish.remove_files,
       "Remove cloudflared's plain files with tokens and keys of hosts", NULL},
      {NULL},
  };

  if (!lk_hosts_begin (hosts, LK_HOSTS_WRITES, entries, "cloudflared",
                       "Take over what is set up for cloudflared: the configuration's lines, and "
                       "logins that still hold.",
                       &argc, &argv, error))
    return FALSE;
  if (strcmp (argv[1], "cloudflared") != 0) {
    g_set_error (error, LK_ERROR, LK_ERROR_USAGE, "only cloudflared can be imported from");
    return FALSE;
  }
  if (wish.undo)
    return undo (hosts, error);
  if (!migrate (hosts, error))
    return FALSE;
  if (hosts->dry_run)
    return TRUE;
  lk_tokens_take_over ();
  if (wish.remove_files)
    return lk_cloudflared_remove_files (error);
  tell_of_files ();
  return TRUE;
}
