/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve.h"

#include <json-glib/json-glib.h>

#include "session/certificate.h"
#include "wire.h"

static const char *
place_name (LkKeptPlace place)
{
  static const char *const names[] = {
      [LK_KEPT_IN_AGENT] = "agent", [LK_KEPT_IN_FILES] = "files", [LK_KEPT_NOWHERE] = "nowhere"};

  return names[place];
}

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

static const char *
state_name (const LkCertificate *certificate, gint64 now)
{
  if (now >= certificate->valid_before)
    return lk_token_state_name (LK_TOKEN_EXPIRED);
  return lk_token_state_name (now >= lk_certificate_renew_at (certificate) ? LK_TOKEN_EXPIRING
                                                                           : LK_TOKEN_VALID);
}

static GVariant *
describe (const LkKept *kept, gint64 now)
{
  const LkCertificate *certificate = kept->certificate;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *valid_after = lk_clock_format (certificate->valid_after);
  g_autofree char *valid_before = lk_clock_format (certificate->valid_before);
  g_autofree char *serial = g_strdup_printf ("%" G_GUINT64_FORMAT, certificate->serial);

  g_variant_dict_insert (&dict, "hostname", "s", kept->host);
  g_variant_dict_insert (&dict, "place", "s", place_name (kept->place));
  g_variant_dict_insert (&dict, "identity", "s", kept->identity);
  g_variant_dict_insert (&dict, "principals", "^as", certificate->principals);
  g_variant_dict_insert (&dict, "key_id", "s", certificate->key_id);
  /* More than JSON's numbers can hold. */
  g_variant_dict_insert (&dict, "serial", "s", serial);
  g_variant_dict_insert (&dict, "authority", "s", certificate->authority);
  g_variant_dict_insert (&dict, "valid_after", "s", valid_after);
  g_variant_dict_insert (&dict, "valid_before", "s", valid_before);
  g_variant_dict_insert (&dict, "state", "s", state_name (certificate, now));
  return g_variant_dict_end (&dict);
}

static char *
make_json (GPtrArray *list, gint64 now)
{
  GVariantBuilder certificates;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_builder_init (&certificates, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < list->len; i++)
    g_variant_builder_add_value (&certificates, describe (g_ptr_array_index (list, i), now));
  g_variant_dict_insert_value (&dict, "certificates", g_variant_builder_end (&certificates));

  g_autoptr (GVariant) document = g_variant_ref_sink (g_variant_dict_end (&dict));
  return json_gvariant_serialize_data (document, NULL);
}

static char *
make_text (GPtrArray *list, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++) {
    const LkKept *kept = g_ptr_array_index (list, i);
    g_autofree char *principals = g_strjoinv (", ", kept->certificate->principals);
    g_autofree char *left = lk_clock_words (kept->certificate->valid_before - now);

    g_string_append_printf (text, "%s%s as %s, for %s, ", i == 0 ? "" : "\n", kept->host,
                            principals, left);
    if (kept->place == LK_KEPT_IN_AGENT)
      g_string_append (text, "in the ssh-agent");
    else if (kept->place == LK_KEPT_IN_FILES)
      g_string_append (text, kept->identity);
    else
      g_string_append (text, "but its key is gone; the next ssh gets another one");
  }
  if (list->len == 0)
    g_string_append (text, "There is no short-lived certificate. ssh gets one when it needs one "
                           "('latchkey ssh-config --short-lived-cert HOST' prints how).");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What is over is removed first, so that nothing of it is shown. It takes a few seconds at the most, and nothing else is served. */
void
lk_serve_certificates (LkServe *serve)
{
  const char *dir = lk_session_get_runtime_dir (serve->session);
  const char *agent = lk_wire_text (serve->request, "agent");
  gint64 now = lk_session_now (serve->session);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  lk_kept_remove_expired (dir, agent, now);

  g_autoptr (GPtrArray) list = lk_kept_list (dir, agent);
  g_autofree char *json = make_json (list, now);
  g_autofree char *text = make_text (list, now);
  g_variant_dict_insert (&dict, "json", "s", json);
  g_variant_dict_insert (&dict, "text", "s", text);
  lk_serve_done (serve, &dict, NULL);
}
