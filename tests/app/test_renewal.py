#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens that end soon are exchanged for newer ones without a word, and what the application obtains serves the terminal."""
import unittest

from desktop import App, Desktop, World, wait_until

import tap

DESKTOP = Desktop()


class Renewal(unittest.TestCase):
    def start(self, *, session, **options):
        """A host whose tokens last that many seconds: it is time to renew them when half of that is over."""
        world = World(apps=["brief-{mark}.example.com={origin},team={team},session=" + str(session)], **options)
        self.addCleanup(world.close)
        self.host = f"brief-{world.mark}.example.com"
        world.write_config(f"Host {self.host}\n")
        app = App(DESKTOP, world)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        app.find("list item", f"{self.host}, Login needed")
        return world, app

    def log_in(self, world):
        done = world.ssh(self.host, "true")
        self.assertEqual(done.returncode, 0, done.stderr)

    def connect(self, world):
        """Returns how many requests of each kind a connection takes that is let in."""
        before = world.edge.stats()
        done = world.ssh(self.host, "true")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        after = world.edge.stats()
        return [after[name] - before[name] for name in ("approvals", "exchange_login", "metadata", "upgrades")]

    def test_renews(self):
        """Once, by the team's session; then a terminal connects as if nothing had been."""
        world, app = self.start(session=20)
        self.log_in(world)
        before = world.edge.stats()["exchange_login"]
        wait_until(lambda: world.edge.stats()["exchange_login"] == before + 1, "the exchange")
        self.assertEqual(self.connect(world), [0, 0, 0, 1])
        # Not again within a minute, which is longer than this token lasts: never in a circle.
        app.find("list item", f"{self.host}, Logged in, about 2. hours left")
        self.assertEqual((world.edge.stats()["approvals"], world.edge.stats()["exchange_login"]), (1, before + 1))

    def test_offline(self):
        """A network that is down is no login that is needed, and is told to nobody."""
        world, app = self.start(session=20)
        self.log_in(world)
        world.edge.control("POST", "/fault", {"kind": "accept-cut"})
        before = world.edge.stats()["tcp_connections"]
        wait_until(lambda: world.edge.stats()["tcp_connections"] > before, "an attempt")
        app.find("list item", f"{self.host}, Logged in, .*")
        self.assertEqual(app.nodes("list item", ".*(needed|Offline|Cannot).*"), [])
        world.edge.control("POST", "/clear-faults", {})
        self.assertEqual(self.connect(world)[0], 0)

    def test_ended(self):
        """A session that was ended at the edge is found out by the exchange, and then a login is needed."""
        world, app = self.start(session=20)
        self.log_in(world)
        app.find("list item", f"{self.host}, Logged in, .*")
        world.edge.control("POST", "/revoke", {})
        app.find("list item", f"{self.host}, Login needed")
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_login_here_serves_the_terminal(self):
        """A connection after a login in the window asks nobody: it has the fast path from the first one on."""
        world, app = self.start(session=3600)
        app.find("toggle button", "Log in to another host").do()
        app.find(None, "Host name").type(self.host)
        button = app.find("push button", "Log In")
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()
        app.find("list item", f"{self.host}, Logged in, .*")
        self.assertEqual(self.connect(world), [0, 0, 0, 1])


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
