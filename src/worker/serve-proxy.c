/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include "session/proxy.h"

static void
on_proxy_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *proxy = lk_proxy_lookup_finish (result, &error);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (proxy == NULL) {
    lk_serve_fail (serve, error);
    return;
  }
  g_variant_dict_insert (&dict, "proxy", "s", proxy);
  lk_serve_done (serve, &dict, NULL);
}

void
lk_serve_proxy (LkServe *serve)
{
  lk_proxy_lookup_async (lk_serve_host (serve), serve->cancellable, on_proxy_found, serve);
}
