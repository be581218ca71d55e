/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "terminal.h"

#include <string.h>
#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/error.h"

/* 255: ssh itself failed; any other code is that of the user's last command. */
#define SCRIPT "ssh -- \"$0\" || { [ $? -ne 255 ] || { printf '\\n%s ' \"$1\"; read -r answer; }; }"

/* Tried in this order: what the system names as its terminal, then those that there are. */
static const char *const terminals[] = {
    "x-terminal-emulator -e",
    "ptyxis --",
    "kgx -e",
    "gnome-terminal --",
    "konsole -e",
    "xfce4-terminal -x",
    "mate-terminal -x",
    "lxterminal -e",
    "foot",
    "alacritty -e",
    "kitty",
    "wezterm start --",
    "xterm -e",
};

static gboolean
start (const char *command, const char *host, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  if (!g_shell_parse_argv (command, NULL, &words, error))
    return FALSE;
  for (char **word = words; *word != NULL; word++)
    g_ptr_array_add (argv, *word);
  const char *tail[] = {"sh", "-c", SCRIPT, host, _ ("Press Enter to close this window."), NULL};
  for (gsize i = 0; i < G_N_ELEMENTS (tail); i++)
    g_ptr_array_add (argv, (gpointer) tail[i]);
  return g_spawn_async (g_get_home_dir (), (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL,
                        NULL, NULL, error);
}

/* Where desktops keep the terminal that their user has chosen. */
static const char *const choices[] = {
    "org.gnome.desktop.default-applications.terminal",
    "org.cinnamon.desktop.default-applications.terminal",
    "org.mate.applications-terminal",
};

/* Returns: (transfer full) (nullable): the words that start a program in the terminal that was chosen there */
static char *
find_choice (const char *id)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source == NULL ? NULL : g_settings_schema_source_lookup (source, id, TRUE);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GVariant) chosen = NULL;

  if (schema == NULL || !g_settings_schema_has_key (schema, "exec") ||
      !g_settings_schema_has_key (schema, "exec-arg"))
    return NULL;
  settings = g_settings_new_full (schema, NULL, NULL);
  chosen = g_settings_get_user_value (settings, "exec");
  if (chosen == NULL || *g_variant_get_string (chosen, NULL) == '\0')
    return NULL;
  g_autofree char *argument = g_settings_get_string (settings, "exec-arg");
  return g_strdup_printf ("%s %s", g_variant_get_string (chosen, NULL), argument);
}

static gboolean
start_chosen (const char *host)
{
  gboolean ok = start ("xdg-terminal-exec", host, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (choices) && !ok; i++) {
    g_autofree char *command = find_choice (choices[i]);

    ok = command != NULL && start (command, host, NULL);
  }
  return ok;
}

gboolean
lk_terminal_connect (const char *host, const char *command, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (command != NULL && *command != '\0') {
    if (start (command, host, &local))
      return TRUE;
    g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
                 _ ("the terminal chosen in the preferences cannot be started: %s"),
                 local->message);
    return FALSE;
  }
  if (start_chosen (host))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (terminals); i++) {
    if (start (terminals[i], host, NULL))
      return TRUE;
  }
  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG,
               _ ("no terminal was found here; name one in the preferences"));
  return FALSE;
}

char *
lk_terminal_command (const char *host)
{
  static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-@:%+";
  g_autofree char *quoted = g_shell_quote (host);
  gboolean is_plain = host[strspn (host, plain)] == '\0';

  return g_strdup_printf ("ssh %s%s", *host == '-' ? "-- " : "", is_plain ? host : quoted);
}
