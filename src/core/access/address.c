/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "access/address.h"

struct _LkAddress {
  GNetworkAddress parent_instance;
  GSocketConnectable *target;
};

static GSocketAddressEnumerator *
lk_address_enumerate (GSocketConnectable *connectable)
{
  return g_socket_connectable_enumerate (LK_ADDRESS (connectable)->target);
}

static void
lk_address_connectable_init (GSocketConnectableIface *iface)
{
  iface->enumerate = lk_address_enumerate;
  iface->proxy_enumerate = lk_address_enumerate;
}

G_DEFINE_TYPE_WITH_CODE (LkAddress,
                         lk_address,
                         G_TYPE_NETWORK_ADDRESS,
                         G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE,
                                                lk_address_connectable_init))

static void
lk_address_dispose (GObject *object)
{
  g_clear_object (&LK_ADDRESS (object)->target);
  G_OBJECT_CLASS (lk_address_parent_class)->dispose (object);
}

static void
lk_address_class_init (LkAddressClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lk_address_dispose;
}

static void
lk_address_init (LkAddress *self)
{
}

GSocketConnectable *
lk_address_new (const char *host, GSocketConnectable *target)
{
  LkAddress *self =
      g_object_new (LK_TYPE_ADDRESS, "hostname", host, "port", 443, "scheme", "https", NULL);

  self->target = g_object_ref (target);
  return G_SOCKET_CONNECTABLE (self);
}
