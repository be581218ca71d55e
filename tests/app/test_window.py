#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: what a newcomer sees, and what the sessions say."""
import unittest

from desktop import App, Desktop, World, wait_until

import tap

DESKTOP = Desktop()


class Window(unittest.TestCase):
    def start(self, *arguments, **options):
        world = World(**options)
        self.addCleanup(world.close)
        app = App(DESKTOP, world, *arguments)
        self.addCleanup(app.close)
        return world, app

    def test_newcomer(self):
        """Without any host the window says how to begin."""
        world, app = self.start()
        app.find("frame", "Latchkey")
        app.find("panel", "Your first host")
        button = app.find("push button", "Log In")
        self.assertFalse(button.has("sensitive"))
        app.shoot("newcomer")
        entry = app.find(None, "Host name")
        entry.type("ssh.example.com:22")
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()
        app.find("label", ".*port.*")
        self.assertEqual(app.said(), "")

    def test_follows_the_helper(self):
        """What a terminal does shows in the window by itself."""
        world, app = self.start()
        app.find("panel", "Your first host")
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", f"{world.host}, Logged in, about .* left", seconds=3)
        app.find("label", world.team.split(".")[0])
        app.shoot("logged-in")
        app.find("push button", "Log Out").do()
        app.find("list item", f"{world.host}, Login needed")
        app.find("label", "Logged out.*")
        app.shoot("logged-out")
        self.assertEqual(app.said(), "")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
