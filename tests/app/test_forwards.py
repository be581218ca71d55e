#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of forwards and tunnels, by keyboard."""
import os
import signal
import socket
import subprocess
import threading
import unittest

from desktop import App, Desktop, World, free_port, wait_until

import tap
from settings import save
from trouble import Service, echo

DESKTOP = Desktop()


class Page(unittest.TestCase):
    def start(self, *arguments, before=None, logged_in=True, **environment):
        service = Service(echo)
        self.addCleanup(service.close)
        world = World(apps=["echo-{mark}.example.com=" + service.address + ",team={team}"])
        self.addCleanup(world.close)
        if logged_in:
            self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        if before:
            before(world)
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
        wait_until(lambda: len(app.nodes("list item", row)) == 2, "two tunnels")
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
        wait_until(lambda: len(app.nodes("list item", row)) == 1, "one to be left")
        wait_until(lambda: sum(process.poll() is None for process in ssh) == 1, "one ssh to end")
        # One that is killed goes, too.
        helper = subprocess.run(["pgrep", "-P", str(next(p.pid for p in ssh if p.poll() is None))],
                                capture_output=True, text=True, check=True).stdout.split()
        os.kill(int(helper[0]), signal.SIGKILL)
        app.find("label", "No program has a connection open.")
        app.key("Escape")
        app.find("list item", f"{world.host}, Logged in, .*")


