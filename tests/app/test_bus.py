#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application on the session bus: what terminals ask of it, and what they are told."""
import os
import re
import shlex
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from desktop import APP, BUILD, App, Desktop, World, wait_until

import tap
from chromium import Chromium
from person import Person
from world import run

DESKTOP = Desktop()
ASKS = "login: Latchkey asks for it on the desktop"
GONE = "login: Latchkey does not answer any more; the login goes on here"
GDBUS = ("gdbus", "call", "--session", "--dest=org.latchkey.Latchkey", "--object-path=/org/latchkey/Latchkey", "--method")


class Activated(App):
    """The application, in a world, for the bus to start as the service file says."""

    def __init__(self, world):
        self.desktop, self.log = DESKTOP, open(world.folder / "app.log", "ab+")
        self.env = world.env | {name: os.environ[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        self.env |= {"GSETTINGS_SCHEMA_DIR": str(BUILD / "data"), "GSETTINGS_BACKEND": "memory"}
        service = (BUILD / "data/org.latchkey.Latchkey.service").read_text()
        self.service = Path(os.environ["XDG_RUNTIME_DIR"]) / "dbus-1/services/org.latchkey.Latchkey.service"
        self.service.parent.mkdir(parents=True, exist_ok=True)
        words = ["/usr/bin/env", *(f"{name}={value}" for name, value in self.env.items()), APP]
        line = " ".join(shlex.quote(str(word)) for word in words)
        self.service.write_text(re.sub(r"(?m)^Exec=\S+", lambda _: f"Exec={line}", service))
        self.ask_bus("ReloadConfig")

    def ask_bus(self, method, *arguments):
        return run(*GDBUS[:3], "--dest=org.freedesktop.DBus", "--object-path=/", "--method", f"org.freedesktop.DBus.{method}",
                   *arguments, env=self.env).stdout

    @property
    def process(self):
        pid = re.search(r"uint32 (\d+)", self.ask_bus("GetConnectionUnixProcessID", "org.latchkey.Latchkey"))
        return SimpleNamespace(pid=int(pid[1]) if pid else 0, poll=lambda: None)

    def close(self):
        self.service.unlink()
        self.log.close()


class Bus(unittest.TestCase):
    def start(self, apps=None, **environment):
        """Nobody approves by himself, and every terminal is on the application's bus."""
        world = World(apps=apps, approve=False)
        self.addCleanup(world.close)
        app = App(DESKTOP, world, **environment)
        self.addCleanup(app.close)
        world.env["DBUS_SESSION_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
        wait_until(lambda: self.get(app, "Version"), "the application")
        return world, app

    def call(self, app, *arguments):
        return run(*GDBUS, *arguments, env=app.env)

    def get(self, app, name):
        return self.call(app, "org.freedesktop.DBus.Properties.Get", "org.latchkey.Latchkey1", name).stdout

    def login_url(self, app, other=None):
        """Where the only login that is under way is to be approved."""
        def look():
            return [url for url in re.findall(r"'url': <'([^']+)'>", self.get(app, "Logins")) if url != other]
        urls = wait_until(look, "a login")
        self.assertEqual(len(urls), 1)
        return urls[0]

    def approve(self, world, url):
        Person(world.edge.port, world.edge.ca).approve(url)

    def start_ssh(self, world, *arguments):
        process = world.start_ssh(*arguments)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_approved(self):
        """ssh asks, the window says who wants what, and ssh goes on once that is approved in a browser."""
        world, app = self.start()
        ssh = self.start_ssh(world, world.host, "echo in")
        url = self.login_url(app)
        self.assertIn(f"'host': <'{world.host}'>", self.get(app, "Logins"))
        self.assertIn("'caller': <'ssh in ", self.get(app, "Logins"))
        self.approve(world, url)
        output, errors = ssh.communicate(timeout=30)
        self.assertEqual((ssh.returncode, output), (0, "in\n"), errors)
        self.assertEqual(errors.splitlines()[0], f"latchkey: {world.host}: {ASKS}")
        self.assertIn(url, errors)
        self.assertEqual(world.edge.stats()["approvals"], 1)
        wait_until(lambda: f"'hostname': <'{world.host}'>" in self.get(app, "Sessions"), "the session")
        self.assertIn("@aa{sv} []", self.get(app, "Logins"))

    def test_approved_in_chromium(self):
        """As it goes on a desktop: ssh asks, the sheet shows, its button opens the browser, a person clicks there."""
        world, app = self.start(BROWSER=self.browser())
        chromium = Chromium(world.edge.port)
        self.addCleanup(chromium.close)
        ssh = self.start_ssh(world, world.host, "echo in")
        app.find("push button", "Open Browser").focus()
        app.key("Return")
        chromium.open(wait_until(lambda: self.opened.exists() and self.opened.read_text(), "the browser"))
        self.assertIn(world.host, chromium.text())
        chromium.click("approve")
        output, errors = ssh.communicate(timeout=30)
        self.assertEqual((ssh.returncode, output), (0, "in\n"), errors)
        app.wait_gone("push button", "Open Browser")

    def browser(self):
        """A program that notes what it is to open."""
        folder = tempfile.TemporaryDirectory(prefix="latchkey-browser-")
        self.addCleanup(folder.cleanup)
        program, self.opened = Path(folder.name, "browser"), Path(folder.name, "opened")
        program.write_text(f'#!/bin/sh\nprintf %s "$1" > {self.opened}.new && mv {self.opened}.new {self.opened}\n')
        program.chmod(0o755)
        return str(program)

    def test_two_at_once(self):
        """Two terminals and two hosts of a team: one login."""
        world, app = self.start(apps=["two-{mark}.example.com={origin},team={team}"])
        first = self.start_ssh(world, world.host, "echo one")
        url = self.login_url(app)
        second = self.start_ssh(world, f"two-{world.mark}.example.com", "echo two")
        wait_until(lambda: "'waiting': <uint32 2>" in self.get(app, "Logins"), "the second")
        self.assertEqual(self.login_url(app), url)
        self.approve(world, url)
        self.assertEqual(first.communicate(timeout=30)[0], "one\n")
        self.assertEqual(second.communicate(timeout=30)[0], "two\n")
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_cancelled_in_the_window(self):
        """ssh ends at once, with its sentence."""
        world, app = self.start()
        ssh = self.start_ssh(world, world.host, "true")
        app.find("label", f"“ssh in .*” wants to reach {world.host}\\.")
        app.shoot("asked-by-a-terminal")
        cancel = app.find("push button", "Cancel Login")
        cancel.do()
        errors = ssh.communicate(timeout=60)[1]
        self.assertIn(f"latchkey: {world.host}: login: the login was cancelled in Latchkey; connect again to be asked anew\n",
                      errors)
        self.assertNotIn(GONE, errors)
        self.assertEqual(world.edge.stats()["approvals"], 0)

    def test_given_up_in_the_terminal(self):
        """ssh was interrupted: nobody is asked any more."""
        world, app = self.start()
        ssh = self.start_ssh(world, world.host, "true")
        self.login_url(app)
        ssh.send_signal(signal.SIGINT)
        wait_until(lambda: "@aa{sv} []" in self.get(app, "Logins"), "the end of the login")
        self.assertEqual(app.said(), "")

    def test_one_of_two_given_up(self):
        """The login goes on for whoever else waits, at the same link."""
        world, app = self.start()
        first = self.start_ssh(world, world.host, "echo one")
        url = self.login_url(app)
        second = self.start_ssh(world, world.host, "echo two")
        wait_until(lambda: "'waiting': <uint32 2>" in self.get(app, "Logins"), "the second")
        first.send_signal(signal.SIGINT)
        wait_until(lambda: "'waiting': <uint32 1>" in self.get(app, "Logins"), "the end of the first")
        self.assertEqual(self.login_url(app), url)
        self.approve(world, url)
        self.assertEqual(second.communicate(timeout=30)[0], "two\n")

    def test_both_given_up(self):
        world, app = self.start()
        first = self.start_ssh(world, world.host, "true")
        self.login_url(app)
        second = self.start_ssh(world, world.host, "true")
        wait_until(lambda: "'waiting': <uint32 2>" in self.get(app, "Logins"), "the second")
        first.send_signal(signal.SIGINT)
        wait_until(lambda: "'waiting': <uint32 1>" in self.get(app, "Logins"), "the end of the first")
        second.send_signal(signal.SIGINT)
        wait_until(lambda: "@aa{sv} []" in self.get(app, "Logins"), "the end of the login")
        # Nothing of it is left: the next one begins anew.
        self.start_ssh(world, world.host, "true")
        self.login_url(app)
        self.assertEqual(app.said(), "")

    def test_killed(self):
        """The application dies in the middle of a login: the helper goes on with its own."""
        world, app = self.start()
        ssh = self.start_ssh(world, world.host, "echo alone")
        old = self.login_url(app)
        app.process.kill()
        app.process.wait()
        lines = []
        while not lines or "https://" not in lines[-1] or old in lines[-1]:
            lines.append(ssh.stderr.readline())
            self.assertNotEqual(lines[-1], "", lines)
        self.assertIn(f"latchkey: {world.host}: {GONE}\n", lines)
        self.approve(world, lines[-1].strip())
        self.assertEqual(ssh.communicate(timeout=30)[0], "alone\n")
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_quit(self):
        """The user leaves the application, which does not mean to give up the login."""
        world, app = self.start()
        ssh = self.start_ssh(world, world.host, "echo alone")
        old = self.login_url(app)
        self.call(app, "org.gtk.Actions.Activate", "quit", "[]", "{}")
        # With any code of its own: a sanitizer takes the first table of GLib's quarks for a leak.
        self.assertGreaterEqual(app.process.wait(20), 0)
        self.assertNotRegex(app.said(), "CRITICAL|ERROR: AddressSanitizer")
        lines = []
        while not lines or "https://" not in lines[-1] or old in lines[-1]:
            lines.append(ssh.stderr.readline())
            self.assertNotEqual(lines[-1], "", lines)
        self.approve(world, lines[-1].strip())
        self.assertEqual(ssh.communicate(timeout=30)[0], "alone\n")

    def test_activation(self):
        """The bus starts the application for whoever calls it; a login gets a window, and without one it ends."""
        world = World(approve=False)
        self.addCleanup(world.close)
        app = Activated(world)
        self.addCleanup(app.close)
        login = subprocess.Popen([*GDBUS, "org.latchkey.Latchkey1.Login", world.host, "{}"], env=app.env,
                                 stdout=subprocess.DEVNULL)
        self.addCleanup(login.kill)
        self.assertFalse(app.find("frame", "Latchkey").has("active"), "it takes the keyboard from nobody")
        app.find("label", f"“A program” wants to reach {world.host}\\.")
        self.approve(world, self.login_url(app))
        self.assertEqual(login.wait(30), 0)
        self.call(app, "org.gtk.Actions.Activate", "quit", "[]", "{}")
        wait_until(lambda: not app.process.pid, "its end")
        self.assertRegex(self.get(app, "Version"), r"^\(<'[0-9.]+'>,\)$")
        wait_until(lambda: not app.process.pid, "its end for want of work", 30)

    def test_renew_and_logout(self):
        """As a script would: each call returns when it is done."""
        world, app = self.start()
        ssh = self.start_ssh(world, world.host, "true")
        first = self.login_url(app)
        self.approve(world, first)
        self.assertEqual(ssh.wait(30), 0)
        app.find("list item", f"{world.host}, Logged in, .*")
        team = f"{world.team}.cloudflareaccess.com"
        renewal = subprocess.Popen([*GDBUS, "org.latchkey.Latchkey1.Renew", team], env=app.env, stdout=subprocess.DEVNULL)
        self.approve(world, self.login_url(app, other=first))
        self.assertEqual(renewal.wait(30), 0)
        self.assertEqual(world.edge.stats()["approvals"], 2)
        self.assertEqual(self.call(app, "org.latchkey.Latchkey1.Logout", team).returncode, 0)
        wait_until(lambda: world.team not in self.get(app, "Sessions"), "no session")

    def connect(self):
        """A program of our own on the bus."""
        from gi.repository import Gio
        flags = Gio.DBusConnectionFlags
        bus = Gio.DBusConnection.new_for_address_sync(os.environ["DBUS_SESSION_BUS_ADDRESS"], flags.AUTHENTICATION_CLIENT |
                                                      flags.MESSAGE_BUS_CONNECTION, None, None)
        self.addCleanup(lambda: bus.is_closed() or bus.close_sync(None))
        return bus

    def ask(self, bus, method, parameters, ends=None):
        """Calls a method. @ends gets the error's name when it fails, None when it is done."""
        from gi.repository import Gio, GLib

        def on_end(_, result):
            try:
                bus.call_finish(result)
                ends.append(None)
            except GLib.Error as error:
                ends.append(Gio.DBusError.get_remote_error(error))
        bus.call("org.latchkey.Latchkey", "/org/latchkey/Latchkey", "org.latchkey.Latchkey1", method, parameters, None,
                 Gio.DBusCallFlags.NONE, 60000, None, None if ends is None else on_end)

    def wait_for_ends(self, ends, count):
        from gi.repository import GLib
        wait_until(lambda: GLib.MainContext.default().iteration(False) or len(ends) >= count, f"{count} ends")
        wait_until(lambda: not GLib.MainContext.default().iteration(False) and len(ends) >= count, f"{count} ends")

    def test_cancel(self):
        """A caller takes back what it asked for itself, and nothing else."""
        from gi.repository import GLib
        world, app = self.start()
        self.start_ssh(world, world.host, "true")
        self.login_url(app)
        bus, ends = self.connect(), []
        self.ask(bus, "Login", GLib.Variant("(sa{sv})", (world.host, {})), ends)
        wait_until(lambda: "'waiting': <uint32 2>" in self.get(app, "Logins"), "the second")
        self.ask(bus, "Cancel", GLib.Variant("(s)", (world.host,)))
        self.wait_for_ends(ends, 1)
        self.assertEqual(ends, ["org.latchkey.Latchkey1.Error.Cancelled"])
        wait_until(lambda: "'waiting': <uint32 1>" in self.get(app, "Logins"), "the end of the second")

    def test_flood(self):
        """Who asks without measure is told so, and what it asked for goes with it."""
        from gi.repository import GLib
        world, app = self.start()
        bus, ends = self.connect(), []
        for _ in range(100):
            self.ask(bus, "Login", GLib.Variant("(sa{sv})", (world.host, {})), ends)
        self.wait_for_ends(ends, 36)
        self.assertEqual(ends[:36], ["org.freedesktop.DBus.Error.LimitsExceeded"] * 36)
        self.login_url(app)
        bus.close_sync(None)
        wait_until(lambda: "@aa{sv} []" in self.get(app, "Logins"), "their end")
        self.assertEqual(app.said(), "")

    def test_hostile(self):
        """Nothing that comes by the bus moves the application."""
        world, app = self.start()
        login = "org.latchkey.Latchkey1.Login"
        for host in ("", "127.0.0.1", "-oProxyCommand=x", "x" * 100000, "a b.example.com", "http://a.example.com"):
            done = self.call(app, login, f"'{host}'", "{}")
            self.assertIn("org.latchkey.Latchkey1.Error.Usage", done.stderr, host[:40])
            self.assertLess(len(done.stderr), 1000)
        for team in ("", "../../x", "x" * 100000):
            done = self.call(app, "org.latchkey.Latchkey1.Logout", f"'{team}'")
            self.assertIn("org.latchkey.Latchkey1.Error.Usage", done.stderr)
        done = self.call(app, "org.latchkey.Latchkey1.Renew", world.team)
        self.assertIn("org.latchkey.Latchkey1.Error.Usage", done.stderr)
        caller = "{'command': <'git\n\033[31m" + "x" * 1000 + "'>, 'folder': <uint32 3>, 'program': <['a']>}"
        asking = subprocess.Popen([*GDBUS, login, world.host, caller], env=app.env, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(asking.wait)
        self.addCleanup(asking.kill)
        self.login_url(app)
        self.assertRegex(self.get(app, "Logins"), r"'caller': <'git\?\?\[31mx{191}\.\.\.'>")
        self.assertEqual(app.said(), "")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
