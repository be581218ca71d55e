/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-words.h"

#include <glib/gi18n.h>

#include "sshconfig/cloudflared-import.h"

/* Whether @words are those of @pattern, in which a "%" is any word; @given: (out): these, of @words */
static gboolean
fits (char **words, const char *pattern, const char *given[2])
{
  g_auto (GStrv) parts = g_strsplit (pattern, " ", -1);
  guint n = 0;

  if (g_strv_length (words) != g_strv_length (parts))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++) {
    if (g_str_equal (parts[i], "%"))
      given[n++] = words[i];
    else if (!g_str_equal (parts[i], words[i]))
      return FALSE;
  }
  return TRUE;
}

char *
lk_history_words (const char *reason)
{
  g_autofree char *text = g_utf8_make_valid (reason, -1);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  const char *with[2];

  if (fits (words, "add %", with))
    return g_strdup_printf (_ ("Add %s"), with[0]);
  if (fits (words, "edit %", with))
    return g_strdup_printf (_ ("Edit %s"), with[0]);
  /* Translators: an option of ssh, and a host */
  if (fits (words, "set % of %", with))
    return g_strdup_printf (_ ("Set %s of %s"), with[0], with[1]);
  /* Translators: an option of ssh, and a host */
  if (fits (words, "unset % of %", with))
    return g_strdup_printf (_ ("Unset %s of %s"), with[0], with[1]);
  if (fits (words, "rename % to %", with))
    return g_strdup_printf (_ ("Rename %s to %s"), with[0], with[1]);
  if (fits (words, "duplicate % as %", with))
    return g_strdup_printf (_ ("Duplicate %s as %s"), with[0], with[1]);
  if (fits (words, "move %", with))
    return g_strdup_printf (_ ("Move %s"), with[0]);
  if (fits (words, "remove %", with))
    return g_strdup_printf (_ ("Remove %s"), with[0]);
  if (fits (words, "check --fix", with))
    return g_strdup (_ ("Mend what the check found"));
  if (fits (words, LK_CLOUDFLARED_IMPORT, with))
    return g_strdup (_ ("Take Over from cloudflared"));
  if (fits (words, "undo %", with))
    return g_strdup_printf (_ ("Undo change %s"), with[0]);
  if (fits (words, "go back to %", with))
    return g_strdup_printf (_ ("Go back to change %s"), with[0]);
  return g_steal_pointer (&text);
}