class Forwards(Page):
    def fill(self, app, **fields):
        for name, text in fields.items():
            app.find("text", {"name": "Name", "host": "Host", "listen": "Listen on"}[name]).type(str(text))

    def echoed(self, address):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        client = socket.socket(family)
        self.addCleanup(client.close)
        client.settimeout(30)
        client.connect(address)
        client.sendall(b"hello")
        self.assertEqual(client.recv(5), b"hello")
        return client

    def test_first(self):
        """One is added by keyboard, runs at once, is used, stopped and started, edited and removed."""
        world, app = self.start()
        host, port = f"echo-{world.mark}.example.com", free_port()
        self.open_page(app)
        app.find("label", "There is none yet.")
        app.find("push button", "Add a forward").focus()
        app.key("Return")
        wait_until(lambda: app.find("text", "Name").has("focused"), "the focus")
        DESKTOP.shoot("forward-dialog")
        self.fill(app, name="Database", host=host, listen=port)
        app.key("Return")
        row = f"Database, 127.0.0.1:{port} to {host} "
        app.find("list item", row + "Running, not in use")
        client = self.echoed(("127.0.0.1", port))
        app.find("list item", row + "Running, 1 connection")
        app.find("list item", f"python3 through 127.0.0.1:{port} — {host}, Open for .+")
        app.shoot("forwards")
        client.sendall(b"quit")
        app.find("list item", row + "Running, not in use")
        # The switch stops it and starts it again.
        app.find("toggle button", "Database").focus()
        app.key("space")
        app.find("list item", row + "Stopped")
        self.refused(port)
        app.key("space")
        app.find("list item", row + "Running, not in use")
        path = world.folder / "db.sock"
        app.find("push button", "Edit Database").do()
        self.fill(app, name="Sales", listen=path)
        app.key("Return")
        app.find("list item", f"Sales, {path} to {host} Running, not in use")
        self.refused(port)
        self.echoed(str(path))
        app.find("push button", "Edit Sales").do()
        app.find("push button", "Remove Forward").do()
        app.find("label", "There is none yet.")
        wait_until(lambda: not path.exists(), "the socket to go")

    def refused(self, port):
        wait_until(lambda: not self.listening(port), "the port to be closed")

    def listening(self, port):
        """Without a connection to it, which would be one to the host."""
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                client.bind(("127.0.0.1", port))
            except OSError:
                return True
            return False

    def test_mistakes(self):
        """What cannot work is said before it is saved, and what is dangerous."""
        world, app = self.start()
        host = f"echo-{world.mark}.example.com"
        self.open_page(app)
        with socket.create_server(("127.0.0.1", 0)) as other:
            used = other.getsockname()[1]
            app.find("push button", "Add a forward").do()
            for fields, words in (({}, "Give it a name"),
                                  ({"name": "Database"}, "\"\" is not a host name: .+"),
                                  ({"host": "db example"}, ".*db example.*"),
                                  ({"host": host}, "Say where to listen: .+"),
                                  ({"listen": "70000"}, "'70000' is neither a port .+"),
                                  ({"listen": "/tmp/" + "x" * 110}, "The path of a socket may have 107 bytes at most; .+"),
                                  ({"listen": "/nowhere/db"}, "You cannot make a socket in /nowhere"),
                                  ({"listen": used}, f"Cannot listen on 127.0.0.1:{used}: Address already in use")):
                self.fill(app, **fields)
                app.find("push button", "Add").do()
                app.find("label", words)
            DESKTOP.shoot("forward-mistake")
        free = free_port()
        self.fill(app, listen=f"0.0.0.0:{free}")
        app.find("label", "Other machines can connect there, .+")
        self.fill(app, listen=free)
        app.find("push button", "Add").do()
        app.find("list item", "Database, .+ Running, not in use")
        app.find("push button", "Add a forward").do()
        self.fill(app, name="Database", host=host, listen=free_port())
        app.find("push button", "Add").do()
        app.find("label", "Another forward is called “Database”")
        app.key("Escape")
        app.wait_gone("push button", "Add")

    def saved(self, *forwards):
        return lambda world: save(world, *((name, f"echo-{world.mark}.example.com", f"127.0.0.1:{port}", at_login)
                                           for name, port, at_login in forwards))

    def test_changed_elsewhere(self):
        """Settings that another program changes have their effect at once, and only on what they change."""
        one, two, three = (free_port() for _ in range(3))
        world, app = self.start(GSETTINGS_BACKEND="keyfile", before=self.saved(("One", one, True), ("Two", two, True)))
        wait_until(lambda: self.listening(one) and self.listening(two), "the forwards", 30)
        client = self.echoed(("127.0.0.1", one))
        self.saved(("One", one, False), ("Two", three, True), ("Three", two, False))(world)
        wait_until(lambda: self.listening(three), "the forward that was moved", 30)
        self.refused(two)
        client.sendall(b"still")
        self.assertEqual(client.recv(5), b"still")
        app.find("list item", ".*, Logged in, .*")
        app.key("ctrl+t")
        app.find("list item", "Three, .+ Stopped")
        self.saved()(world)
        app.find("label", "There is none yet.")
        self.assertEqual(client.recv(1), b"")

    def test_nonsense(self):
        """What an administrator wrote and cannot work is said where it would be."""
        _, app = self.start(GSETTINGS_BACKEND="keyfile", before=lambda world: save(
            world, ("Spaces", "no host", "127.0.0.1:0", True), ("Nowhere", "db.example.com", "/nowhere/db", True)))
        app.find("list item", ".*, Logged in, .*")
        app.key("ctrl+t")
        app.find("list item", "Spaces, 127.0.0.1:0 to no host Could not be started: .*no host.*")
        app.find("list item", "Nowhere, /nowhere/db to db.example.com Could not be started: cannot listen on /nowhere/db: .+")

    def test_at_login(self):
        """What is wanted is started without a window, and ends with the application, however that ends."""
        wanted, other = free_port(), free_port()
        for end in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(end=end.name):
                _, app = self.start("--hidden", GSETTINGS_BACKEND="keyfile",
                                    before=self.saved(("One", wanted, True), ("Two", other, False)))
                wait_until(lambda: self.listening(wanted), "the forward", 30)
                self.assertFalse(self.listening(other))
                client = self.echoed(("127.0.0.1", wanted))
                app.process.send_signal(end)
                app.process.wait(20)
                self.assertEqual(client.recv(1), b"")
                client.close()
                self.refused(wanted)

    def test_trouble(self):
        """A connection that fails is told until one works; a listener that dies is started again; a port in use is said."""
        port = free_port()
        world, app = self.start(GSETTINGS_BACKEND="keyfile", before=self.saved(("One", port, True)))
        host = f"echo-{world.mark}.example.com"
        app.find("list item", ".*, Logged in, .*")
        app.key("ctrl+t")
        row = f"One, 127.0.0.1:{port} to {host} "
        app.find("list item", row + "Running, not in use")
        self.echoed(("127.0.0.1", port)).sendall(b"quit")
        app.find("list item", row + "Running, not in use")
        world.edge.control("POST", "/fault", {"kind": "status", "at": "upgrades", "status": 502})
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            client.settimeout(30)
            self.assertEqual(client.recv(1), b"")
        app.find("list item", row + "Running, not in use: .+")
        app.shoot("forward-trouble")
        world.edge.control("POST", "/clear-faults")
        self.echoed(("127.0.0.1", port)).sendall(b"quit")
        app.find("list item", row + "Running, not in use")
        child = subprocess.run(["pgrep", "-P", str(app.process.pid), "latchkey"], capture_output=True, text=True,
                               check=True).stdout.split()
        os.kill(int(child[0]), signal.SIGKILL)
        app.find("list item", row + "It ended unexpectedly and is started again soon")
        app.find("list item", row + "Running, not in use")
        app.find("toggle button", "One").do()
        app.find("list item", row + "Stopped")
        with socket.create_server(("127.0.0.1", port)):
            app.find("toggle button", "One").do()
            app.find("list item", row + f"Could not be started: cannot listen on 127.0.0.1:{port}: Address already in use")
            self.assertFalse(app.find("toggle button", "One").has("checked"))

    def test_login(self):
        """A connection that needs a login gets it from the application."""
        port = free_port()
        world, app = self.start(GSETTINGS_BACKEND="keyfile", logged_in=False, before=self.saved(("One", port, True)))
        wait_until(lambda: self.listening(port), "the forward", 30)
        with socket.create_connection(("127.0.0.1", port), 30) as client:
            client.sendall(b"hello")
            app.find("label", f"“A forward” wants to reach echo-{world.mark}.example.com.")
            app.find("push button", "Open Browser").do()
            self.assertEqual(client.recv(5), b"hello")
        self.assertEqual(world.edge.stats()["approvals"], 1)
        app.find("list item", f"echo-{world.mark}.example.com, Logged in, .*")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
