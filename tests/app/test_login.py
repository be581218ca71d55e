#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in, renewing and logging out in the window."""
import json
import subprocess
import sys
import time
import unittest
from pathlib import Path

from desktop import App, Desktop, World, wait_until

import tap
from person import Person

DESKTOP = Desktop()


class Login(unittest.TestCase):
    def start(self, *arguments, **options):
        world = World(**options)
        self.addCleanup(world.close)
        app = App(DESKTOP, world, *arguments)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return world, app

    def begin(self, world, app):
        """As a newcomer does; with no browser that approves, the sheet stays."""
        app.find(None, "Host name").type(world.host)
        button = app.find("push button", "Log In")
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()

    def link(self, app):
        """What Copy Link puts into the clipboard."""
        app.find("push button", "Copy Link").do()
        app.find("push button", "Copied")
        shown = subprocess.run([sys.executable, Path(__file__).with_name("clipboard.py")], env=app.env,
                               capture_output=True, text=True, timeout=20, check=True)
        return shown.stdout

    def test_from_nothing(self):
        """The first host of a newcomer: typed, approved, in the list; then ssh works without a question."""
        world, app = self.start()
        self.begin(world, app)
        app.find("list item", f"{world.host}, Logged in, about .* left")
        app.wait_gone("push button", "Cancel Login")
        before = world.edge.stats()["approvals"]
        self.assertEqual(world.ssh(world.host, "echo in").stdout, "in\n")
        self.assertEqual((before, world.edge.stats()["approvals"]), (1, 1))

    def test_sheet(self):
        """The sheet says why; its link logs in from any browser."""
        world, app = self.start(approve=False)
        self.begin(world, app)
        app.find("label", f"Log in to {world.team.split('.')[0]}")
        app.find("label", f"Needed to reach {world.host}.")
        app.shoot("sheet")
        app.find("toggle button", "QR Code").do()
        app.find("image", "QR code of the login link")
        app.shoot("sheet-qr", settle=1)
        Person(world.edge.port, world.edge.ca).approve(self.link(app))
        app.find("list item", f"{world.host}, Logged in, .*")
        app.wait_gone("push button", "Cancel Login")

    def test_cancel(self):
        world, app = self.start(approve=False)
        self.begin(world, app)
        app.find("push button", "Cancel Login").do()
        app.wait_gone("push button", "Cancel Login")
        self.assertEqual(world.edge.stats()["approvals"], 0)
        # Nobody waits any more, so a terminal may log in for itself at once.
        world.env["BROWSER"] = f"{sys.executable} {Path(__file__).parents[1] / 'e2e/person.py'}"
        self.assertEqual(world.latchkey("login", world.host).returncode, 0)
        app.find("list item", f"{world.host}, Logged in, .*")

    def test_shares_the_login_of_a_terminal(self):
        """Parallel requests are one login, across processes."""
        world, app = self.start(approve=False)
        ssh = world.start_ssh(world.host, "echo both")
        wait_until(lambda: world.edge.stats()["transfer_polls"] > 0, "the terminal's login")
        self.begin(world, app)
        app.find("label", "Another program has begun this login.*")
        Person(world.edge.port, world.edge.ca).approve(self.link(app))
        self.assertEqual(ssh.communicate(timeout=60)[0], "both\n")
        app.find("list item", f"{world.host}, Logged in, .*")
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_renew(self):
        """A session can be renewed early, while there still is one."""
        world, app = self.start()
        self.begin(world, app)
        app.find("list item", f"{world.host}, Logged in, .*")
        before = self.issued_at(world)
        # Times are whole seconds.
        wait_until(lambda: self.second_after(before), "the next second")
        subprocess.run(["gdbus", "call", "--session", "--dest", "org.latchkey.Latchkey", "--object-path",
                        "/org/latchkey/Latchkey", "--method", "org.gtk.Actions.Activate", "renew",
                        f"[<'{world.team}.cloudflareaccess.com'>]", "{}"], env=app.env, check=True, timeout=20, stdout=subprocess.DEVNULL)
        wait_until(lambda: self.issued_at(world) > before, "a newer session")
        self.assertEqual(world.edge.stats()["approvals"], 2)

    def test_for_the_day(self):
        """One login warms every other host of the team, and tells what the policy refuses."""
        world, app = self.start(apps=["more-{mark}.example.com={origin},team={team}",
                                      "not-{mark}.example.com={origin},team={team},policy=deny"])
        more, denied = (f"{name}-{world.mark}.example.com" for name in ("more", "not"))
        # The first is none that Access could have, and holds nobody up.
        world.write_config("Host an-address\n  HostName 10.0.0.7\n  ProxyCommand latchkey ssh --hostname %h\n"
                           f"Host {more} {denied} {world.host}\n")
        app.find("list item", f"{more}, Login needed")
        app.find("toggle button", "Log in to another host").do()
        self.begin(world, app)
        app.find("list item", f"{more}, Logged in, .*")
        app.find("list item", f"{denied}, Refused by policy")
        app.find("label", f"The policy refuses you on {denied}\\.")
        app.shoot("for-the-day")
        before = world.edge.stats()
        self.assertEqual(world.ssh(more, "true").returncode, 0)
        after = world.edge.stats()
        self.assertEqual([after[name] - before[name] for name in ("approvals", "exchange_login", "upgrades")],
                         [0, 0, 1])
        app.find("list item", "an-address, Login needed").focus()
        app.key("Return")
        app.find("push button", "Log In").do()
        app.find("label", '.*"10.0.0.7" is not a host name: it is an address in numbers; .+')

    @staticmethod
    def issued_at(world):
        """Other worlds share the kernel's keyring."""
        [issued] = [team["issued_at"] for team in json.loads(world.latchkey("status", "--json").stdout)["teams"]
                    if world.mark in team["auth_domain"]]
        return issued

    @staticmethod
    def second_after(stamp):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) > stamp


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
