# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of trouble share: services and proxies that behave as told, and cases that look at one line of cause."""
import base64
import re
import secrets
import socket
import socketserver
import subprocess
import sys
import threading
import unittest
from pathlib import Path

from world import LATCHKEY, World

LOGIN, REFUSED, DOWN, NETWORK, DROPPED, SET_UP = 4, 5, 6, 7, 8, 9


class Service:
    """A TCP service on loopback; handler(connection) serves one connection in a thread of its own."""

    def __init__(self, handler):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    handler(self.request)
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 64

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.address = f"127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def echo(connection):
    """Sends back what it gets, until that ends in "quit"."""
    while data := connection.recv(65536):
        if data.endswith(b"quit"):
            return
        connection.sendall(data)


def greeter(text):
    """A service that says its piece and hangs up when its client has taken it."""
    def serve(connection):
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    return serve


def head_of(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        part = connection.recv(4096)
        if not part:
            raise ConnectionError("no request")
        head += part
    return head.decode().split("\r\n")


def forwarder(requests, port=None, answer=None, password=None):
    """An HTTP proxy: opens the way to a port of loopback whatever name CONNECT says, or gives an answer instead."""
    wanted = password and "Basic " + base64.b64encode(password.encode()).decode()

    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve(connection):
        lines = head_of(connection)
        requests.append(lines[0])
        if answer is not None:
            connection.sendall(answer)
            return
        while wanted and f"proxy-authorization: {wanted}".lower() not in [line.lower() for line in lines]:
            connection.sendall(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
            lines = head_of(connection)
        with socket.create_connection(("127.0.0.1", port)) as onward:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=copy, args=(onward, connection), daemon=True)
            back.start()
            copy(connection, onward)
            back.join()
    return serve


class Case(unittest.TestCase):
    """Cases in worlds of their own, where each browser that is opened is noted."""

    def make_world(self, *arguments, **options):
        world = World(*arguments, **options)
        self.addCleanup(world.close)
        self.browsed = world.folder / "browsed"
        browser = world.folder / "browser"
        browser.write_text(f"""#!/bin/sh
echo "$1" >> {self.browsed}
LATCHKEY_CONNECT_TO={world.env["LATCHKEY_CONNECT_TO"]} {sys.executable} {Path(__file__).with_name("person.py")} "$1"
""")
        browser.chmod(0o700)
        world.env["BROWSER"] = str(browser)
        return world

    def make_service(self, handler):
        service = Service(handler)
        self.addCleanup(service.close)
        return service

    def browsers(self):
        """How often a browser was opened."""
        return len(self.browsed.read_text().splitlines()) if self.browsed.exists() else 0

    def login(self, world, host=None):
        done = world.latchkey("login", "--quiet", host or world.host)
        self.assertEqual(done.returncode, 0, done.stderr)

    def fault(self, world, kind, **parameters):
        world.edge.control("POST", "/fault", {"kind": kind, **parameters})

    def clear(self, world):
        world.edge.control("POST", "/clear-faults")

    def counted(self, world, before):
        """The counters that rose since @before."""
        now = world.edge.stats()
        return {name: now[name] - before[name] for name in now
                if isinstance(now[name], int) and now[name] > before.get(name, 0)}

    def check_cause(self, text, host, layer, word):
        """One line and no more: latchkey: HOST: LAYER: sentence."""
        self.assertRegex(text, rf"\Alatchkey: {re.escape(host)}: {layer}: [^\n]+\n\Z")
        self.assertIn(word, text)

    def check_failure(self, done, host, layer, code, word):
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.check_cause(done.stderr, host, layer, word)

    def carry(self, world, *arguments, data=None, **options):
        """Runs latchkey with standard input held open to the end, as ssh would. Returns it with bytes as output."""
        options.setdefault("env", world.env)
        process = subprocess.Popen([LATCHKEY, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, **options)
        if data:
            process.stdin.write(data)
            process.stdin.flush()
        try:
            errors = []
            reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
            reader.start()
            output = process.stdout.read()
            process.wait(60)
            reader.join()
        finally:
            process.kill()
            for stream in (process.stdin, process.stdout, process.stderr):
                stream.close()
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors[0].decode())


def random_bytes(count):
    return secrets.token_bytes(count)
