#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong before there is a connection: each has its layer, its exit code and one line that says what to do."""
import socket

import tap
from trouble import DOWN, NETWORK, Case, forwarder, greeter

# The parts of a connection. Both halves of the program say the same: the one that looks for a token and the one that carries.
CONNECTIONS = [
    ("accept-cut", {}, "tls", NETWORK, "firewall"),
    ("accept-cut", {"reset": 1}, "tls", NETWORK, "firewall"),
    ("tls-wrong-name", {}, "tls", NETWORK, "another name"),
    ("tls-expired", {}, "tls", NETWORK, "expired"),
    ("tls-unknown-ca", {}, "tls", NETWORK, "nobody's CA"),
    ("reply-cut", {"reset": 1}, "tcp", NETWORK, "again"),
    ("reply-cut", {}, "access", DOWN, "again"),
    ("endless-head", {}, "access", DOWN, ""),
    ("garbage", {}, "access", DOWN, "HTTP"),
]


class Connections(Case):
    def test_cold(self):
        """While a token is looked for."""
        world = self.make_world()
        for kind, parameters, layer, code, word in CONNECTIONS:
            with self.subTest(kind=kind, **parameters):
                self.clear(world)
                self.fault(world, kind, **parameters)
                self.check_failure(world.latchkey("ssh", "--hostname", world.host), world.host, layer, code, word)
        self.assertEqual(self.browsers(), 0)

    def test_warm(self):
        """While the token is there."""
        world = self.make_world()
        self.login(world)
        before = world.edge.stats()
        for kind, parameters, layer, code, word in [*CONNECTIONS, ("bad-accept", {}, "access", DOWN, "WebSocket")]:
            with self.subTest(kind=kind, **parameters):
                self.clear(world)
                self.fault(world, kind, **parameters)
                self.check_failure(world.latchkey("ssh", "--hostname", world.host), world.host, layer, code, word)
        self.assertNotIn("metadata", self.counted(world, before))

    def test_name_and_tcp(self):
        world = self.make_world()
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            nowhere = f"127.0.0.1:{closed.getsockname()[1]}"
            for warm in (False, True):
                for there, layer, word in ((nowhere, "tcp", "refused"), ("no-such-host.invalid:443", "name", "")):
                    with self.subTest(there=there, warm=warm):
                        done = world.latchkey("ssh", "--hostname", world.host,
                                              env={**world.env, "LATCHKEY_CONNECT_TO": there})
                        self.check_failure(done, world.host, layer, NETWORK, word)
                if not warm:
                    self.login(world)

    def test_proxy(self):
        """Both halves of the program go through the proxy, and say the same of one that fails."""
        world = self.make_world(apps=["hello-{mark}.example.com=" + self.make_service(greeter(b"hello")).address
                                      + ",team={team}"])
        host = f"hello-{world.mark}.example.com"
        del world.env["LATCHKEY_CONNECT_TO"]
        asked = []
        working = self.make_service(forwarder(asked, world.edge.port, password="user:word"))
        troubles = [
            ({"answer": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}, "403"),
            ({"password": "user:word"}, "user name and password"),
            ({"answer": b"SSH-2.0-OpenSSH_9.2\r\n"}, "proxy settings"),
            ({"answer": b""}, "proxy"),
        ]
        for warm in (False, True):
            for options, word in troubles:
                with self.subTest(warm=warm, **options):
                    proxy = self.make_service(forwarder(asked, **options))
                    self.check_failure(self.through(world, host, proxy.address), host, "proxy", NETWORK, word)
            with self.subTest("refused", warm=warm), socket.socket() as closed:
                closed.bind(("127.0.0.1", 0))
                done = self.through(world, host, f"127.0.0.1:{closed.getsockname()[1]}")
                self.check_failure(done, host, "proxy", NETWORK, "refused")
            before, asked[:] = world.edge.stats(), []
            done = self.through(world, host, f"user:word@{working.address}")
            self.assertEqual((done.returncode, done.stdout), (0, "hello"), done.stderr)
            self.assertIn(f"CONNECT {host}:443 HTTP/1.1", asked)
            self.assertEqual("metadata" in self.counted(world, before), not warm)

    def through(self, world, host, proxy):
        return world.latchkey("tcp", "--hostname", host, env={**world.env, "https_proxy": f"http://{proxy}"})


if __name__ == "__main__":
    tap.main()
