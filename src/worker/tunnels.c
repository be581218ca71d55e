/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnels.h"

#include "base/clock.h"
#include "tunnels/open-tunnel.h"

static GVariant *
describe (const LkOpenTunnel *tunnel)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *opened_at = lk_clock_format (tunnel->opened_at);

  g_variant_dict_insert (&dict, "hostname", "s", tunnel->host);
  if (*tunnel->via != '\0')
    g_variant_dict_insert (&dict, "via", "s", tunnel->via);
  if (tunnel->program != NULL) {
    g_variant_dict_insert (&dict, "program", "s", tunnel->program->name);
    g_variant_dict_insert (&dict, "command", "s", tunnel->program->command);
  }
  if (tunnel->pid != 0)
    g_variant_dict_insert (&dict, "pid", "u", tunnel->pid);
  g_variant_dict_insert (&dict, "opened_at", "s", opened_at);
  g_variant_dict_insert (&dict, "sent", "t", tunnel->traffic.sent);
  g_variant_dict_insert (&dict, "received", "t", tunnel->traffic.received);
  return g_variant_dict_end (&dict);
}

GVariant *
lk_tunnels_describe (GPtrArray *list)
{
  GVariantBuilder tunnels;

  g_variant_builder_init (&tunnels, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < list->len; i++)
    g_variant_builder_add_value (&tunnels, describe (list->pdata[i]));
  return g_variant_builder_end (&tunnels);
}

void
lk_tunnels_append (GPtrArray *list, gint64 now, const char *indent, GString *text)
{
  for (guint i = 0; i < list->len; i++) {
    const LkOpenTunnel *tunnel = list->pdata[i];
    g_autofree char *age = lk_clock_words (MAX (now - tunnel->opened_at, 0));
    g_autofree char *sent = g_format_size (tunnel->traffic.sent);
    g_autofree char *received = g_format_size (tunnel->traffic.received);

    g_string_append_printf (text, "%s%s", indent, tunnel->host);
    if (*tunnel->via != '\0')
      g_string_append_printf (text, " through %s", tunnel->via);
    if (tunnel->program != NULL)
      g_string_append_printf (text, " for %s", tunnel->program->command);
    g_string_append_printf (text, ", open for %s: %s sent, %s received\n", age, sent, received);
  }
}
