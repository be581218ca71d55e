#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host behind Access is found by its name and added where it takes effect; ssh reaches it then."""
import unittest

from desktop import App, Desktop, wait_until

import tap
from certificates import CertificateWorld
from world import LATCHKEY, World

DESKTOP = Desktop()
TEXT = "# mine\nHost other\n    User me\n\nHost *\n    ServerAliveInterval 90\n"


class AddHost(unittest.TestCase):
    def start(self, world=None, text=TEXT, more=None):
        world = world or World()
        self.addCleanup(world.close)
        world.config.write_text(text)
        if more is not None:
            (world.config.parent / "more").write_text(more)
        app = App(DESKTOP, world)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return world, app

    def open(self, app, host):
        """By keyboard alone."""
        app.find("frame", "Latchkey")
        app.key("ctrl+n")
        field = app.find("text", "Host")
        wait_until(lambda: field.has("focused"), "the focus")
        field.type(host)
        return app

    def found(self, app, text):
        return app.find("label", text)

    def test_found_and_added(self):
        world, app = self.start()
        self.open(app, world.host)
        self.found(app, rf"Found the application {world.host} of {world.team}\..*\. Whether it signs .*")
        app.find("text", "Name").type("db")
        app.find("text", "User").type("root")
        DESKTOP.shoot("add-host")
        app.key("Return")
        changes = app.find("text", "Changes").text
        self.assertIn(f"+Host db\n+    HostName {world.host}\n+    User root\n+    ProxyCommand {LATCHKEY} ssh --hostname %h\n", changes)
        app.find("label", r"Note: it stands before 'Host \*'.*")
        DESKTOP.shoot("add-host-review")
        self.assertEqual(world.config.read_text(), TEXT)
        app.find("push button", "Save").do()
        app.find("list item", "db, .*")
        text = world.config.read_text()
        self.assertEqual(text[:text.index("Host db")] + text[text.index("Host *"):], TEXT)
        extra = (f"IdentityFile={world.sshd.folder}/user", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null")
        done = world.ssh(*(word for option in extra for word in ("-o", option)), "db", "true")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_certificate(self):
        """Where somebody is logged in already, it is known whether certificates are signed, and for whom."""
        world = CertificateWorld()
        self.assertEqual(world.latchkey("login", world.host).returncode, 0)
        world, app = self.start(world)
        self.open(app, world.host)
        self.found(app, r".*It signs short-lived certificates, for you as \w+\.")
        wait_until(lambda: app.find("toggle button", "Short-lived certificate").has("checked"), "the switch")
        app.key("Return")
        self.assertIn(f'+Match originalhost {world.host} exec "{LATCHKEY} ssh-gen --hostname %h"', app.find("text", "Changes").text)
        app.key("Escape")
        app.wait_gone("text", "Changes")
        self.assertEqual(world.config.read_text(), TEXT)
        world.edge.control("POST", "/app", {"host": world.host, "ca": False})
        app.find("text", "Host").type("")
        app.find("text", "Host").type(world.host)
        self.found(app, ".*It signs no certificates.*")
        wait_until(lambda: not app.find("toggle button", "Short-lived certificate").has("checked"), "the switch")

    def test_not_found(self):
        """Said where the name is typed; it can be added all the same, since a host may be down."""
        world, app = self.start()
        self.open(app, "two words")
        app.find("label", ".*two words.*")
        self.assertFalse(app.find("push button", "Continue").has("sensitive"))
        world.edge.control("POST", "/fault", {"kind": "tls-cut", "host": world.host})
        app.find("text", "Host").type(world.host)
        app.find("label", f"{world.host} broke its answer off .*")
        self.assertTrue(app.find("push button", "Continue").has("sensitive"))
        app.find("text", "Name").type("other")
        app.key("Return")
        app.find("label", "There is a Host other already.*")
        DESKTOP.shoot("add-host-taken")
        app.key("Escape")
        app.wait_gone("text", "Host")

    def test_file(self):
        world, app = self.start(text="Include more\n" + TEXT, more="Host far\n    User far\n")
        self.open(app, world.host)
        app.find("combo box", "File").accessible.get_selection_iface().select_child(1)
        app.find("push button", "Continue").do()
        app.find("push button", "Save").do()
        wait_until(lambda: f"Host {world.host}\n" in (world.config.parent / "more").read_text(), "the new lines")
        self.assertEqual(world.config.read_text(), "Include more\n" + TEXT)

    def test_newcomer(self):
        """From nothing to a connection."""
        world, app = self.start(text="")
        app.find("text", "Host name").type(world.host)
        app.find("push button", "Set Up ssh…").do()
        self.found(app, f"Found the application {world.host} .*")
        app.find("push button", "Continue").do()
        app.find("push button", "Save").do()
        app.find("list item", f"{world.host}, .*")
        self.assertIn(f"Host {world.host}\n", world.config.read_text())


if __name__ == "__main__":
    tap.main()
