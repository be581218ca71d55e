# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop offers to a sandbox on the session bus, run as a program: the portals that open links and show
notifications, and the status tray's watcher. Approves every login whose link is opened; prints a line of JSON for
each thing that is asked of it.
"""
import json
import os
import threading

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

from person import Person  # noqa: E402

OBJECTS = {
    ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"): """
      <interface name="org.freedesktop.portal.OpenURI"><method name="OpenURI"><arg type="s" direction="in"/>
        <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
        <property name="version" type="u" access="read"/></interface>
      <interface name="org.freedesktop.portal.Notification"><method name="AddNotification"><arg type="s" direction="in"/>
        <arg type="a{sv}" direction="in"/></method><method name="RemoveNotification"><arg type="s" direction="in"/>
        </method><property name="version" type="u" access="read"/></interface>""",
    ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"): """
      <interface name="org.kde.StatusNotifierWatcher"><method name="RegisterStatusNotifierItem">
        <arg type="s" direction="in"/></method>
        <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
        <property name="ProtocolVersion" type="i" access="read"/>
        <property name="RegisteredStatusNotifierItems" type="as" access="read"/></interface>""",
}
PROPERTIES = {"version": GLib.Variant("u", 1), "IsStatusNotifierHostRegistered": GLib.Variant("b", True),
              "ProtocolVersion": GLib.Variant("i", 0), "RegisteredStatusNotifierItems": GLib.Variant("as", [])}


def approve(url):
    port = int(os.environ["LATCHKEY_CONNECT_TO"].rsplit(":", 1)[1])
    threading.Thread(target=Person(port, os.environ["SSL_CERT_FILE"]).approve, args=[url], daemon=True).start()


def on_call(_bus, sender, _path, _interface, method, arguments, invocation):
    print(json.dumps({"method": method, "sender": sender, "arguments": arguments.unpack()}), flush=True)
    if method == "OpenURI":
        approve(arguments.unpack()[1])
        invocation.return_value(GLib.Variant("(o)", ("/org/freedesktop/portal/desktop/request/x",)))
    else:
        invocation.return_value(None)


def on_get(_bus, _sender, _path, _interface, name):
    return PROPERTIES[name]


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    for (name, path), interfaces in OBJECTS.items():
        for interface in Gio.DBusNodeInfo.new_for_xml(f"<node>{interfaces}</node>").interfaces:
            bus.register_object(path, interface, on_call, on_get, None)
        Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, None, None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
