#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form that listens: a local port or socket, many clients, and an end that leaves nothing behind."""
import re
import signal
import socket
import stat
import subprocess

import tap
from trouble import Case, echo, random_bytes
from world import LATCHKEY, wait_until


class Listening(Case):
    """A service that echoes, and ways to it."""

    def setUp(self):
        self.world = self.make_world(apps=["echo-{mark}.example.com=" + self.make_service(echo).address + ",team={team}"])
        self.host = f"echo-{self.world.mark}.example.com"

    def listen(self, *arguments, **variables):
        process = subprocess.Popen([LATCHKEY, "tcp", "--hostname", self.host, *arguments],
                                   env={**self.world.env, **variables}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        line = process.stderr.readline()
        found = re.fullmatch(rf"latchkey: {re.escape(self.host)}: listening on (\S+)\n", line)
        self.assertIsNotNone(found, line)
        process.address = found.group(1)
        return process

    def connect(self, address):
        if address.startswith("unix:"):
            client = socket.socket(socket.AF_UNIX)
            client.connect(address.removeprefix("unix:"))
        else:
            host, port = address.rsplit(":", 1)
            client = socket.create_connection((host.strip("[]"), int(port)))
        client.settimeout(60)
        self.addCleanup(client.close)
        return client

    def echoed(self, client, data):
        client.sendall(data)
        back = b""
        while len(back) < len(data):
            part = client.recv(65536)
            self.assertTrue(part, "cut off")
            back += part
        self.assertEqual(back, data)

    def ended(self, process, number=signal.SIGTERM):
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
        self.assertEqual((process.returncode, output), (0, ""), errors)
        return errors


class Listener(Listening):
    def two_at_once(self, address):
        one, two = self.connect(address), self.connect(address)
        for size in (1, 100_000, 7):
            for client in (one, two):
                self.echoed(client, random_bytes(size))
        one.sendall(b"quit")
        self.assertEqual(one.recv(1), b"", "the service hung up")
        self.echoed(two, random_bytes(1000))
        return two

    def test_port(self):
        process = self.listen("--url", "127.0.0.1:0")
        self.assertRegex(process.address, r"^127\.0\.0\.1:[1-9]\d*$")
        before = self.world.edge.stats()
        last = self.two_at_once(process.address)
        self.assertEqual(self.counted(self.world, before)["upgrades_ok"], 2)
        self.assertEqual(self.browsers(), 1)
        text = self.ended(process)
        self.assertEqual(last.recv(1), b"", "the end of the program is the end of its connections")
        self.assertNotIn("unexpected", text)
        wait_until(lambda: self.world.edge.stats()["websockets_open"] == 0, "the edge to see the end")

    def test_unix_socket(self):
        path = self.world.folder / "echo.sock"
        for number in (signal.SIGINT, signal.SIGHUP):
            process = self.listen("--listener", f"unix:{path}")
            self.assertEqual(process.address, f"unix:{path}")
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.two_at_once(process.address)
            self.ended(process, number)
            self.assertFalse(path.exists())

    def test_stale_socket(self):
        """What a killed one left is replaced; what is in use, or is no socket, is not touched."""
        path = self.world.folder / "echo.sock"
        self.login(self.world, self.host)
        killed = self.listen("-L", str(path))
        killed.kill()
        killed.wait()
        self.assertTrue(path.exists())
        process = self.listen("-L", str(path))
        done = self.world.latchkey("tcp", "--hostname", self.host, "-L", str(path))
        self.assertEqual(done.returncode, 7, done.stderr)
        self.check_cause(done.stderr, self.host, "tcp", str(path))
        self.two_at_once(process.address)
        self.ended(process)
        path.write_text("precious")
        done = self.world.latchkey("tcp", "--hostname", self.host, "-L", str(path))
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(path.read_text(), "precious")

    def test_variable(self):
        process = self.listen(TUNNEL_SERVICE_URL="localhost:0")
        self.two_at_once(process.address)
        self.ended(process)

    def test_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            address = f"127.0.0.1:{other.getsockname()[1]}"
            done = self.world.latchkey("tcp", "--hostname", self.host, "--url", address)
        self.assertEqual((done.returncode, done.stdout), (7, ""), done.stderr)
        self.check_cause(done.stderr, self.host, "tcp", address)
        self.assertEqual(self.world.edge.stats()["tcp_connections"], 0)

    def test_trouble_of_one(self):
        """A client whose connection fails is told apart from the others, which go on."""
        self.login(self.world, self.host)
        process = self.listen("--url", "127.0.0.1:0")
        first = self.connect(process.address)
        self.echoed(first, b"hello")
        self.fault(self.world, "status", at="upgrades", status=502)
        second = self.connect(process.address)
        self.assertEqual(second.recv(1), b"")
        self.check_cause(process.stderr.readline(), self.host, "origin", "refuses connections")
        self.clear(self.world)
        self.echoed(first, b"still")
        self.echoed(self.connect(process.address), b"again")
        self.assertEqual(process.stderr.readline(), f"latchkey: {self.host}: connected again\n")
        self.echoed(self.connect(process.address), b"and again")
        self.assertEqual(self.ended(process), "")

    def test_crowd(self):
        """A login for all who come while it is under way."""
        process = self.listen("--url", "127.0.0.1:0")
        crowd = [self.connect(process.address) for _ in range(10)]
        for client in crowd:
            client.sendall(b"hello")
        for client in crowd:
            self.assertEqual(client.recv(5, socket.MSG_WAITALL), b"hello")
        self.assertEqual(self.browsers(), 1)
        self.assertEqual(self.world.edge.stats()["approvals"], 1)
        self.ended(process)


if __name__ == "__main__":
    tap.main()
