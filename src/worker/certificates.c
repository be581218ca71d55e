/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificates.h"

#include "session/certificate.h"

GPtrArray *
lk_certificates_list (const char *runtime_dir, const char *agent, gint64 now)
{
  lk_kept_remove_expired (runtime_dir, agent, now);
  return lk_kept_list (runtime_dir, agent);
}

static const char *
place_name (LkKeptPlace place)
{
  static const char *const names[] = {
      [LK_KEPT_IN_AGENT] = "agent", [LK_KEPT_IN_FILES] = "files", [LK_KEPT_NOWHERE] = "nowhere"};

  return names[place];
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

GVariant *
lk_certificates_describe (GPtrArray *list, gint64 now)
{
  GVariantBuilder certificates;

  g_variant_builder_init (&certificates, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < list->len; i++)
    g_variant_builder_add_value (&certificates, describe (g_ptr_array_index (list, i), now));
  return g_variant_builder_end (&certificates);
}

void
lk_certificates_append (GPtrArray *list, gint64 now, const char *indent, GString *text)
{
  for (guint i = 0; i < list->len; i++) {
    const LkKept *kept = g_ptr_array_index (list, i);
    g_autofree char *principals = g_strjoinv (", ", kept->certificate->principals);
    g_autofree char *left = lk_clock_words (kept->certificate->valid_before - now);

    g_string_append_printf (text, "%s%s as %s, for %s, ", indent, kept->host, principals, left);
    if (kept->place == LK_KEPT_IN_AGENT)
      g_string_append (text, "in the ssh-agent");
    else if (kept->place == LK_KEPT_IN_FILES)
      g_string_append (text, kept->identity);
    else
      g_string_append (text, "but its key is gone; the next ssh gets another one");
    g_string_append_c (text, '\n');
  }
}
