/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include <json-glib/json-glib.h>

#include "certificates.h"
#include "session/certificate.h"
#include "wire.h"

static void
on_certified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkServe *serve = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkKept) kept = lk_session_certify_finish (LK_SESSION (source), result, &error);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (kept == NULL) {
    lk_serve_fail (serve, error);
    return;
  }

  gint64 left = kept->certificate->valid_before - lk_session_now (serve->session);
  g_autofree char *principals = g_strjoinv (",", kept->certificate->principals);
  g_autofree char *words = lk_clock_words (left);
  g_autofree char *text = g_strdup_printf (
      "The certificate for %s is in %s for %s, user %s.", kept->host,
      kept->place == LK_KEPT_IN_AGENT ? "the ssh-agent" : kept->identity, words, principals);
  g_variant_dict_insert (&dict, "text", "s", text);
  if (kept->place == LK_KEPT_IN_FILES)
    g_variant_dict_insert (&dict, "identity", "s", kept->identity);
  g_variant_dict_insert (&dict, "principals", "^as", kept->certificate->principals);
  lk_serve_done (serve, &dict, NULL);
}

void
lk_serve_certificate (LkServe *serve)
{
  LkObtainFlags flags =
      lk_wire_flag (serve->request, "interactive") ? LK_OBTAIN_INTERACTIVE : LK_OBTAIN_NONE;

  lk_session_certify_async (serve->session, lk_serve_host (serve),
                            lk_wire_text (serve->request, "agent"), flags, serve->prompt,
                            serve->cancellable, on_certified, serve);
}

static char *
make_json (GPtrArray *list, gint64 now)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert_value (&dict, "certificates", lk_certificates_describe (list, now));

  g_autoptr (GVariant) document = g_variant_ref_sink (g_variant_dict_end (&dict));
  return json_gvariant_serialize_data (document, NULL);
}

static char *
make_text (GPtrArray *list, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);

  lk_certificates_append (list, now, "", text);
  if (list->len == 0)
    g_string_append (text, "There is no short-lived certificate. ssh gets one when it needs one "
                           "('latchkey ssh-config --short-lived-cert HOST' prints how).");
  else
    g_string_truncate (text, text->len - 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* It takes a few seconds at the most, and nothing else is served. */
void
lk_serve_certificates (LkServe *serve)
{
  const char *dir = lk_session_get_runtime_dir (serve->session);
  const char *agent = lk_wire_text (serve->request, "agent");
  gint64 now = lk_session_now (serve->session);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_autoptr (GPtrArray) list = lk_certificates_list (dir, agent, now);
  g_autofree char *json = make_json (list, now);
  g_autofree char *text = make_text (list, now);
  g_variant_dict_insert (&dict, "json", "s", json);
  g_variant_dict_insert (&dict, "text", "s", text);
  lk_serve_done (serve, &dict, NULL);
}
