#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The icon in a real status tray: what it says and does, and trays that come and go."""
import socket
import subprocess
import unittest

from desktop import App, Desktop, World, free_port, wait_until

import tap
from panel import Panel, TrayItem
from settings import save

DESKTOP = Desktop()
NOTE = "There is no status tray here.*"


class Tray(unittest.TestCase):
    def start(self, *arguments, **options):
        world = World(**options)
        self.addCleanup(world.close)
        app = App(DESKTOP, world, *arguments)
        self.addCleanup(app.close)
        return world, app

    def panel(self):
        panel = Panel(DESKTOP)
        self.addCleanup(panel.kill)
        return panel

    def test_says_and_does(self):
        """Hidden at first; icon, tooltip and menu follow the sessions; its entries log in, out and connect."""
        self.panel()
        world, app = self.start("--hidden")
        item = TrayItem()
        wait_until(lambda: item.get("Title") == "Latchkey: not logged in", "the tooltip")
        self.assertEqual(item.get("IconName"), "org.latchkey.Latchkey-needed-symbolic")
        self.assertEqual(app.nodes("frame", "Latchkey"), [])
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        wait_until(lambda: item.get("Title") == f"Latchkey: {world.team}, about 24 hours left", "the tooltip")
        self.assertEqual(item.get("IconName"), "org.latchkey.Latchkey-ready-symbolic")
        wait_until(lambda: f"Connect to {world.host}" in item.entries(), "the menu")
        labels = item.entries()
        for label in (f"{world.team}: about 24 hours left", "user@example.com", "Renew", "Log Out", "Quit"):
            self.assertIn(label, labels)
        DESKTOP.shoot("tray")
        opened = world.edge.stats()["upgrades_ok"]
        item.click(f"Connect to {world.host}")
        wait_until(lambda: world.edge.stats()["upgrades_ok"] > opened, "ssh in a terminal")
        item.click("Log Out")
        wait_until(lambda: item.get("IconName") == "org.latchkey.Latchkey-needed-symbolic", "the icon")
        item.click(f"Log in to {world.host}")
        wait_until(lambda: item.get("IconName") == "org.latchkey.Latchkey-ready-symbolic", "the icon")
        item.click("Open Latchkey")
        app.find("list item", f"{world.host}, Logged in, .*")
        app.wait_gone("label", NOTE)
        app.key("ctrl+w")
        app.wait_gone("frame", "Latchkey")
        item.click("Quit")
        self.assertEqual(app.said(), "")
        app.process.wait(20)  # with any code: a sanitizer takes the first table of GLib's quarks for a leak

    def test_forwards(self):
        """Forwards are started and stopped from the menu, which says what state they are in."""
        self.panel()
        world = World()
        self.addCleanup(world.close)
        port = free_port()
        save(world, ("Database", world.host, f"127.0.0.1:{port}", False))
        app = App(DESKTOP, world, "--hidden", GSETTINGS_BACKEND="keyfile")
        self.addCleanup(app.close)
        item = TrayItem()
        wait_until(lambda: "Start Database (Stopped)" in item.entries(), "the menu")
        item.click("Start Database (Stopped)")
        wait_until(lambda: "Stop Database (Running, not in use)" in item.entries(), "the forward")
        with socket.create_connection(("127.0.0.1", port), 30):
            pass
        item.click("Stop Database (Running, not in use)")
        wait_until(lambda: "Start Database (Stopped)" in item.entries(), "its end")
        self.assertEqual(app.said(), "")

    def test_comes_and_goes(self):
        """Without a tray the window says so; one that appears later is used, and one that crashes is missed."""
        _, app = self.start()
        app.find("label", NOTE)
        panel = self.panel()
        TrayItem()
        app.wait_gone("label", NOTE)
        panel.kill()
        app.find("label", NOTE)
        app.shoot("no-tray")
        # Closed while there is a tray, the application goes on when that is started anew.
        panel = self.panel()
        app.wait_gone("label", NOTE)
        app.key("ctrl+w")
        app.wait_gone("frame", "Latchkey")
        panel.kill()
        self.panel()
        TrayItem().click("Open Latchkey")
        app.find("frame", "Latchkey")

    def test_ends_with_its_window(self):
        """Without a tray nobody is left with an application that nobody sees."""
        _, app = self.start()
        app.find("label", NOTE)
        app.key("ctrl+w")
        self.assertEqual((app.process.wait(20), app.said()), (0, ""))

    def test_hidden_without_a_tray(self):
        """It is started a second time to be seen, and a second time hidden changes nothing."""
        _, app = self.start("--hidden")
        wait_until(lambda: app.root(), "the application")
        for arguments, frames in ((["--hidden"], 0), ([], 1)):
            again = subprocess.run([app.process.args[0], *arguments], env=app.env, timeout=20, check=False)
            self.assertEqual(again.returncode, 0)
            wait_until(lambda: len(app.nodes("frame", "Latchkey")) == frames, "the window")
        app.find("label", NOTE)


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
