/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bus.h"

#include <string.h>
#include <gio/gio.h>

#include "base/error.h"

void
lk_bus_register_errors (void)
{
  for (int code = LK_ERROR_USAGE; code <= LK_ERROR_CONFIG; code++) {
    const GError error = {.domain = LK_ERROR, .code = code};
    g_autofree char *name = g_strconcat (LK_BUS_INTERFACE ".Error.", lk_error_layer (&error), NULL);
    char *first = name + strlen (LK_BUS_INTERFACE ".Error.");

    *first = g_ascii_toupper (*first);
    /* It says no when that was done before. */
    (void) g_dbus_error_register_error (LK_ERROR, code, name);
  }
}
