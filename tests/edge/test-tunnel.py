# SPDX-License-Identifier: GPL-3.0-or-later
"""The edge's carrier: who gets in, what passes, and what it does wrong when told to."""
import os
import socket
import ssl
import unittest

from edgelib import APP, Echo, Edge, claims

PAIR = {"CF-Access-Client-Id": "abc.access", "CF-Access-Client-Secret": "s3cret"}


class TunnelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.echo = Echo()
        cls.edge = Edge("--app", f"{APP}=127.0.0.1:{cls.echo.port}",
                        "--app", f"people.example.com=127.0.0.1:{cls.echo.port},policy=allow",
                        "--app", f"*.open.example.com=127.0.0.1:{cls.echo.port},policy=bypass",
                        "--app", "down.example.com=127.0.0.1:1",
                        "--app", "jump.example.com=127.0.0.1:1,bastion=yes",
                        "--service-token", "abc.access:s3cret", "--ping-ms", "200")

    @classmethod
    def tearDownClass(cls):
        cls.edge.close()
        cls.echo.close()

    def setUp(self):
        self.edge.control("POST", "/reset")
        self.open = []

    def tearDown(self):
        for websocket in self.open:
            websocket.close()

    def upgrade(self, headers, host=APP):
        websocket = self.edge.upgrade(headers, host)
        self.open.append(websocket)
        return websocket

    def service_cookie(self):
        reply = self.edge.request("GET", f"https://{APP}/?cloudflared_token_check=true", PAIR)
        self.assertEqual(reply.status, 200)
        return reply.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]

    def echo_all(self, websocket, data):
        for start in range(0, len(data), 16384):
            websocket.send(data[start:start + 16384])
        received = b""
        while len(received) < len(data):
            first, payload = websocket.receive()
            if first & 0x0F == 9:
                websocket.send(payload, 0x8A)
            else:
                received += payload
        self.assertEqual(received, data)

    def test_both_families(self):
        self.edge.connect(APP).close()
        with socket.socket(socket.AF_INET6) as probe:
            try:
                probe.bind(("::1", 0))
            except OSError:
                self.skipTest("this machine has no IPv6")
        self.edge.connect(APP, "::1").close()

    def test_service_token(self):
        websocket = self.upgrade(PAIR)
        self.assertEqual((websocket.status, websocket.accepted), (101, True))
        self.echo_all(websocket, os.urandom(300000))
        headers = self.edge.stats()["last_upgrade_headers"]
        self.assertEqual(headers["cf-access-client-id"], ["abc.access"])
        self.assertEqual(headers["cf-access-client-secret"], ["(6 bytes)"])

    def test_app_token(self):
        token = self.service_cookie()
        self.assertEqual((claims(token)["common_name"], claims(token)["sub"]), ("abc.access", ""))
        self.assertEqual(self.upgrade({"Cf-Access-Token": token}).status, 101)
        # A token is for its own application.
        self.assertEqual(self.upgrade({"Cf-Access-Token": token}, "down.example.com").status, 302)

    def test_refusals(self):
        nobody = self.upgrade({})
        self.assertEqual(nobody.status, 302)
        self.assertIn("/cdn-cgi/access/login/", nobody.headers["Location"])
        self.assertEqual(self.upgrade(PAIR | {"CF-Access-Client-Secret": "x"}).status, 401)
        self.assertEqual(self.upgrade(PAIR, "people.example.com").status, 302)
        self.assertEqual(self.upgrade(PAIR, "down.example.com").status, 502)
        self.assertEqual(self.edge.request("GET", f"https://{APP}/", {"Host": "nowhere.example.com"}).status, 530)
        self.assertEqual(self.edge.stats()["upgrades_refused"], 4)

    def test_policy_denies(self):
        token = self.service_cookie()
        self.edge.control("POST", "/app", host=APP, policy="deny")
        refused = self.upgrade({"Cf-Access-Token": token})
        self.edge.control("POST", "/app", host=APP, policy="allow+service")
        self.assertEqual(refused.status, 403)
        self.assertIn("Cf-Access-Error", refused.headers)

    def test_binding_cookie(self):
        token = self.service_cookie()
        self.edge.control("POST", "/app", host=APP, binding=True)
        refused = self.upgrade({"Cf-Access-Token": token})
        self.edge.control("POST", "/app", host=APP, binding=False)
        self.assertEqual(refused.status, 302)

    def test_bypass_and_wildcard(self):
        reply = self.edge.request("HEAD", f"https://{APP}/", {"Host": "a.open.example.com", "cf-access-metadata-request": "true"})
        self.assertNotIn("cf-access-metadata", reply.headers)
        self.assertEqual(self.upgrade({}, "a.open.example.com").status, 101)

    def test_bastion(self):
        there = {"Cf-Access-Jump-Destination": f"127.0.0.1:{self.echo.port}"}
        self.assertEqual(self.upgrade(PAIR, "jump.example.com").status, 502)
        websocket = self.upgrade(PAIR | there, "jump.example.com")
        self.echo_all(websocket, b"through the bastion")

    def test_large_messages_are_cut_and_text_is_dropped(self):
        websocket = self.upgrade(PAIR)
        websocket.send(b"text", 0x81)
        websocket.send(b"x" * 20000)
        self.assertEqual(len(websocket.receive_bytes(16384)), 16384)
        websocket.send(b"y")
        self.assertEqual(websocket.receive_bytes(1), b"y")
        stats = self.edge.stats()
        self.assertEqual((stats["largest_client_message"], stats["truncated_messages"], stats["text_messages"]), (20000, 1, 1))

    def test_pings(self):
        websocket = self.upgrade(PAIR)
        self.assertEqual(websocket.receive()[0], 0x89)
        websocket.send(b"", 0x8A)
        websocket.send(b"hello", 0x89)
        while (frame := websocket.receive()) and frame[0] == 0x89:
            pass
        self.assertEqual(frame, (0x8A, b"hello"))
        stats = self.edge.stats()
        self.assertEqual((stats["pongs_received"], stats["pings_received"]), (1, 1))

    def test_the_origin_ends(self):
        websocket = self.upgrade(PAIR)
        websocket.send(b"quit")
        self.assertEqual(websocket.receive(), (0x88, b"\x03\xe8"))
        websocket.send(b"\x03\xe8", 0x88)
        self.assertIsNone(websocket.receive())
        self.assertEqual(self.edge.stats()["last_close_code"], 1000)

    def test_the_client_ends(self):
        websocket = self.upgrade(PAIR)
        websocket.send(b"\x03\xe9", 0x88)
        self.assertEqual(websocket.receive()[0], 0x88)
        self.assertIsNone(websocket.receive())
        self.assertEqual(self.edge.stats()["last_close_code"], 1001)

    def test_status_fault_is_counted_down(self):
        self.edge.control("POST", "/fault", kind="status", at="upgrades", status=530, headers={"Retry-After": "7"}, count=1)
        refused = self.upgrade(PAIR)
        self.assertEqual((refused.status, refused.headers["Retry-After"]), (530, "7"))
        self.assertEqual(self.upgrade(PAIR).status, 101)

    def test_bad_accept(self):
        self.edge.control("POST", "/fault", kind="bad-accept", count=1)
        websocket = self.upgrade(PAIR)
        self.assertEqual((websocket.status, websocket.accepted), (101, False))

    def test_certificate_faults(self):
        for kind in ("tls-wrong-name", "tls-expired", "tls-unknown-ca"):
            self.edge.control("POST", "/fault", kind=kind, host=APP, count=1)
            with self.assertRaises(ssl.SSLCertVerificationError):
                self.edge.connect(APP)
        self.edge.connect(APP).close()

    def test_connection_cuts(self):
        for kind in ("accept-cut", "tls-cut", "reply-cut"):
            self.edge.control("POST", "/fault", kind=kind, host=APP, count=1)
            with self.assertRaises(OSError):
                self.edge.upgrade(PAIR)

    def test_pings_between_fragments(self):
        self.edge.control("POST", "/fault", kind="tunnel-ping-in-fragments", size=3, count=1)
        websocket = self.upgrade(PAIR)
        websocket.send(b"abcdef")
        frames = []
        while not frames or frames[-1] != (0x80, b""):
            frame = websocket.receive()
            if frame != (0x89, b""):
                frames.append(frame)
        self.assertEqual(frames, [(0x02, b"abc"), (0x89, b"in between"), (0x00, b"def"), (0x89, b"in between"), (0x80, b"")])

    def test_forbidden_frame_after_so_many_bytes(self):
        self.edge.control("POST", "/fault", kind="tunnel-reserved-bits", after=4, count=1)
        websocket = self.upgrade(PAIR)
        websocket.send(b"four")
        self.assertEqual(websocket.receive_bytes(4), b"four")
        self.assertEqual(websocket.receive()[0], 0xC2)

    def test_drop(self):
        self.edge.control("POST", "/fault", kind="tunnel-drop", after=4, count=1)
        websocket = self.upgrade(PAIR)
        websocket.send(b"four")
        self.assertEqual(websocket.receive_bytes(4), b"four")
        self.assertIsNone(websocket.receive())


if __name__ == "__main__":
    unittest.main()
