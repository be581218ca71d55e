/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tokens.h"

#include "access/host.h"
#include "cli/worker.h"
#include "sshconfig/cloudflared-import.h"
#include "worker/wire.h"

static void
take_over (const char *host, const char *folder)
{
  g_auto (GVariantDict) request = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) files = NULL;
  g_autoptr (GError) error = NULL;

  g_variant_dict_insert (&request, "verb", "s", "adopt");
  g_variant_dict_insert (&request, "host", "s", host);
  g_variant_dict_insert (&request, "folder", "s", folder);
  reply = lk_worker_call (g_variant_dict_end (&request), NULL, NULL, NULL, NULL, &error);
  if (reply == NULL) {
    g_printerr ("latchkey: note: the login to %s is not taken over: %s\n", host, error->message);
    return;
  }
  files = g_variant_lookup_value (reply, "files", G_VARIANT_TYPE_STRING_ARRAY);
  if (files != NULL && g_variant_n_children (files) > 0)
    g_print ("The login to %s is taken over.\n", host);
  else
    g_print ("The login to %s has ended; the next ssh begins a new one.\n", host);
}

void
lk_tokens_take_over (void)
{
  g_autofree char *folder = lk_cloudflared_folder ();
  g_autoptr (GPtrArray) files = lk_cloudflared_files ();
  g_autoptr (GPtrArray) names = lk_cloudflared_hosts (files);

  for (guint i = 0; i < names->len; i++) {
    /* What stands there for a path or a wildcard is no host name. */
    g_autofree char *host = lk_host_parse (g_ptr_array_index (names, i), NULL, NULL);

    if (host != NULL)
      take_over (host, folder);
  }
}
