/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Secret Service that does what a real one cannot be made to do. One argument, its mode:
 *   no-default   there is no default keyring
 *   accept       the keyring is locked; the user answers the question
 *   dismiss      the keyring is locked; the user sends the question away
 *   hostile      the keyring answers every search with an error from hell
 * https://specifications.freedesktop.org/secret-service-spec/
 */
#include <gio/gio.h>

#define BASE "/org/freedesktop/secrets"
#define COLLECTION BASE "/collection/fake"
#define ITEM COLLECTION "/i1"
#define PROMPT BASE "/prompt/p1"

static const char xml[] =
    "<node>"
    "<interface name='org.freedesktop.Secret.Service'>"
    "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
    "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
    "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' "
    "direction='out'/></method>"
    "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/>"
    "<arg type='ao' direction='out'/></method>"
    "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/>"
    "<arg type='o' direction='out'/></method>"
    "<property name='Collections' type='ao' access='read'/>"
    "</interface>"
    "<interface name='org.freedesktop.Secret.Collection'>"
    "<method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' "
    "direction='in'/>"
    "<arg type='b' direction='in'/><arg type='o' direction='out'/><arg type='o' "
    "direction='out'/></method>"
    "<property name='Items' type='ao' access='read'/>"
    "<property name='Label' type='s' access='read'/>"
    "<property name='Locked' type='b' access='read'/>"
    "<property name='Created' type='t' access='read'/>"
    "<property name='Modified' type='t' access='read'/>"
    "</interface>"
    "<interface name='org.freedesktop.Secret.Item'>"
    "<method name='Delete'><arg type='o' direction='out'/></method>"
    "<property name='Attributes' type='a{ss}' access='read'/>"
    "<property name='Label' type='s' access='read'/>"
    "<property name='Locked' type='b' access='read'/>"
    "<property name='Created' type='t' access='read'/>"
    "<property name='Modified' type='t' access='read'/>"
    "</interface>"
    "<interface name='org.freedesktop.Secret.Prompt'>"
    "<method name='Prompt'><arg type='s' direction='in'/></method>"
    "<method name='Dismiss'/>"
    "<signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
    "</interface>"
    "</node>";

static const char *mode;
static gboolean locked;

/* The question has been answered. */
static void
complete (GDBusConnection *bus)
{
  gboolean dismissed = g_str_equal (mode, "dismiss");
  GVariant *unlocked = dismissed ? g_variant_new_objv (NULL, 0)
                                 : g_variant_new_objv ((const char *[]){COLLECTION}, 1);

  if (!dismissed) {
    locked = FALSE;
    g_dbus_connection_emit_signal (
        bus, NULL, COLLECTION, "org.freedesktop.DBus.Properties", "PropertiesChanged",
        g_variant_new_parsed ("('org.freedesktop.Secret.Collection', {'Locked': <false>}, @as [])"),
        NULL);
  }
  g_dbus_connection_emit_signal (bus, NULL, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
                                 g_variant_new ("(bv)", dismissed, unlocked), NULL);
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *call,
         gpointer user_data)
{
  GVariant *reply = NULL;

  if (g_str_equal (method, "OpenSession")) {
    const char *algorithm;

    g_variant_get_child (arguments, 0, "&s", &algorithm);
    if (!g_str_equal (algorithm, "plain")) {
      g_dbus_method_invocation_return_error_literal (call, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED,
                                                     "plain only");
      return;
    }
    reply = g_variant_new ("(vo)", g_variant_new_string (""), BASE "/session/s1");
  } else if (g_str_equal (method, "ReadAlias")) {
    reply = g_variant_new ("(o)", g_str_equal (mode, "no-default") ? "/" : COLLECTION);
  } else if (g_str_equal (method, "SearchItems")) {
    if (g_str_equal (mode, "hostile")) {
      g_dbus_method_invocation_return_dbus_error (call, "org.test.Hell",
                                                  "\033[2J\nlatchkey: all is well");
      return;
    }
    reply = g_variant_new ("(@ao@ao)", g_variant_new_objv (NULL, 0),
                           g_variant_new_objv ((const char *[]){ITEM}, locked ? 1 : 0));
  } else if (g_str_equal (method, "CreateItem")) {
    if (locked) {
      g_dbus_method_invocation_return_dbus_error (call, "org.freedesktop.Secret.Error.IsLocked",
                                                  "locked");
      return;
    }
    reply = g_variant_new ("(oo)", ITEM, "/");
  } else if (g_str_equal (method, "Delete")) {
    reply = g_variant_new ("(o)", PROMPT);
  } else if (g_str_equal (method, "Unlock")) {
    reply = g_variant_new ("(@aoo)", g_variant_new_objv (NULL, 0), PROMPT);
  }
  g_dbus_method_invocation_return_value (call, reply);
  if (g_str_equal (method, "Prompt"))
    complete (bus);
}

static GVariant *
on_get (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GError **error,
        gpointer user_data)
{
  if (g_str_equal (property, "Locked"))
    return g_variant_new_boolean (locked);
  if (g_str_equal (property, "Label"))
    return g_variant_new_string ("fake");
  if (g_str_equal (property, "Items"))
    return g_variant_new_objv (NULL, 0);
  if (g_str_equal (property, "Collections"))
    return g_variant_new_objv ((const char *[]){COLLECTION}, 1);
  if (g_str_equal (property, "Attributes"))
    return g_variant_new_parsed ("{'kind': 'app'}");
  return g_variant_new_uint64 (0);
}

static const GDBusInterfaceVTable vtable = {.method_call = on_call, .get_property = on_get};

static void
on_bus (GDBusConnection *bus, const char *name, gpointer user_data)
{
  GDBusNodeInfo *node = user_data;
  const char *paths[] = {BASE, COLLECTION, ITEM, PROMPT};

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpuint (g_dbus_connection_register_object (bus, paths[i], node->interfaces[i],
                                                         &vtable, NULL, NULL, NULL),
                      !=, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);

  g_assert_cmpint (argc, ==, 2);
  mode = argv[1];
  locked = g_str_equal (mode, "accept") || g_str_equal (mode, "dismiss");
  g_bus_own_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets", G_BUS_NAME_OWNER_FLAGS_NONE,
                  on_bus, NULL, NULL, node, NULL);
  g_main_loop_run (loop);
  return 0;
}
