# SPDX-License-Identifier: GPL-3.0-or-later
"""A latchkey-edge for a test, and the little HTTP and WebSocket it takes to talk to it."""
import base64
import contextlib
import hashlib
import http.client
import json
import os
import socket
import socketserver
import ssl
import struct
import subprocess
import tempfile
import threading
import urllib.parse

APP = "ssh.example.com"
TEAM = "team.cloudflareaccess.com"
TRANSFER = "login.cloudflareaccess.org"


class Echo:
    """A TCP service that sends back what it gets."""

    def __init__(self):
        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                with contextlib.suppress(ConnectionError):
                    while (data := self.request.recv(65536)) not in (b"", b"quit"):
                        self.request.sendall(data)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Edge:
    def __init__(self, *arguments):
        self.folder = tempfile.TemporaryDirectory()
        ca = os.path.join(self.folder.name, "ca.pem")
        self.process = subprocess.Popen(
            [os.environ["EDGE"], "--die-with-parent", "--ca", ca, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ready = json.loads(self.process.stdout.readline())
        self.port = self.ready["port"]
        self.context = ssl.create_default_context(cafile=ca)
        self.context.set_alpn_protocols(["http/1.1"])

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(10)
        self.process.stdout.close()
        self.folder.cleanup()
        assert code == 0, f"latchkey-edge ended with {code}"

    def connect(self, host, address="127.0.0.1"):
        plain = socket.create_connection((address, self.port), 10)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            return self.context.wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise

    def request(self, method, url, headers=None, body=None):
        """One request on a connection of its own; redirects are not followed."""
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname)
        connection.sock = self.connect(parts.hostname)
        path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        try:
            connection.request(method, path, headers=headers or {}, body=body)
            reply = connection.getresponse()
            reply.body = reply.read()
        finally:
            connection.close()
        return reply

    def control(self, method, path, **order):
        connection = http.client.HTTPConnection("control")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(self.ready["control"])
        connection.request(method, path, body=json.dumps(order) if order else None)
        reply = connection.getresponse()
        answer = json.loads(reply.read())
        connection.close()
        assert reply.status == 200, answer
        return answer

    def stats(self):
        return self.control("GET", "/stats")

    def upgrade(self, headers, host=APP):
        return WebSocket(self.connect(host), host, headers)


def cookie(reply, name):
    for value in reply.headers.get_all("Set-Cookie") or []:
        if value.startswith(name + "="):
            return value.split(";")[0].split("=", 1)[1]
    return None


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class WebSocket:
    """A client of RFC 6455; status tells if it came to be."""

    def __init__(self, sock, host, headers):
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET / HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.sock = sock
        self.file = sock.makefile("rb")
        sock.sendall("\r\n".join(lines + ["", ""]).encode())
        status = self.file.readline().split()
        if not status:
            self.close()
            raise ConnectionError("no reply")
        self.status = int(status[1])
        self.headers = http.client.parse_headers(self.file)
        expected = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        self.accepted = self.headers["Sec-WebSocket-Accept"] == base64.b64encode(expected).decode()

    def send(self, payload, first=0x82):
        mask = os.urandom(4)
        size = len(payload)
        head = bytes([first])
        head += bytes([0x80 | size]) if size < 126 else struct.pack(">BH", 0xFE, size) if size < 65536 \
            else struct.pack(">BQ", 0xFF, size)
        self.sock.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def receive(self):
        """(first byte, payload) of the next frame, or None at the end."""
        head = self.file.read(2)
        if len(head) < 2:
            return None
        size = head[1] & 0x7F
        if size == 126:
            size = struct.unpack(">H", self.file.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.file.read(8))[0]
        return head[0], self.file.read(size)

    def receive_bytes(self, size):
        data = b""
        while len(data) < size:
            first, payload = self.receive()
            assert first in (0x82, 0x02, 0x80, 0x00), hex(first)
            data += payload
        return data

    def close(self):
        self.file.close()
        self.sock.close()
