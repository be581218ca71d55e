/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include <string.h>

#include "base/error.h"
#include "store/warm.h"
#include "wire.h"

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  gboolean saved = lk_store_save_finish (LK_STORE (source), result, &error);
  const LkStoreStatus *status = lk_store_get_status (LK_STORE (source));

  if (saved && strcmp (status->backend, "memory") == 0)
    g_set_error (&error, LK_ERROR, LK_ERROR_STORAGE,
                 "the service token cannot be kept, since there is no keyring of any kind here: "
                 "give it in TUNNEL_SERVICE_TOKEN_ID and TUNNEL_SERVICE_TOKEN_SECRET");
  if (error != NULL) {
    lk_serve_fail (serve, error);
    return;
  }
  if (strcmp (status->backend, "secret-service") != 0)
    lk_prompt_note (serve->prompt, status->detail);
  /* A token of a person that is still warm would be used first. */
  lk_warm_forget (lk_serve_host (serve));
  lk_serve_done (serve, &dict, NULL);
}

/* Keeps "ID\nSECRET" as one secret, since neither is of use alone. */
void
lk_serve_service (LkServe *serve)
{
  const char *id = lk_wire_text (serve->request, "id");
  LkStoreKey key = {.kind = LK_STORE_SERVICE, .app_hostname = lk_serve_host (serve)};
  g_autofree char *label =
      g_strdup_printf ("Latchkey: service token for %s", lk_serve_host (serve));
  g_autoptr (LkSecret) both = NULL;
  g_autoptr (GError) error = NULL;

  if (id == NULL || *id == '\0' || strchr (id, '\n') != NULL || serve->secret == NULL) {
    g_set_error_literal (&error, LK_ERROR, LK_ERROR_USAGE,
                         "a service token needs both its ID and its secret");
    lk_serve_fail (serve, error);
    return;
  }
  both = lk_secret_new_take (g_strdup_printf ("%s\n%s", id, lk_secret_text (serve->secret)));
  lk_store_save_async (lk_session_get_store (serve->session), &key, both, 0, label,
                       serve->cancellable, on_saved, serve);
}
