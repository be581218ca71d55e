/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sentence.h"

#include <string.h>

static gboolean
is_name (const char *word)
{
  static const char *const programs[] = {"cloudflared", "latchkey", "scp", "sftp", "ssh", NULL};

  return strpbrk (word, ".:/@~_-=0123456789") != NULL || g_strv_contains (programs, word);
}

char *
lk_sentence (const char *text)
{
  g_autofree char *word = g_strndup (text, strcspn (text, " "));
  g_autoptr (GString) sentence = g_string_new (NULL);

  if (*text == '\0' || is_name (word))
    return g_strdup (text);
  g_string_append_unichar (sentence, g_unichar_totitle (g_utf8_get_char (text)));
  g_string_append (sentence, g_utf8_next_char (text));
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}
