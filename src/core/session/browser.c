/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/browser.h"

#include <string.h>
#include <gio/gio.h>

gboolean
lk_browser_available (void)
{
  const char *names[] = {"BROWSER", "DISPLAY", "WAYLAND_DISPLAY"};

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = g_getenv (names[i]);

    if (value != NULL && *value != '\0')
      return TRUE;
  }
  return FALSE;
}

/* What a browser says on its standard streams must not end up in a terminal that runs ssh. */
static gboolean
spawn (char **argv)
{
  return g_spawn_async (NULL, argv, NULL,
                        G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                            G_SPAWN_STDERR_TO_DEV_NULL,
                        NULL, NULL, NULL, NULL);
}

static gboolean
spawn_command (const char *command, const char *url)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  gboolean placed = FALSE;

  if (!g_shell_parse_argv (command, NULL, &words, NULL))
    return FALSE;
  for (char **word = words; *word != NULL; word++) {
    g_auto (GStrv) parts = g_strsplit (*word, "%s", -1);

    placed = placed || parts[1] != NULL;
    g_ptr_array_add (argv, g_strjoinv (url, parts));
  }
  if (!placed)
    g_ptr_array_add (argv, g_strdup (url));
  g_ptr_array_add (argv, NULL);
  return spawn ((char **) argv->pdata);
}

gboolean
lk_browser_open (const char *url)
{
  const char *preferred = g_getenv ("BROWSER");
  char *xdg_open[] = {(char *) "xdg-open", (char *) url, NULL};

  if (preferred != NULL && *preferred != '\0') {
    g_auto (GStrv) commands = g_strsplit (preferred, ":", -1);

    for (char **command = commands; *command != NULL; command++) {
      if (spawn_command (*command, url))
        return TRUE;
    }
  }
  if (!lk_browser_available ())
    return FALSE;
  return g_app_info_launch_default_for_uri (url, NULL, NULL) || spawn (xdg_open);
}
