/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/agent-keep.h"

#include <string.h>

gboolean
lk_agent_holds (GPtrArray *identities, const LkCertificate *certificate)
{
  for (guint i = 0; identities != NULL && i < identities->len; i++) {
    const LkAgentIdentity *identity = g_ptr_array_index (identities, i);

    if (g_bytes_equal (identity->blob, certificate->blob))
      return TRUE;
  }
  return FALSE;
}

gboolean
lk_agent_keep (LkAgentClient *client,
               const char *host,
               const LkKeyPair *pair,
               const LkCertificate *certificate,
               gint64 now)
{
  g_autofree char *comment = g_strconcat (LK_AGENT_COMMENT, host, NULL);
  guint32 lifetime = (guint32) CLAMP (certificate->valid_before - now, 1, G_MAXINT32);
  g_autoptr (GPtrArray) identities = NULL;

  if (!lk_agent_client_do (client, lk_agent_add (pair, certificate, comment, lifetime)))
    return FALSE;
  identities = lk_agent_client_list (client);
  if (lk_agent_holds (identities, certificate))
    return TRUE;
  /* It kept something else, perhaps the key alone: nobody would find that again. */
  (void) lk_agent_client_do (client, lk_agent_remove (certificate->blob));
  (void) lk_agent_client_do (client, lk_agent_remove (certificate->key_blob));
  return FALSE;
}

void
lk_agent_clear (LkAgentClient *client, const char *host, const LkCertificate *except, gint64 now)
{
  g_autoptr (GPtrArray) identities = lk_agent_client_list (client);

  for (guint i = 0; identities != NULL && i < identities->len; i++) {
    const LkAgentIdentity *identity = g_ptr_array_index (identities, i);
    g_autoptr (LkCertificate) other = lk_certificate_parse (identity->blob, NULL);

    if (other == NULL || !g_str_has_prefix (identity->comment, LK_AGENT_COMMENT) ||
        (except != NULL && g_bytes_equal (identity->blob, except->blob)))
      continue;
    if (other->valid_before <= now ||
        g_strcmp0 (identity->comment + strlen (LK_AGENT_COMMENT), host) == 0)
      (void) lk_agent_client_do (client, lk_agent_remove (identity->blob));
  }
}
