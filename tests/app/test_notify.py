#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions that end: what a real notification daemon shows of them, its buttons, and what it must not show."""
import os
import re
import unittest
from pathlib import Path

from desktop import App, Desktop, Node, World, wait_until

import tap

DESKTOP = Desktop()
OVER = "{}: session ended"
SOON = "{}: about .* left"


class Daemon(App):
    """Xfce's notification daemon: its notes are windows with labels and buttons."""

    def __init__(self, env):
        program = next(Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd"))
        self.desktop, self.env, self.log = DESKTOP, env, open(os.devnull, "ab+")
        self.process = DESKTOP.start([program])

    def press(self, label, button):
        """Presses a button of the note that says so; other worlds share the kernel's keyring, and so have notes here."""
        def look():
            for note in self.nodes("frame"):
                inside = [Node(self, accessible) for accessible in self._walk(note.accessible)]
                if any(re.fullmatch(label, node.name) for node in inside):
                    return [node for node in inside if (node.role, node.name) == ("push button", button)]
            return []
        wait_until(look, f"{button} on {label}")[0].do()


class Notify(unittest.TestCase):
    def start(self, *arguments, session=3600, team=86400, settings="", **environment):
        """A host whose team's session is as short as one wants."""
        world = World("--team=brief-{mark}=" + str(team),
                      apps=["brief-{mark}.example.com={origin},team=brief-{mark},session=" + str(session)])
        self.addCleanup(world.close)
        keyfile = world.home / ".config/glib-2.0/settings/keyfile"
        keyfile.parent.mkdir(parents=True)
        keyfile.write_text(f"[org/latchkey/Latchkey]\n{settings}\n")
        app = App(DESKTOP, world, *arguments, GSETTINGS_BACKEND="keyfile", **environment)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        notes = Daemon(app.env)
        self.addCleanup(notes.close)
        wait_until(app.root, "the application")
        self.name = f"brief-{world.mark}"
        self.host = f"{self.name}.example.com"
        self.team = f"{self.name}.cloudflareaccess.com"
        return world, app, notes

    def log_in(self, world):
        self.assertEqual(world.ssh(self.host, "true").returncode, 0)

    def test_renew(self):
        """Once half of a short session is gone one can renew it from the notification, which goes then."""
        world, _, notes = self.start("--hidden", session=20, team=20)
        self.log_in(world)
        notes.find("label", SOON.format(self.name))
        DESKTOP.shoot("notification")
        notes.press(SOON.format(self.name), "Renew")
        wait_until(lambda: world.edge.stats()["approvals"] == 2, "the login")
        self.assertEqual(notes.nodes("label", f"{self.name}.*"), [])

    def test_ends(self):
        """Stage by stage to the end, and from there to the next login."""
        world, app, notes = self.start("--hidden", session=16, team=16)
        self.log_in(world)
        first = notes.find("label", SOON.format(self.name)).name
        wait_until(lambda: [n for n in notes.nodes("label", SOON.format(self.name)) if n.name != first], "the last call")
        notes.find("label", OVER.format(self.name))
        notes.press(OVER.format(self.name), "Log In")
        wait_until(lambda: world.edge.stats()["approvals"] == 2, "the login")

    def test_visible(self):
        """Whoever sees the window gets no notification; it never says "logged in" after the end."""
        world, app, notes = self.start(session=8, team=8)
        self.log_in(world)
        app.find("list item", f"{self.host}, Logged in, .*")
        app.find("list item", f"{self.host}, Ends soon, .*")
        app.shoot("ends-soon")
        app.find("list item", f"{self.host}, Login needed")
        self.assertEqual(notes.nodes("label", f"{self.name}.*"), [])

    def test_muted(self):
        """Each kind can be muted by itself."""
        world, _, notes = self.start("--hidden", session=8, team=8, settings="notify-expiring=false")
        self.log_in(world)
        first = wait_until(lambda: notes.nodes("label", f"{self.name}.*"), "a notification")
        self.assertEqual([node.name for node in first], [OVER.format(self.name)])

    def test_waits_for_a_login(self):
        """A program that waits is announced when nobody sees the window; "Not Now" ends it at once."""
        world, app, notes = self.start()
        app.find("frame", "Latchkey")
        app._xdotool("windowminimize", "--sync", app.x_window())
        world.env |= {"DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]}
        ssh = world.start_ssh(self.host, "true")
        notes.find("label", "A login is needed")
        notes.find("label", f".*wants to reach {self.host}\\.")
        DESKTOP.shoot("notification-login")
        notes.press("A login is needed", "Not Now")
        _, err = ssh.communicate(timeout=20)
        self.assertIn("cancelled", err)
        self.assertNotEqual(ssh.returncode, 0)
        notes.wait_gone("label", "A login is needed")

    def test_wakes_up(self):
        """After sleep the teams are asked once: a network that is not there yet costs nobody the login, an end there does."""
        bus = DESKTOP.start_for_line(["dbus-daemon", "--session", "--nofork", "--print-address=1"])
        world, app, _ = self.start(DBUS_SYSTEM_BUS_ADDRESS=bus)
        self.log_in(world)
        app.find("list item", f"{self.host}, Logged in, .*")
        world.edge.control("POST", "/fault", {"kind": "tls-cut", "host": self.team})
        before = world.edge.stats()["tls_handshakes"]
        self.wake(bus)
        wait_until(lambda: world.edge.stats()["tls_handshakes"] > before, "the question")
        app.find("list item", f"{self.host}, Logged in, .*")
        world.edge.control("POST", "/clear-faults", {})
        world.edge.control("POST", "/revoke", {})
        self.wake(bus)
        app.find("list item", f"{self.host}, Login needed")

    @staticmethod
    def wake(address):
        """As logind says it."""
        from gi.repository import Gio, GLib
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName",
                      GLib.Variant("(su)", ("org.freedesktop.login1", 0)), None, 0, 10000, None)
        bus.emit_signal(None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
                        GLib.Variant("(b)", (False,)))
        bus.flush_sync()
        bus.close_sync()


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
