#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator sets for everybody, by the very files that latchkey(7) shows."""
import re
import unittest
from pathlib import Path

from desktop import App, Desktop, World, wait_until

import tap
from world import LATCHKEY, run

DESKTOP = Desktop()
MANUAL = Path(__file__).resolve().parents[2] / "data/man/latchkey.7"
SHARED = "/etc/ssh/ssh_config.d/example.conf"


def files_of_manual(section):
    """The files that an example shows: by the names in the comments above them."""
    text = MANUAL.read_text().split(f"\n.Ss {section}\n")[1].split(".Bd -literal -offset indent\n")[1].split("\n.Ed")[0]
    parts = re.split(r"^# (/etc/\S+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2]))


class Administrators(unittest.TestCase):
    def make_world(self):
        world = World()
        self.addCleanup(world.close)
        return world

    def start(self, world, *arguments, **options):
        app = App(DESKTOP, world, *arguments, **options)
        self.addCleanup(app.close)
        return app

    def share_hosts(self, world):
        """Puts the manual's file into an /etc/ssh. Returns it, and the words of a program that sees it as that."""
        etc = world.folder / "etc-ssh"
        (etc / "ssh_config.d").mkdir(parents=True)
        (etc / "ssh_config").write_text("Include /etc/ssh/ssh_config.d/*.conf\n")
        shared = etc / "ssh_config.d/example.conf"
        shared.write_text(files_of_manual("Hosts for everybody")[SHARED])
        return shared, ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                        'mount --bind "$0" /etc/ssh && exec "$@"', etc)

    def test_hosts_are_listed(self):
        """The user's first, and what the file says of many is true of them, too; nothing is written to the file."""
        world = self.make_world()
        shared, within = self.share_hosts(world)
        world.config.write_text("Host mine.ssh.example.com\n  User me\nHost db.ssh.example.com\n  User dba\n")

        def hosts(*words):
            return run(*within, LATCHKEY, "hosts", *words, env=world.env)
        lines = [re.split(" {2,}", line) for line in hosts("list").stdout.splitlines()[1:]]
        self.assertEqual(lines, [["mine.ssh.example.com", "Access", "~/.ssh/config:1"],
                                 ["db.ssh.example.com", "Access", "~/.ssh/config:3"],
                                 ["build.ssh.example.com", "Access", f"{SHARED}:6"]])
        self.assertIn(f'"file":"{SHARED}"', hosts("list", "--json").stdout)
        self.assertIn("serveraliveinterval 30", hosts("show", "build.ssh.example.com").stdout)
        before = shared.read_text()
        for words in (("set", "build.ssh.example.com", "User", "me"), ("remove", "build.ssh.example.com")):
            done = hosts(*words)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("no Host block", done.stderr)
        self.assertEqual(shared.read_text(), before)
        self.assertNotIn("build", hosts("list", "--config", world.config).stdout, "as ssh -F")

    def test_hosts_are_shown(self):
        """With their origin, and nothing to edit them with; and as the file is now."""
        world = self.make_world()
        shared, within = self.share_hosts(world)
        app = self.start(world, within=within)
        app.find("list item", r"build\.ssh\.example\.com, Login needed").focus()
        app.key("Return")
        app.find("list item", f"For all users: {SHARED} line 6; an administrator changes it")
        self.assertFalse(app.nodes("push button", "Edit"))
        app.shoot("shared-host")
        app.key("Escape")
        app.find("list item", r"db\.ssh\.example\.com, Login needed")
        shared.write_text(shared.read_text() + "Host new.ssh.example.com\n")
        app.find("list item", r"new\.ssh\.example\.com, Login needed")

    def test_preferences(self):
        """Other defaults, which the user may change, and locks."""
        world = self.make_world()
        files = files_of_manual("Preferences for everybody")
        for name, text in files.items():
            path = world.folder / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        database = world.folder / "local"
        done = run("dconf", "compile", database, world.folder / "etc/dconf/db/local.d")
        self.assertEqual(done.returncode, 0, done.stderr)
        profile = world.folder / "etc/dconf/profile/user"
        self.assertEqual(profile.read_text().split(), ["user-db:user", "system-db:local"])
        profile.write_text(f"user-db:user\nfile-db:{database}\n")
        # The service that writes what users set is the desktop's.
        app = self.start(world, GSETTINGS_BACKEND="dconf", DCONF_PROFILE=str(profile),
                         HOME=str(DESKTOP.folder / "home"), XDG_RUNTIME_DIR=str(DESKTOP.folder / "run"))
        app.find("panel", "Connect to a host")
        app.key("ctrl+comma")
        self.assertEqual(app.find("text", "Terminal").text, "xterm -e")
        tray = app.find("toggle button", "Icon in the status tray")
        self.assertFalse(tray.has("checked"))
        self.assertFalse(tray.has("sensitive"))
        DESKTOP.shoot("locked")
        ended = app.find("toggle button", "When a login has ended")
        self.assertFalse(ended.has("checked"))
        ended.do()
        wait_until(lambda: ended.has("checked"), "the switch")
        wait_until(lambda: run("dconf", "read", "/org/latchkey/Latchkey/notify-ended", env=app.env).stdout == "true\n",
                   "the user's own setting")
        self.assertNotEqual(run("dconf", "write", "/org/latchkey/Latchkey/show-tray", "true", env=app.env).returncode, 0)


if __name__ == "__main__":
    tap.main()
