/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <string.h>

#define PRINTABLE_MAX 200

static const char *const layers[] = {
    [LK_ERROR_USAGE] = "usage",   [LK_ERROR_NAME] = "name",     [LK_ERROR_TCP] = "tcp",
    [LK_ERROR_PROXY] = "proxy",   [LK_ERROR_TLS] = "tls",       [LK_ERROR_ACCESS] = "access",
    [LK_ERROR_LOGIN] = "login",   [LK_ERROR_POLICY] = "policy", [LK_ERROR_TUNNEL] = "tunnel",
    [LK_ERROR_ORIGIN] = "origin", [LK_ERROR_CLOCK] = "clock",   [LK_ERROR_STORAGE] = "storage",
    [LK_ERROR_CONFIG] = "config",
};
G_STATIC_ASSERT (G_N_ELEMENTS (layers) == LK_ERROR_CONFIG + 1);

G_DEFINE_QUARK (lk_error, lk_error)

const char *
lk_error_layer (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != LK_ERROR || error->code < 0 || error->code > LK_ERROR_CONFIG)
    return NULL;
  return layers[error->code];
}

gboolean
lk_layer_from_name (const char *name, LkError *code)
{
  g_return_val_if_fail (name != NULL && code != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++) {
    if (strcmp (layers[i], name) == 0) {
      *code = (LkError) i;
      return TRUE;
    }
  }
  return FALSE;
}

char *
lk_printable (const char *text, gssize length)
{
  GString *out = g_string_new (NULL);
  gsize left = text == NULL ? 0 : length < 0 ? strlen (text) : (gsize) length;
  guint count = 0;

  while (left > 0 && count < PRINTABLE_MAX) {
    gunichar c = g_utf8_get_char_validated (text, (gssize) left);
    gsize step = 1;

    if (c == (gunichar) -1 || c == (gunichar) -2 || !g_unichar_isprint (c)) {
      c = '?';
      if ((guchar) *text >= 0x80 && g_utf8_get_char_validated (text, (gssize) left) < 0x110000)
        step = (gsize) (g_utf8_next_char (text) - text);
    } else {
      step = (gsize) (g_utf8_next_char (text) - text);
    }
    g_string_append_unichar (out, c);
    text += step;
    left -= step;
    count++;
  }
  if (left > 0)
    g_string_append (out, "...");
  return g_string_free (out, FALSE);
}

char *
lk_printable_path (const char *path)
{
  const char *home = g_get_home_dir ();
  gboolean ours = g_str_has_prefix (path, home) && path[strlen (home)] == '/';
  g_autofree char *shown = lk_printable (ours ? path + strlen (home) : path, -1);

  return g_strconcat (ours ? "~" : "", shown, NULL);
}
