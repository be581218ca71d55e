/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stanza.h"

#include "base/dirs.h"
#include "cert/certificate.h"

/* For the shell, after ssh has replaced %-tokens. */
static char *
quote (const char *path)
{
  g_autoptr (GString) quoted = g_string_new (path);

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
  g_autofree char *program = quote (latchkey);

  return g_strdup_printf ("%s ssh%s --hostname %%h", program, fedramp ? " --fedramp" : "");
}

char *
lk_stanza_certificate (const char *latchkey, gboolean fedramp, const char *host, GError **error)
{
  g_autofree char *program = quote (latchkey);
  g_autofree char *dir = lk_runtime_dir (error);
  g_autoptr (GString) identity = NULL;

  if (dir == NULL)
    return NULL;
  identity = g_string_new (dir);
  g_string_replace (identity, "%", "%%", 0);
  return g_strdup_printf ("Match host %s exec \"%s ssh-gen%s --hostname %%h\"\n"
                          "  IdentityFile \"%s/%s/%s/%s\"\n",
                          host, program, fedramp ? " --fedramp" : "", identity->str,
                          LK_CERTIFICATE_FOLDER, host, LK_CERTIFICATE_KEY);
}
