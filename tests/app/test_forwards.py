#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of forwards and tunnels, by keyboard."""
import os
import signal
import subprocess
import threading
import unittest

from desktop import App, Desktop, World, wait_until

import tap

DESKTOP = Desktop()


class Page(unittest.TestCase):
    def start(self, *arguments, **environment):
        world = World()
        self.addCleanup(world.close)
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app = App(DESKTOP, world, *arguments, **environment)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return world, app

    def open_page(self, app):
        app.find("list item", ".*, Logged in, .*")
        app.key("ctrl+t")
        app.find("label", "No program has a connection open.")

    def start_cat(self, world):
        ssh = world.start_ssh(world.host, "cat", stdin=subprocess.PIPE)
        self.addCleanup(ssh.communicate)
        self.addCleanup(ssh.kill)
        ssh.stdin.write("hello\n")
        ssh.stdin.flush()
        self.assertEqual(ssh.stdout.readline(), "hello\n")
        return ssh


class Tunnels(Page):
    def test_tunnels(self):
        """They come and go before one's eyes, with what they carry; one is ended by keyboard, the others go on."""
        world, app = self.start()
        self.open_page(app)
        ssh = [self.start_cat(world) for _ in range(2)]
        row = rf"ssh — {world.host}, Open for .+: .+ sent, .+ received"
        wait_until(lambda: len(app.nodes("list item", row)) == 2, "two tunnels", 10)
        app.shoot("tunnels")
        before = app.find("list item", row).name
        writer = threading.Thread(target=lambda: print("x" * 5_000_000, file=ssh[0].stdin, flush=True))
        writer.start()
        self.assertEqual(len(ssh[0].stdout.readline()), 5_000_001)
        writer.join()
        app.find("list item", rf"ssh — {world.host}, Open for .+: \d\.\d\sMB sent, \d\.\d\sMB received")
        self.assertNotRegex(before, "MB")
        app.find("push button", "Back").focus()
        app.key("Tab")
        ends = app.nodes("push button", f"End ssh — {world.host}")
        self.assertEqual(len(ends), 2)
        # The list has the focus now; the button is a step further.
        for _ in range(4):
            if any(end.has("focused") for end in ends):
                break
            app.key("Tab")
        app.key("space")
        wait_until(lambda: len(app.nodes("list item", row)) == 1, "one to be left", 10)
        wait_until(lambda: sum(process.poll() is None for process in ssh) == 1, "one ssh to end")
        # One that is killed goes, too.
        helper = subprocess.run(["pgrep", "-P", str(next(p.pid for p in ssh if p.poll() is None))],
                                capture_output=True, text=True, check=True).stdout.split()
        os.kill(int(helper[0]), signal.SIGKILL)
        app.find("label", "No program has a connection open.")
        app.key("Escape")
        app.find("list item", f"{world.host}, Logged in, .*")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
