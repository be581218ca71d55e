/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "autostart.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/error.h"

/* This program by its own path, as a word of Exec: a session's PATH need not have ~/.local/bin. */
static char *
quote_self (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GString) word = g_string_new ("\"");

  if (self == NULL)
    return g_strdup ("latchkey-gtk");
  /* What double quotes leave special is escaped for them, and the backslash then for the string that it is in. */
  for (const char *p = self; *p != '\0'; p++) {
    if (strchr ("\"`$", *p) != NULL)
      g_string_append (word, "\\\\");
    else if (*p == '\\')
      g_string_append (word, "\\\\\\");
    else if (*p == '%')
      g_string_append_c (word, '%');
    g_string_append_c (word, *p);
  }
  g_string_append_c (word, '"');
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* The desktop entry in the user's autostart folder (freedesktop.org's autostart specification). */
static char *
make_entry (void)
{
  g_autofree char *self = quote_self ();

  return g_strdup_printf ("[Desktop Entry]\n"
                          "Type=Application\n"
                          "Name=Latchkey\n"
                          "Exec=%s --hidden\n"
                          "Icon=org.latchkey.Latchkey\n"
                          "NoDisplay=true\n",
                          self);
}

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
  g_autofree char *entry = make_entry ();
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
