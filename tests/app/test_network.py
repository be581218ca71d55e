#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the application does when the machine comes to another network: a real one, in a namespace of its own."""
import os
import subprocess
import sys
import unittest

from desktop import App, Desktop, World, wait_until

import tap


def ip(*words):
    subprocess.run(["ip", *words], check=True, timeout=20)


if len(sys.argv) == 1:
    user = ["--map-root-user"] if os.getuid() else []
    os.execvp("unshare", ["unshare", "--net", *user, sys.executable, __file__, "Network"])
ip("link", "set", "lo", "up")
DESKTOP = Desktop()


class Network(unittest.TestCase):
    def start(self):
        world = World()
        self.addCleanup(world.close)
        world.write_config(f"Host {world.host}\n")
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app = App(DESKTOP, world)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        app.find("list item", f"{world.host}, Logged in, .*")
        return world, app

    def come_to_a_network(self):
        """An address and a way out are what a new one gives to a machine. Every namespace has the device."""
        ip("addr", "add", "192.0.2.2/24", "dev", "lo")
        self.addCleanup(ip, "addr", "del", "192.0.2.2/24", "dev", "lo")
        ip("route", "add", "default", "via", "192.0.2.1")
        self.addCleanup(ip, "route", "del", "default")

    def test_session_that_was_ended(self):
        """It is found out by asking, and nobody is bothered with a browser."""
        world, app = self.start()
        world.edge.control("POST", "/revoke", {})
        self.come_to_a_network()
        app.find("list item", f"{world.host}, Login needed")
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_network_that_leads_nowhere(self):
        """A portal in the way, or no way at all, is no login that is needed."""
        world, app = self.start()
        world.edge.control("POST", "/fault", {"kind": "accept-cut"})
        before = world.edge.stats()["tcp_connections"]
        self.come_to_a_network()
        wait_until(lambda: world.edge.stats()["tcp_connections"] > before, "an attempt")
        self.assertEqual(app.nodes("list item", ".*(needed|Offline|Cannot).*"), [])
        world.edge.control("POST", "/clear-faults", {})
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        self.assertEqual(world.edge.stats()["approvals"], 1)
        app.find("list item", f"{world.host}, Logged in, .*")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
