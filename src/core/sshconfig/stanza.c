/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sshconfig/stanza.h"

#include "base/dirs.h"
#include "base/sandbox.h"

/* For the shell, after ssh has replaced %-tokens. */
char *
lk_stanza_program (const char *latchkey)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *launcher = lk_sandbox_id () == NULL ? NULL : lk_sandbox_launcher (&error);
  g_autoptr (GString) quoted = g_string_new (launcher == NULL ? latchkey : launcher);

  if (error != NULL)
    g_warning ("%s", error->message);
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

/* The runtime folder, for a path in ssh_config(5). Returns: (transfer full): %NULL with %LK_ERROR_CONFIG */
static char *
runtime_dir (GError **error)
{
  g_autofree char *dir = lk_runtime_dir (error);
  g_autoptr (GString) text = dir == NULL ? NULL : g_string_new (dir);

  if (text == NULL)
    return NULL;
  g_string_replace (text, "%", "%%", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
lk_stanza_identity (const char *host, GError **error)
{
  g_autofree char *dir = runtime_dir (error);

  return dir == NULL
             ? NULL
             : g_build_filename (dir, LK_CERTIFICATE_FOLDER, host, LK_CERTIFICATE_KEY, NULL);
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

char *
lk_stanza_agent (GError **error)
{
  g_autofree char *dir = runtime_dir (error);

  return dir == NULL ? NULL
                     : g_strdup_printf ("  IdentityAgent \"%s/%s\"\n"
                                        "  # No file names what the agent offers\n"
                                        "  IdentitiesOnly no\n",
                                        dir, LK_CERTIFICATE_AGENT);
}
