/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/dirs.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/sandbox.h"

/* Makes @path and checks that nobody else can have put it there or can write to it. */
static char *
own_folder (char *path, GError **error)
{
  struct stat st;

  if (g_mkdir_with_parents (path, 0700) != 0 || lstat (path, &st) != 0)
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("cannot make the folder %s: %s"), path,
                 g_strerror (errno));
  else if (!S_ISDIR (st.st_mode) || st.st_uid != getuid () || (st.st_mode & 022) != 0)
    g_set_error (
        error, LK_ERROR, LK_ERROR_CONFIG,
        _ ("%s must be a folder that only you can write to; remove it or mend its owner and mode"),
        path);
  else
    return path;
  g_free (path);
  return NULL;
}

char *
lk_runtime_dir (GError **error)
{
  const char *base = g_getenv ("XDG_RUNTIME_DIR");
  const char *sandbox = lk_sandbox_id ();
  g_autofree char *user = g_strdup_printf ("/run/user/%u", (guint) getuid ());

  /* Of a sandbox's own, that alone is one folder for all its processes, and for ssh outside. */
  if (sandbox != NULL && base != NULL)
    return own_folder (g_build_filename (base, "app", sandbox, "latchkey", NULL), error);
  if (base != NULL && g_path_is_absolute (base))
    return own_folder (g_build_filename (base, "latchkey", NULL), error);
  if (g_access (user, W_OK) == 0)
    return own_folder (g_build_filename (user, "latchkey", NULL), error);
  return own_folder (g_strdup_printf ("/tmp/latchkey-%u", (guint) getuid ()), error);
}

char *
lk_cache_dir (GError **error)
{
  return own_folder (g_build_filename (g_get_user_cache_dir (), "latchkey", NULL), error);
}

char *
lk_state_dir (GError **error)
{
  return own_folder (g_build_filename (g_get_user_state_dir (), "latchkey", NULL), error);
}
