/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/include.h"

#include <glib/gi18n-lib.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

/* For glob(3), which must take a folder's name as it is. */
static void
append_literal (GString *pattern, const char *text)
{
  for (; *text != '\0'; text++) {
    if (strchr ("*?[]\\", *text) != NULL)
      g_string_append_c (pattern, '\\');
    g_string_append_c (pattern, *text);
  }
}

static gboolean
refuse (GError **error, const char *name, const char *why)
{
  g_autofree char *shown = lk_printable (name, -1);

  g_set_error (error, LK_ERROR, LK_ERROR_CONFIG, _ ("Include %s: %s"), shown, why);
  return FALSE;
}

/* "${NAME}" at *@at; leaves it at the closing brace. */
static gboolean
expand_variable (GString *out, const char *name, const char **at, GError **error)
{
  const char *close = strchr (*at, '}');
  g_autofree char *variable = NULL;

  if (close == NULL || close == *at + 2)
    return refuse (error, name, _ ("the environment variable has no name or no closing brace"));
  variable = g_strndup (*at + 2, (gsize) (close - *at) - 2);
  if (g_getenv (variable) == NULL)
    return refuse (error, name, _ ("the environment variable is not set here"));
  g_string_append (out, g_getenv (variable));
  *at = close;
  return TRUE;
}

static gboolean
expand_token (const LkConfigPlace *place,
              GString *out,
              const char *name,
              char token,
              GError **error)
{
  const char *host = g_get_host_name ();

  switch (token) {
  case '%':
    g_string_append_c (out, '%');
    return TRUE;
  case 'd':
    g_string_append (out, place->home);
    return TRUE;
  case 'u':
    g_string_append (out, g_get_user_name ());
    return TRUE;
  case 'i':
    g_string_append_printf (out, "%u", (guint) getuid ());
    return TRUE;
  case 'l':
    g_string_append (out, host);
    return TRUE;
  case 'L':
    g_string_append_len (out, host, (gssize) strcspn (host, "."));
    return TRUE;
  default:
    if (token != '\0' && strchr ("Chknprj", token) != NULL)
      return refuse (error, name, _ ("it depends on the host that ssh connects to"));
    /* xgettext:no-c-format */
    return refuse (error, name, _ ("ssh knows no such % token"));
  }
}

static char *
expand (const LkConfigPlace *place, const char *name, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++) {
    if (p[0] == '$' && p[1] == '{') {
      if (!expand_variable (out, name, &p, error))
        return NULL;
    } else if (*p == '%') {
      p++;
      if (!expand_token (place, out, name, *p, error))
        return NULL;
    } else {
      g_string_append_c (out, *p);
    }
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* What goes to glob(3): anchored as readconf.c does it. */
static char *
anchor (const LkConfigPlace *place, const char *name, GError **error)
{
  g_autoptr (GString) pattern = g_string_new (NULL);

  if (name[0] == '\0' || (name[0] == '~' && !place->user)) {
    refuse (error, name,
            name[0] == '\0' ? _ ("a file name is missing")
                            : _ ("\"~\" works in a user's file only"));
    return NULL;
  }
  if (name[0] == '~' && (name[1] == '/' || name[1] == '\0')) {
    append_literal (pattern, place->home);
    name++;
  } else if (name[0] != '/' && name[0] != '~') {
    append_literal (pattern, place->folder);
    g_string_append_c (pattern, '/');
  }
  g_string_append (pattern, name);
  return g_string_free (g_steal_pointer (&pattern), FALSE);
}

gboolean
lk_config_include_is_pattern (const char *name)
{
  return strpbrk (name, "*?[") != NULL;
}

GPtrArray *
lk_config_include_find (const LkConfigPlace *place, const char *name, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *plain = place->expand ? expand (place, name, error) : g_strdup (name);
  g_autofree char *pattern = plain != NULL ? anchor (place, plain, error) : NULL;
  glob_t found = {0};
  int result;

  if (pattern == NULL)
    return NULL;
  result = glob (pattern, GLOB_TILDE, NULL, &found);
  for (gsize i = 0; result == 0 && i < found.gl_pathc; i++)
    g_ptr_array_add (paths, g_strdup (found.gl_pathv[i]));
  globfree (&found);
  if (result != 0 && result != GLOB_NOMATCH) {
    refuse (error, name, _ ("the files could not be looked for"));
    return NULL;
  }
  return g_steal_pointer (&paths);
}
