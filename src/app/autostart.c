/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "autostart.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/error.h"

/* The desktop entry in the user's autostart folder (freedesktop.org's autostart specification). */
static const char entry[] = "[Desktop Entry]\n"
                            "Type=Application\n"
                            "Name=Latchkey\n"
                            "Exec=latchkey-gtk --hidden\n"
                            "Icon=org.latchkey.Latchkey\n"
                            "NoDisplay=true\n";

static char *
path_of_entry (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", "org.latchkey.Latchkey.desktop",
                           NULL);
}

gboolean
lk_autostart_get (void)
{
  g_autofree char *path = path_of_entry ();

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
lk_autostart_set (gboolean on, GError **error)
{
  g_autofree char *path = path_of_entry ();
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean done;

  if (on)
    done = g_mkdir_with_parents (folder, 0700) == 0 &&
           g_file_set_contents_full (path, entry, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, NULL);
  else
    done = g_unlink (path) == 0 || errno == ENOENT;
  if (!done)
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 _ ("%s cannot be changed; look at its permissions"), path);
  return done;
}
