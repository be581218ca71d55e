#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Latchkey in cloudflared's place, and back: its lines, its logins, its plain files."""
import json
import unittest

from desktop import App, Desktop, World, wait_until

import tap
from world import LATCHKEY, run

DESKTOP = Desktop()


class Import(unittest.TestCase):
    def start(self, text="Host {host}\n    ProxyCommand /usr/local/bin/cloudflared access ssh --hostname %h  # theirs\n"):
        world = World()
        self.addCleanup(world.close)
        self.text = text.format(host=world.host)
        world.config.write_text(self.text)
        self.theirs = world.home / ".cloudflared"
        self.theirs.mkdir(mode=0o700)
        return world

    def open(self, world):
        app = App(DESKTOP, world)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return app

    def leave_login(self, world):
        """A login of cloudflared's: what a real one is, kept where it keeps it; in a kernel keyring that nobody else sees."""
        script = '"$1" login --no-verbose "$2" && "$1" status --json'
        done = run("unshare", "--user", "--map-current-user", "keyctl", "session", "-", "sh", "-c", script, "sh", LATCHKEY,
                   world.host, env=world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        token, status = done.stdout.splitlines()
        aud = next(app["aud"] for app in json.loads(status)["apps"] if app["hostname"] == world.host)
        for name in (f"{world.host}-{aud}-token", "cert.pem"):
            (self.theirs / name).write_text(token)
            (self.theirs / name).chmod(0o600)

    def test_there_and_back(self):
        world = self.start()
        self.leave_login(world)
        app = self.open(world)
        app.find("label", "1 host is set up for cloudflared.")
        app.find("list item", f"{world.host}, Login needed")
        app.shoot("import-offer")
        app.find("push button", "Take Over…").do()
        self.assertIn(f"\n+    ProxyCommand {LATCHKEY} ssh --hostname %h  # theirs\n", app.find("text", "Changes").text)
        self.assertEqual(world.config.read_text(), self.text)
        DESKTOP.shoot("import-review")
        app.find("push button", "Save").do()
        app.find("label", "1 login was taken over. cloudflared keeps tokens and keys in 1 plain file, .*")
        DESKTOP.shoot("import-done")
        app.find("push button", "Remove the Files").do()
        wait_until(lambda: [path.name for path in self.theirs.iterdir()] == ["cert.pem"], "the files to go")
        app.find("list item", f"{world.host}, Logged in, .*")
        app.wait_gone("label", "1 host is set up for cloudflared.")
        self.ask(app)
        app.find("push button", "Undo…").do()
        app.find("push button", "Save").do()
        app.find("label", "The logins that were taken over stay .*")
        self.assertEqual(world.config.read_text(), self.text)

    def ask(self, app):
        app.find("frame", "Latchkey")
        app.key("F10")
        app.find("push button", "Take Over from cloudflared…").do()

    def test_given_up(self):
        """Nothing is touched before it is saved."""
        world = self.start()
        self.leave_login(world)
        app = self.open(world)
        self.ask(app)
        app.find("text", "Changes")
        app.key("Escape")
        app.wait_gone("text", "Changes")
        self.assertEqual(world.config.read_text(), self.text)
        self.assertEqual(len(list(self.theirs.iterdir())), 2)
        app.find("list item", f"{world.host}, Login needed")

    def test_nothing(self):
        world = self.start("Host other\n    User me\n")
        app = self.open(world)
        self.ask(app)
        app.find("label", "No line of the configuration calls cloudflared, .*")
        app.key("Escape")
        app.wait_gone("label", "No line of .*")


if __name__ == "__main__":
    tap.main()
