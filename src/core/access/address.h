/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkAddress:
 *
 * A host whose name is one and whose address is another's: TLS verifies the name, the connection goes to
 * the address. What LATCHKEY_CONNECT_TO is made of.
 */
#define LK_TYPE_ADDRESS (lk_address_get_type ())
G_DECLARE_FINAL_TYPE (LkAddress, lk_address, LK, ADDRESS, GNetworkAddress)

/** lk_address_new: Returns: (transfer full): @host:443 by name, found where @target is */
GSocketConnectable *lk_address_new (const char *host, GSocketConnectable *target);

G_END_DECLS
