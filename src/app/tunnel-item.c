/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tunnel-item.h"

#include <glib/gi18n.h>

#include "base/clock.h"

struct _LkTunnelItem {
  GObject parent;
  LkOpenTunnel *tunnel;
};

static guint changed_signal;

G_DEFINE_TYPE (LkTunnelItem, lk_tunnel_item, G_TYPE_OBJECT)

static void
lk_tunnel_item_finalize (GObject *object)
{
  lk_open_tunnel_free (LK_TUNNEL_ITEM (object)->tunnel);
  G_OBJECT_CLASS (lk_tunnel_item_parent_class)->finalize (object);
}

static void
lk_tunnel_item_class_init (LkTunnelItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = lk_tunnel_item_finalize;
  changed_signal = g_signal_new ("changed", LK_TYPE_TUNNEL_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lk_tunnel_item_init (LkTunnelItem *self)
{
}

LkTunnelItem *
lk_tunnel_item_new (LkOpenTunnel *tunnel)
{
  LkTunnelItem *self = g_object_new (LK_TYPE_TUNNEL_ITEM, NULL);

  self->tunnel = tunnel;
  return self;
}

void
lk_tunnel_item_update (LkTunnelItem *self, LkOpenTunnel *tunnel)
{
  lk_open_tunnel_free (self->tunnel);
  self->tunnel = tunnel;
  g_signal_emit (self, changed_signal, 0);
}

const LkOpenTunnel *
lk_tunnel_item_get_tunnel (LkTunnelItem *self)
{
  return self->tunnel;
}

char *
lk_tunnel_item_get_title (LkTunnelItem *self)
{
  const LkOpenTunnel *tunnel = self->tunnel;
  const char *user = tunnel->program == NULL ? NULL : tunnel->program->command;
  g_autofree char *way = NULL;

  /* Translators: a program, and the local address that it is connected to */
  if (user != NULL && *tunnel->via != '\0')
    way = g_strdup_printf (_ ("%s through %s"), user, tunnel->via);
  else if (user != NULL || *tunnel->via != '\0')
    way = g_strdup (user != NULL ? user : tunnel->via);
  else
    way = g_strdup (_ ("A program in a container"));
  /* Translators: a program or a local address, and the host that it is connected to */
  return g_strdup_printf (_ ("%s — %s"), way, tunnel->host);
}

char *
lk_tunnel_item_describe (LkTunnelItem *self, gint64 now)
{
  const LkOpenTunnel *tunnel = self->tunnel;
  g_autofree char *age = lk_clock_words (MAX (now - tunnel->opened_at, 0));
  g_autofree char *sent = g_format_size (tunnel->traffic.sent);
  g_autofree char *received = g_format_size (tunnel->traffic.received);

  /* Translators: a time such as "3 minutes", and amounts such as "1.2 MB" */
  return g_strdup_printf (_ ("Open for %s: %s sent, %s received"), age, sent, received);
}
