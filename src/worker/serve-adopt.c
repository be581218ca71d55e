/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include "session/adopt.h"
#include "wire.h"

static void
on_adopted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = lk_session_adopt_finish (LK_SESSION (source), result, &error);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (files == NULL) {
    lk_serve_fail (serve, error);
    return;
  }
  g_variant_dict_insert (&dict, "files", "^as", files);
  lk_serve_done (serve, &dict, NULL);
}

void
lk_serve_adopt (LkServe *serve)
{
  const char *folder = lk_wire_text (serve->request, "folder");

  lk_session_adopt_async (serve->session, lk_serve_host (serve), folder == NULL ? "" : folder,
                          serve->cancellable, on_adopted, serve);
}
