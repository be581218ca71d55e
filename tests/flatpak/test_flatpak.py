#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak as installed: the host's ssh goes through it. Run by tests/flatpak/run."""
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import unittest
from pathlib import Path

import tap
from desktop import Desktop
from world import LATCHKEY, World, run, wait_until

ID = "org.latchkey.Latchkey"
ROUNDS = 9


class Flatpak(unittest.TestCase):
    def setUp(self):
        self.processes = []
        self.addCleanup(self.stop)
        self.world = World("--team=brief-{mark}=20", apps=["brief-{mark}.example.com={origin},team=brief-{mark},session=20"],
                           approve=False)
        self.addCleanup(self.world.close)
        world = self.world
        # What the sandbox sees of the host's home.
        shutil.copy(world.edge.ca, world.home / ".ssh/ca.pem")
        self.config = world.config.read_text().replace(f"  ProxyCommand {LATCHKEY} ssh --hostname %h \n", "")
        world.config.write_text(self.config)
        world.env |= {"SSL_CERT_FILE": str(world.home / ".ssh/ca.pem"), "FLATPAK_USER_DIR": os.environ["FLATPAK_USER_DIR"],
                      "XDG_CURRENT_DESKTOP": "", "NO_AT_BRIDGE": "1"}
        display = self.start("Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-noreset", "-ac", stdout=subprocess.PIPE)
        world.env["DISPLAY"] = ":" + display.stdout.readline().strip()
        self.desktop = Desktop(world)
        self.addCleanup(self.desktop.close)
        self.desktop.start_keyring()
        self.said = open(world.folder / "portals.log", "w+")
        self.addCleanup(self.said.close)
        self.start(sys.executable, Path(__file__).with_name("portals.py"), stdout=self.said)
        self.desktop.wait_for("org.freedesktop.portal.Desktop")
        self.desktop.wait_for("org.kde.StatusNotifierWatcher")

    def start(self, *command, **options):
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, text=True,
                                   env=self.world.env | {"PYTHONPATH": os.environ["PYTHONPATH"]}, **options)
        self.processes.append(process)
        return process

    def stop(self):
        run("flatpak", "kill", ID, env=self.world.env)
        for process in reversed(self.processes):
            process.terminate()
            process.wait(20)
            if process.stdout:
                process.stdout.close()

    def latchkey(self, *words):
        done = run("flatpak", "run", "--command=latchkey", ID, *words, env=self.world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def asked(self, method):
        """What was asked of the desktop so far."""
        lines = (self.world.folder / "portals.log").read_text().splitlines()
        return [call for call in map(json.loads, lines) if call["method"] == method]

    def add(self, host):
        self.latchkey("hosts", "add", host)

    def ssh(self, host, *words):
        return self.world.ssh(host, *(words or ["echo", "carried"]))

    def median(self, host, command=None):
        """Of the time that ssh takes from its start to its end, in milliseconds, after a first one."""
        options = ["-o", f"ProxyCommand={command}"] if command else []
        times = []
        for _ in range(ROUNDS + 1):
            start = time.monotonic()
            done = self.world.ssh(*options, host, "true")
            times.append((time.monotonic() - start) * 1000)
            self.assertEqual(done.returncode, 0, done.stderr)
        return statistics.median(times[1:])

    def wait_for_way(self, host):
        """Until somebody in the sandbox takes connections to the host over. Returns the socket."""
        way = self.world.folder / f"run/app/{ID}/latchkey/ssh" / host
        wait_until(way.exists, "somebody to take connections over")
        return way

    def test_ssh(self):
        """A block in the host's ~/.ssh/config, a login by the desktop's browser, the keyring; then without asking."""
        world = self.world
        launcher = world.home / f".var/app/{ID}/data/bin/latchkey"
        self.add(world.host)
        text = world.config.read_text()
        self.assertIn(f"ProxyCommand {launcher} ssh --hostname %h", text)
        for line in self.config.splitlines():
            self.assertIn(line, text)
        done = self.ssh(world.host)
        self.assertEqual((done.returncode, done.stdout), (0, "carried\n"), done.stderr)
        self.assertEqual(len(self.asked("OpenURI")), 1)
        self.assertEqual(world.edge.stats()["approvals"], 1)
        kept = run("secret-tool", "search", "--all", "xdg:schema", "org.latchkey.Token", env=world.env)
        self.assertIn(f"{world.team}.cloudflareaccess.com", kept.stdout + kept.stderr)
        status = json.loads(self.latchkey("status", "--json"))
        self.assertEqual(status["storage"]["backend"], "secret-service", status)
        self.assertEqual([team["state"] for team in status["teams"]], ["valid"])
        self.assertEqual(self.ssh(world.host).stdout, "carried\n")
        self.assertEqual(len(self.asked("OpenURI")), 1)
        self.check_times()

    def check_times(self):
        host = self.world.host
        way = self.wait_for_way(host)
        times = {
            "native, warm": self.median(host, f"{LATCHKEY} ssh --hostname %h"),
            "socket, nc": self.median(host),
            "socket, socat": self.median(host, f"socat - UNIX-CONNECT:{way}"),
            "flatpak run": self.median(host, f"flatpak run --command=latchkey {ID} ssh --hostname %h"),
        }
        print(f"# ssh HOST true, ms, median of {ROUNDS}:",
              ", ".join(f"{name} {time:.0f}" for name, time in times.items()), flush=True)
        self.assertLess(times["socket, nc"], times["flatpak run"])

    def check_cause(self):
        done = self.ssh(self.world.host)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"latchkey: {self.world.host}: origin: ", done.stderr)

    def test_trouble(self):
        """One line of cause reaches the terminal, whoever has carried the connection."""
        world = self.world
        self.add(world.host)
        for _ in range(2):
            self.assertEqual(self.ssh(world.host).stdout, "carried\n")
        way = self.wait_for_way(world.host)
        world.sshd.socket.shutdown(socket.SHUT_RDWR)
        world.sshd.socket.close()
        self.check_cause()
        self.assertFalse(way.exists())
        self.check_cause()
        world.sshd.socket = socket.create_server(("127.0.0.1", 0))

    def test_batch(self):
        """Nobody is asked on behalf of an ssh in BatchMode, which the sandbox cannot see."""
        self.add(self.world.host)
        done = self.world.ssh("-o", "BatchMode=yes", self.world.host, "true")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(": login: ", done.stderr)
        self.assertEqual(self.asked("OpenURI"), [])

    def test_desktop(self):
        """The application's icon is in the tray, and a session that ends is told of."""
        world = self.world
        host = f"brief-{world.mark}.example.com"
        self.add(host)
        self.assertEqual(self.ssh(host).stdout, "carried\n")
        self.start("flatpak", "run", ID, "--hidden", stdout=subprocess.DEVNULL)
        self.desktop.wait_for(ID)
        item = wait_until(lambda: self.asked("RegisterStatusNotifierItem"), "the tray's icon")[0]
        path = item["arguments"][0]
        wait_until(lambda: f"brief-{world.mark}" in self.item(item["sender"], path, "Title"), "the icon's tooltip")
        self.assertRegex(self.item(item["sender"], path, "IconName"), "^org.latchkey.Latchkey-(ready|expiring)-symbolic$")
        note = wait_until(lambda: self.asked("AddNotification"), "a notification")[0]
        self.assertRegex(note["arguments"][1]["title"], f"brief-{world.mark}: (about .* left|session ended)")

    def item(self, owner, path, what):
        done = run("gdbus", "call", "--session", f"--dest={owner}", f"--object-path={path}", "--method",
                   "org.freedesktop.DBus.Properties.Get", "org.kde.StatusNotifierItem", what, env=self.world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.split("'")[1]


if __name__ == "__main__":
    tap.main()
