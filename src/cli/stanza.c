/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stanza.h"

#include "base/dirs.h"
#include "cert/certificate.h"

/* For the shell, after ssh has replaced %-tokens. */
char *
lk_stanza_program (const char *latchkey)
{
  g_autoptr (GString) quoted = g_string_new (latchkey);

  g_string_replace (quoted, "%", "%%", 0);
  for (const char *p = quoted->str; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '/' && *p != '.' && *p != '-' && *p != '_' && *p != '+')
      return g_shell_quote (quoted->str);
  }
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

char *
lk_stanza_proxy_command (const char *latchkey, gboolean fedramp)
{
  g_autofree char *program = lk_stanza_program (latchkey);

  return g_strdup_printf ("%s ssh%s --hostname %%h", program, fedramp ? " --fedramp" : "");
}

char *
lk_stanza_identity (const char *host, GError **error)
{
  g_autofree char *dir = lk_runtime_dir (error);
  g_autoptr (GString) path = NULL;

  if (dir == NULL)
    return NULL;
  path = g_string_new (dir);
  g_string_replace (path, "%", "%%", 0);
  g_string_append_printf (path, "/%s/%s/%s", LK_CERTIFICATE_FOLDER, host, LK_CERTIFICATE_KEY);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

char *
lk_stanza_certificate (const char *latchkey, gboolean fedramp, const char *host, GError **error)
{
  g_autofree char *program = lk_stanza_program (latchkey);
  g_autofree char *identity = lk_stanza_identity (host, error);

  if (identity == NULL)
    return NULL;
  return g_strdup_printf ("Match host %s exec \"%s ssh-gen%s --hostname %%h\"\n"
                          "  IdentityFile \"%s\"\n",
                          host, program, fedramp ? " --fedramp" : "", identity);
}
