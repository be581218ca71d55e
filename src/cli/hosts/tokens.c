/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tokens.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "access/host.h"
#include "base/error.h"
#include "cli/worker.h"
#include "worker/wire.h"

#define AUD_LENGTH 64

static char *
their_folder (void)
{
  return g_build_filename (g_get_home_dir (), ".cloudflared", NULL);
}

/* The host of "<host>-<AUD>-token"; what stands there for a path or a wildcard is no host name. */
static char *
host_of (const char *name)
{
  gsize length = strlen (name), rest = strlen ("-token") + AUD_LENGTH + 1;
  g_autofree char *host = NULL;

  if (length <= rest || !g_str_has_suffix (name, "-token") ||
      strspn (name + length - rest + 1, "0123456789abcdef") != AUD_LENGTH)
    return NULL;
  host = g_strndup (name, length - rest);
  return lk_host_parse (host, NULL, NULL);
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
lk_tokens_files (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = their_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_secret (name))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_paths);
  return files;
}

static void
take_over (const char *host, const char *folder)
{
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) files = NULL;
  g_autoptr (GError) error = NULL;

  g_variant_dict_insert (&request, "verb", "s", "adopt");
  g_variant_dict_insert (&request, "host", "s", host);
  g_variant_dict_insert (&request, "folder", "s", folder);
  reply = lk_worker_call (g_variant_dict_end (&request), NULL, NULL, NULL, NULL, &error);
  if (reply == NULL) {
    g_printerr ("latchkey: note: the login to %s is not taken over: %s\n", host, error->message);
    return;
  }
  files = g_variant_lookup_value (reply, "files", G_VARIANT_TYPE_STRING_ARRAY);
  if (files != NULL && g_variant_n_children (files) > 0)
    g_print ("The login to %s is taken over.\n", host);
  else
    g_print ("The login to %s has ended; the next ssh begins a new one.\n", host);
}

void
lk_tokens_take_over (void)
{
  g_autofree char *folder = their_folder ();
  g_autoptr (GPtrArray) files = lk_tokens_files ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < files->len; i++) {
    g_autofree char *name = g_path_get_basename (g_ptr_array_index (files, i));
    g_autofree char *host = host_of (name);

    if (host != NULL && g_hash_table_add (seen, g_strdup (host)))
      take_over (host, folder);
  }
}

gboolean
lk_tokens_remove_files (GError **error)
{
  g_autoptr (GPtrArray) files = lk_tokens_files ();

  for (guint i = 0; i < files->len; i++) {
    const char *path = g_ptr_array_index (files, i);

    if (unlink (path) != 0 && errno != ENOENT) {
      g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, "cannot remove %s: %s", path,
                   g_strerror (errno));
      return FALSE;
    }
  }
  return TRUE;
}
