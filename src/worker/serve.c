/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include "base/error.h"
#include "wire.h"

void
lk_serve_event (LkServe *serve, const char *event, GVariantDict *dict)
{
  g_variant_dict_insert (dict, "event", "s", event);
  /* If latchkey is gone, the loop hears of it by itself. */
  (void) lk_wire_send (serve->fd, g_variant_dict_end (dict), NULL, NULL);
}

void
lk_serve_log (LkServe *serve, const char *text)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "text", "s", text);
  lk_serve_event (serve, "log", &dict);
}

void
lk_serve_done (LkServe *serve, GVariantDict *dict, const LkSecret *secret)
{
  g_variant_dict_insert (dict, "event", "s", "done");
  (void) lk_wire_send (serve->fd, g_variant_dict_end (dict), secret, NULL);
  g_main_loop_quit (serve->loop);
}

void
lk_serve_fail (LkServe *serve, const GError *error)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const char *layer = lk_error_layer (error);

  if (layer != NULL)
    g_variant_dict_insert (&dict, "layer", "s", layer);
  g_variant_dict_insert (&dict, "message", "s", error->message);
  lk_serve_event (serve, "error", &dict);
  g_main_loop_quit (serve->loop);
}

const char *
lk_serve_host (LkServe *serve)
{
  const char *host = lk_wire_text (serve->request, "host");

  return host == NULL ? "" : host;
}
