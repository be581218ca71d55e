#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop does to an application that runs for weeks: keyrings, buses and edges that come and go, editors, many hosts."""
import json
import os
import re
import signal
import socket
import subprocess
import unittest

unittest.TestCase.maxDiff = None

from desktop import BUILD, App, Desktop, World, free_port, wait_until

import tap
from bus import Bus

DESKTOP = Desktop()
KEYRING = "org.freedesktop.secrets"
# How long the main loop may be busy with one thing, in ms, and away for, when others may have the processor.
BUSY, FREEZE = (600, 5000) if "ASAN_OPTIONS" in os.environ else (100, 2000)


class Forward:
    """The way to the edge, which can be cut: nobody listens there then."""

    def __init__(self, port):
        self.to = port
        self.port = free_port()
        self.up()

    def up(self):
        self.process = DESKTOP.start(["socat", f"TCP-LISTEN:{self.port},bind=127.0.0.1,fork,reuseaddr", f"TCP:127.0.0.1:{self.to}"])
        wait_until(self.is_up, "the way to the edge")

    def is_up(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def down(self):
        self.process.terminate()
        self.process.wait()


class Robust(unittest.TestCase):
    def start(self, world=None, **environment):
        world = world or World()
        self.addCleanup(world.close)
        app = App(DESKTOP, world, **environment)
        self.addCleanup(app.close)
        # The library of the icon tells a bus that is gone that the icon goes.
        ours = r"\n\(.*\): libayatana-appindicator-WARNING \*\*: .*: Unable to send signal for NewStatus: The connection is closed\n"
        self.addCleanup(lambda: self.assertEqual(re.sub(ours, "", app.said()), ""))
        return world, app

    def log_in(self, world, app):
        app.find(None, "Host name").type(world.host)
        button = app.find("push button", "Log In")
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()
        app.find("list item", f"{world.host}, Logged in, .*")

    def start_keyring(self, env):
        """The real one, unlocked."""
        keyring = DESKTOP.start(["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"], env=env,
                                stdin=subprocess.PIPE)
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        wait_until(lambda: "true" in self.call(env, "org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner", KEYRING),
                   "the keyring")
        return keyring

    def call(self, env, name, path, method, *arguments):
        done = subprocess.run(["gdbus", "call", "--session", "--dest", name, "--object-path", path, "--method", method,
                               *arguments], env=env, capture_output=True, text=True, timeout=20, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def storage(self, world, app):
        done = world.latchkey("status", "--json", env=app.env)
        return json.loads(done.stdout)["storage"]["backend"]

    def own_bus(self, world):
        """A session bus that may die and starts nothing by itself, beside the one of accessibility. Returns both."""
        address = self.call(os.environ, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")
        self.bus = Bus(world)
        self.addCleanup(self.bus.close)
        return {"DBUS_SESSION_BUS_ADDRESS": world.env["DBUS_SESSION_BUS_ADDRESS"],
                "AT_SPI_BUS_ADDRESS": re.search(r"'(.*)'", address)[1]}

    def test_keyring(self):
        """Locked, it is said where tokens are; what was known stays; killed and started anew, it is used again."""
        world = World()
        environment = self.own_bus(world)
        keyring = self.start_keyring(world.env | environment)
        _, app = self.start(world, **environment)
        self.log_in(world, app)
        self.assertEqual(self.storage(world, app), "secret-service")
        self.call(app.env, KEYRING, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                  "['/org/freedesktop/secrets/aliases/default']")
        self.renew(world, app)
        self.assertEqual(self.storage(world, app), "kernel")
        keyring.kill()
        keyring.wait()
        self.renew(world, app)
        self.start_keyring(world.env | environment)
        self.renew(world, app)
        self.assertEqual(self.storage(world, app), "secret-service")
        kept = subprocess.run(["secret-tool", "search", "--all", "auth-domain", f"{world.team}.cloudflareaccess.com"],
                              env=app.env, capture_output=True, text=True, timeout=20, check=True)
        self.assertIn("kind = org", kept.stdout + kept.stderr)

    def test_slow_keyring(self):
        """What is chosen before it has answered is done as soon as the logins are known."""
        world = World()
        environment = self.own_bus(world)
        keyring = self.start_keyring(world.env | environment)
        keyring.send_signal(signal.SIGSTOP)
        _, app = self.start(world, **environment)
        app.find("frame", "Latchkey")
        app.key("F10")
        app.find("push button", "Take Over from cloudflared…").do()
        app.find("label", "No line of the configuration calls cloudflared, .*")
        keyring.send_signal(signal.SIGCONT)

    def renew(self, world, app):
        """A login in the application, whatever the keyring does."""
        before = world.edge.stats()["approvals"]
        self.call(app.env, "org.latchkey.Latchkey", "/org/latchkey/Latchkey", "org.gtk.Actions.Activate", "renew",
                  f"[<'{world.team}.cloudflareaccess.com'>]", "{}")
        wait_until(lambda: world.edge.stats()["approvals"] > before, "the login")
        app.find("list item", f"{world.host}, Logged in, .*")
        app.wait_gone("push button", "Cancel Login")

    def test_bus_killed(self):
        """The window stays, follows what terminals do, and logs in."""
        world = World()
        _, app = self.start(world, **self.own_bus(world))
        world.write_config(f"Host {world.host}\n")
        app.find("list item", f"{world.host}, Login needed")
        self.bus.process.kill()
        self.bus.process.wait()
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", f"{world.host}, Logged in, .*")
        self.assertEqual(world.latchkey("logout", world.host).returncode, 0)
        app.find("list item", f"{world.host}, Login needed")
        app.find("push button", "Log In").do()
        app.find("list item", f"{world.host}, Logged in, .*")

    def test_edge_down(self):
        """Who cannot be asked has not refused: no login is said to be needed, and the next attempt works."""
        world = World(apps=["more-{mark}.example.com={origin},team={team}"])
        way = Forward(world.edge.port)
        world.env["LATCHKEY_CONNECT_TO"] = f"127.0.0.1:{way.port}"
        more = f"more-{world.mark}.example.com"
        world.write_config(f"Host {world.host} {more}\n")
        _, app = self.start(world)
        app.find("list item", f"{more}, Login needed")
        way.down()
        app.find("push button", "Log In").do()
        app.find("list item", f"({more}|{world.host}), Could not be reached")
        app.find("label", f"({more}|{world.host}): .*")
        way.up()
        app.find("push button", "Log In").do()
        for host in (world.host, more):
            app.find("list item", f"{host}, Logged in, .*")
        way.down()
        self.assertNotEqual(world.ssh(more, "true").returncode, 0)
        for host in (world.host, more):
            app.find("list item", f"{host}, Logged in, .*")
        self.assertEqual(app.nodes("list item", ".*needed"), [])

    def test_vim(self):
        """What an editor writes is shown at once: a new file in the place of the old one, with others beside it for a moment."""
        world, app = self.start()
        world.write_config("Host first.example.com\n")
        app.find("list item", "first\\.example\\.com, Login needed")
        for host in ("second", "third"):
            subprocess.run(["vim", "-es", "-u", "NONE", "-c", f"normal oHost {host}.example.com", "-c", "set backup", "-c", "wq",
                            world.config], env=world.env, timeout=20, check=False, stdin=subprocess.DEVNULL)
            self.assertIn(host, world.config.read_text())
            app.find("list item", f"{host}\\.example\\.com, Login needed")
        self.assertEqual(len(app.nodes("list item")), 3)

    def test_many_hosts(self):
        """2,000 hosts, read, searched, scrolled and read anew: the main loop comes around."""
        world = World()
        world.write_config("".join(f"Host h{n:04}.example.com\n" for n in range(2000)))
        watch = world.folder / "watch"
        _, app = self.start(world, GTK_MODULES=str(BUILD / "tests/app/watch.so"), LATCHKEY_WATCH=str(watch), LATCHKEY_WATCH_GAPS="1")
        app.find("list item", r"h0000\.example\.com, Login needed").focus()

        def scrolled():
            app.key("End")
            return app.nodes("list item", r"h0199\..*")
        wait_until(scrolled, "the last one", 30)
        app.key("ctrl+f")
        app.find("text", "Search hosts").type("h19")
        app.find("list item", r"h1900\..*")
        world.write_config("".join(f"Host h{n:04}.example.com\n" for n in range(1000, 3000)))
        app.find("text", "Search hosts").type("h29")
        app.find("list item", r"h2900\..*")
        longest = {what: float(ms) for what, ms in re.findall(r"^(busy|gap) (\S+)$", watch.read_text(), re.M)}
        print("#", longest, flush=True)
        self.assertLess(longest["busy"], BUSY)
        self.assertLess(longest["gap"], FREEZE)


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
