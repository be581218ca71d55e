/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the application is on the session bus; data/org.latchkey.Latchkey1.xml says what it does there. */
#define LK_BUS_NAME "org.latchkey.Latchkey"
#define LK_BUS_PATH "/org/latchkey/Latchkey"
#define LK_BUS_INTERFACE "org.latchkey.Latchkey1"
#define LK_BUS_ERROR_CANCELLED LK_BUS_INTERFACE ".Error.Cancelled"

/**
 * lk_bus_register_errors:
 *
 * Lets every code of %LK_ERROR cross the bus, as "org.latchkey.Latchkey1.Error.Login" for
 * %LK_ERROR_LOGIN. To be called before a call is made or served.
 */
void lk_bus_register_errors (void);

G_END_DECLS
