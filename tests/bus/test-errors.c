/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "base/error.h"
#include "bus/bus.h"

/* Each layer has a name on the bus, and comes back from it as what it was. */
static void
test_round_trip (void)
{
  lk_bus_register_errors ();
  for (int code = LK_ERROR_USAGE; code <= LK_ERROR_CONFIG; code++) {
    g_autoptr (GError) error = g_error_new_literal (LK_ERROR, code, "a sentence");
    g_autofree char *name = g_dbus_error_encode_gerror (error);
    g_autoptr (GError) back = g_dbus_error_new_for_dbus_error (name, error->message);

    g_assert_true (g_str_has_prefix (name, LK_BUS_INTERFACE ".Error."));
    g_assert_true (g_dbus_error_strip_remote_error (back));
    g_assert_error (back, LK_ERROR, code);
    g_assert_cmpstr (back->message, ==, "a sentence");
  }
}

static void
test_name (void)
{
  g_autoptr (GError) error = g_error_new_literal (LK_ERROR, LK_ERROR_LOGIN, "a sentence");
  g_autofree char *name = NULL;

  lk_bus_register_errors ();
  name = g_dbus_error_encode_gerror (error);
  g_assert_cmpstr (name, ==, "org.latchkey.Latchkey1.Error.Login");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/errors/round-trip", test_round_trip);
  g_test_add_func ("/bus/errors/name", test_name);
  return g_test_run ();
}
