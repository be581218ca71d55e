/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/keep.h"

LkStoreKey
lk_keep_key (LkTokenKind kind, const LkApp *app)
{
  if (kind == LK_TOKEN_ORG)
    return (LkStoreKey){.kind = LK_STORE_ORG, .auth_domain = app->auth_domain};
  return (LkStoreKey){.kind = LK_STORE_APP,
                      .auth_domain = app->auth_domain,
                      .aud = app->aud,
                      .app_hostname = app->app_hostname};
}

void
lk_keep_async (LkStore *store,
               LkToken *token,
               const LkApp *app,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  LkTokenKind kind = lk_token_get_kind (token);
  LkStoreKey key = lk_keep_key (kind, app);
  g_autofree char *label = kind == LK_TOKEN_ORG
                               ? g_strdup_printf ("Latchkey: session of %s", app->auth_domain)
                               : g_strdup_printf ("Latchkey: token for %s", app->app_hostname);

  lk_store_save_async (store, &key, lk_token_get_text (token), lk_token_get_expires_at (token),
                       label, cancellable, callback, user_data);
}
