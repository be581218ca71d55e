/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/cloudflared-import.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "sshconfig/cloudflared.h"
#include "sshconfig/stanza.h"

#define AUD_LENGTH 64

gboolean
lk_cloudflared_import (LkConfigTree *tree, const char *latchkey, GError **error)
{
  g_autofree char *program = lk_stanza_program (latchkey);
  g_autofree char *identity = lk_stanza_identity ("%h", error);
  const char *const values[] = {identity, NULL};
  const LkConfigSetting keys[] = {{"IdentityFile", values}};
  const LkCloudflaredNew with = {program, keys, G_N_ELEMENTS (keys)};

  return identity != NULL && lk_cloudflared_migrate (tree, &with, error);
}

char *
lk_cloudflared_folder (void)
{
  return g_build_filename (g_get_home_dir (), ".cloudflared", NULL);
}

static gboolean
is_secret (const char *name)
{
  static const char *const ends[] = {"-token", "-cf_key", "-cf_key.pub", "-cf_key-cert.pub"};

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (name, ends[i]))
      return TRUE;
  return FALSE;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
lk_cloudflared_files (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = lk_cloudflared_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_secret (name))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_paths);
  return files;
}

/* The host of "<host>-<AUD>-token". */
static char *
host_of (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  gsize length = strlen (name), rest = strlen ("-token") + AUD_LENGTH + 1;

  if (length <= rest || !g_str_has_suffix (name, "-token") || name[length - rest] != '-' ||
      strspn (name + length - rest + 1, "0123456789abcdef") != AUD_LENGTH)
    return NULL;
  return g_strndup (name, length - rest);
}

GPtrArray *
lk_cloudflared_hosts (GPtrArray *files)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < files->len; i++) {
    g_autofree char *host = host_of (g_ptr_array_index (files, i));

    if (host != NULL && !g_ptr_array_find_with_equal_func (hosts, host, g_str_equal, NULL))
      g_ptr_array_add (hosts, g_steal_pointer (&host));
  }
  return hosts;
}

gboolean
lk_cloudflared_remove_files (GError **error)
{
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();

  for (guint i = 0; i < files->len; i++) {
    const char *path = g_ptr_array_index (files, i);

    if (unlink (path) != 0 && errno != ENOENT) {
      g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot remove %s: %s"), path,
                   g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}
