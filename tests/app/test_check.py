#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong in the configuration, and what mends it: each change is seen before it is saved."""
import unittest

from desktop import App, Desktop, World

import tap
from world import LATCHKEY

DESKTOP = Desktop()
TEXT = """# mine
Host db
    Port 22
    Port 2222
    IdentityFile ~/.ssh/id_gone
Host !a
    User nobody
Host *
    ProxyCommand /no/such/place/latchkey ssh --hostname %h
    User late
"""


class Check(unittest.TestCase):
    def start(self, text=TEXT):
        world = World()
        self.addCleanup(world.close)
        world.config.write_text(text)
        app = App(DESKTOP, world)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        app.find("frame", "Latchkey")
        return world, app

    def open(self, app):
        app.key("F10")
        app.find("push button", "Check the Configuration").do()

    def test_one_by_one(self):
        world, app = self.start()
        self.open(app)
        app.find("list item", r".*port.*, ~/\.ssh/config line 4")
        app.find("list item", r".*id_gone.*, ~/\.ssh/config line 5")
        app.shoot("check")
        app.find("push button", "Fix: .*port.*").do()
        self.assertIn("\n-    Port 2222\n", app.find("text", "Changes").text)
        app.find("push button", "Save").do()
        app.wait_gone("list item", ".*port.*")
        self.assertEqual(world.config.read_text(), TEXT.replace("    Port 2222\n", ""))

    def test_all_and_live(self):
        world, app = self.start()
        self.open(app)
        app.find("push button", "Fix All…").do()
        app.find("text", "Changes")
        app.key("Escape")
        app.wait_gone("text", "Changes")
        self.assertEqual(world.config.read_text(), TEXT)
        app.find("list item", ".*port.*")
        world.config.write_text("Host db\n    User me\n")
        app.find("panel", "Nothing is wrong")
        app.shoot("check-nothing")
        world.config.write_text(TEXT)
        app.find("push button", "Fix: .*port.*")
        app.find("push button", "Fix All…").do()
        app.find("push button", "Save").do()
        app.wait_gone("push button", "Fix: .*")
        text = world.config.read_text()
        self.assertNotIn("/no/such/place", text)
        self.assertIn("id_gone", text)

    def test_modes(self):
        """What is no text needs no review."""
        world, app = self.start(f"Host db\n    ProxyCommand {LATCHKEY} ssh --hostname %h\n")
        world.config.chmod(0o666)
        app.find("list item", "db, .*")
        self.open(app)
        app.find("push button", "Fix: .*").do()
        app.find("panel", "Nothing is wrong")
        self.assertEqual(world.config.stat().st_mode & 0o777, 0o644)

    def test_leads_to_the_editor(self):
        _, app = self.start()
        self.open(app)
        app.find("list item", ".*id_gone.*").focus()
        app.key("Return")
        app.find("text", r"Address \(HostName\)")


if __name__ == "__main__":
    tap.main()
