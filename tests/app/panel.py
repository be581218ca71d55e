# SPDX-License-Identifier: GPL-3.0-or-later
"""Xfce's panel with nothing but a status tray, and what an application shows in it."""
import os
from pathlib import Path

from desktop import Desktop, wait_until

DATA = Path(__file__).resolve().parents[2] / "data"
WATCHER = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher")
CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"""


class Panel:
    def __init__(self, desktop: Desktop):
        folder = Path(os.environ["HOME"]) / ".config/xfce4/xfconf/xfce-perchannel-xml"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "xfce4-panel.xml").write_text(CONFIG)
        data = f"{DATA}:{os.environ.get('XDG_DATA_DIRS', '/usr/local/share:/usr/share')}"
        self.process = desktop.start(["xfce4-panel", "--disable-wm-check"], env=os.environ | {"XDG_DATA_DIRS": data})

    def kill(self):
        self.process.kill()
        self.process.wait()


class TrayItem:
    """What the only item says, asked for as a tray asks."""

    def __init__(self):
        from gi.repository import Gio, GLib
        self.glib = GLib
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.owner, self.path = wait_until(self._first, "an item in the tray")

    def _call(self, name, path, interface, method, arguments):
        return self.bus.call_sync(name, path, interface, method, arguments, None, 0, 10000, None).unpack()

    def _get(self, name, path, interface, what):
        arguments = self.glib.Variant("(ss)", (interface, what))
        return self._call(name, path, "org.freedesktop.DBus.Properties", "Get", arguments)[0]

    def _first(self):
        try:
            items = self._get(*WATCHER, "RegisteredStatusNotifierItems")
        except self.glib.Error:
            return None
        # Xfce says ":1.5/path", others "org.name" and an agreed path.
        return (items[0].partition("/")[0], "/" + items[0].partition("/")[2]) if items else None

    def get(self, what):
        return self._get(self.owner, self.path, "org.kde.StatusNotifierItem", what)

    def entries(self):
        """The menu's labels, those of submenus too, with their numbers."""
        try:
            layout = self._call(self.owner, self.get("Menu"), "com.canonical.dbusmenu", "GetLayout",
                                self.glib.Variant("(iias)", (0, -1, [])))[1]
        except self.glib.Error:
            return {}  # the item comes before its menu
        found = {}

        def walk(node):
            number, properties, children = node
            label = properties.get("label")
            if label:
                found[label.replace("__", "_")] = number
            for child in children:
                walk(child)
        walk(layout)
        return found

    def click(self, label):
        number = wait_until(lambda: self.entries().get(label), f"{label} in the menu")
        self._call(self.owner, self.get("Menu"), "com.canonical.dbusmenu", "Event",
                   self.glib.Variant("(isvu)", (number, "clicked", self.glib.Variant("s", ""), 0)))
