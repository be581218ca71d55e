# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault shows itself as the README says, and the edge is well afterwards."""
import base64
import errno
import http.client
import json
import os
import select
import socket
import threading
import unittest

import nacl.exceptions
import nacl.public

from edgelib import APP, TEAM, TRANSFER, Echo, Edge, claims

PAIR = {"CF-Access-Client-Id": "abc.access", "CF-Access-Client-Secret": "s3cret"}


class FaultsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.echo = Echo()
        cls.edge = Edge("--app", f"{APP}=127.0.0.1:{cls.echo.port}", "--service-token", "abc.access:s3cret")

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

    def fault(self, kind, **parameters):
        self.edge.control("POST", "/fault", kind=kind, **parameters)

    def upgrade(self):
        self.open.append(self.edge.upgrade(PAIR))
        return self.open[-1]

    def metadata(self):
        reply = self.edge.request("HEAD", f"https://{APP}/", {"cf-access-metadata-request": "true"})
        return reply.headers["cf-access-metadata"]

    def certs(self):
        return self.edge.request("GET", f"https://{TEAM}/cdn-cgi/access/certs")

    def test_lies_in_the_metadata(self):
        for kind, name, good in (("wrong-host", "hostname", APP), ("foreign-domain", "auth_domain", TEAM),
                                 ("empty-aud", "aud", claims(self.metadata())["aud"]), ("wrong-type", "type", "match")):
            self.fault("metadata-" + kind, count=1)
            self.assertNotEqual(claims(self.metadata())[name], good)
            self.assertEqual(claims(self.metadata())[name], good)
        now = claims(self.metadata())["iat"]
        for kind, low, high in (("old", -86600, -86400), ("future", 301, 500)):
            self.fault("metadata-" + kind, count=1)
            self.assertTrue(low < claims(self.metadata())["iat"] - now < high)

    def test_metadata_of_other_shapes(self):
        for kind, alg in (("alg-none", "none"), ("hs256", "HS256"), ("foreign-key", "RS256")):
            self.fault("metadata-" + kind, count=1)
            head = self.metadata().split(".")[0]
            self.assertEqual(json.loads(base64.urlsafe_b64decode(head + "=="))["alg"], alg)
        self.fault("metadata-stripped", count=1)
        self.assertIsNone(self.metadata())
        self.fault("metadata-malformed", count=1)
        self.assertEqual(self.metadata(), "no.token.at all")
        self.fault("metadata-oversized", count=1, bytes=50000)
        self.assertEqual(len(self.metadata()), 50000)

    def test_keys(self):
        self.fault("jwks-malformed", count=1)
        with self.assertRaises(ValueError):
            json.loads(self.certs().body)
        self.fault("jwks-empty", count=1)
        self.assertEqual(json.loads(self.certs().body)["keys"], [])
        self.fault("jwks-oversized", count=1)
        self.assertGreater(len(self.certs().body), 4 * 1024 * 1024)
        self.fault("body-cut", at="jwks", count=1)
        with self.assertRaises(http.client.IncompleteRead):
            self.certs()
        self.assertEqual(len(json.loads(self.certs().body)["keys"]), 1)

    def test_replies_that_are_none(self):
        self.fault("garbage", count=1)
        with self.assertRaises(http.client.BadStatusLine):
            self.certs()
        self.fault("endless-head", count=1)
        with self.assertRaises(http.client.HTTPException):
            self.certs()
        self.fault("not-cloudflare", count=1)
        reply = self.certs()
        self.assertEqual((reply.headers["Server"], reply.headers["cf-ray"]), ("nginx", None))
        self.fault("redirect", location="http://example.net/", at="jwks", count=1)
        self.assertEqual(self.certs().headers["Location"], "http://example.net/")
        self.fault("redirect", count=1)
        self.assertEqual(self.certs().headers["Location"], f"https://{TEAM}/cdn-cgi/access/certs?")
        self.fault("delay", ms=1, count=1)
        self.assertEqual(self.certs().status, 200)

    def key(self):
        secret = nacl.public.PrivateKey.generate()
        return secret, base64.urlsafe_b64encode(bytes(secret.public_key)).decode()

    def poll(self, token):
        return self.edge.request("GET", f"https://{TRANSFER}/transfer/{token}")

    def test_spoilt_transfers(self):
        def opened(reply):
            sender = nacl.public.PublicKey(base64.urlsafe_b64decode(reply.headers["service-public-key"]))
            return json.loads(nacl.public.Box(secret, sender).decrypt(base64.b64decode(reply.body, validate=True)))

        for kind, error in (("bad-base64", ValueError), ("wrong-key", nacl.exceptions.CryptoError),
                            ("truncated", nacl.exceptions.CryptoError), ("bad-json", ValueError), ("no-key", TypeError)):
            secret, token = self.key()
            self.fault("transfer-" + kind, count=1)
            self.edge.control("POST", "/approve", token=token, host=APP)
            with self.assertRaises(error):
                opened(self.poll(token))

    def test_transfer_errors_come_first(self):
        _, token = self.key()
        self.edge.control("POST", "/approve", token=token, host=APP)
        self.fault("status", at="transfer_polls", status=503, count=2)
        self.assertEqual([self.poll(token).status for _ in range(3)], [503, 503, 200])

    def test_a_poll_that_hung_up_gets_nothing(self):
        _, token = self.key()
        gone = self.edge.connect(TRANSFER)
        gone.sendall(f"GET /transfer/{token} HTTP/1.1\r\nHost: {TRANSFER}\r\n\r\n".encode())
        while not self.edge.control("GET", "/pending")["pending"]:
            pass
        gone.close()
        self.edge.control("POST", "/approve", token=token, host=APP)
        self.assertEqual(self.poll(token).status, 200)

    def test_reset_ends_polls(self):
        _, token = self.key()
        replies = []
        thread = threading.Thread(target=lambda: replies.append(self.poll(token).status))
        thread.start()
        while not self.edge.control("GET", "/pending")["pending"]:
            pass
        self.edge.control("POST", "/reset")
        thread.join(10)
        self.assertEqual(replies, [404])

    def test_forbidden_frames(self):
        for kind, first in (("masked", 0x82), ("bad-opcode", 0x83), ("fragmented-control", 0x09), ("stray-continuation", 0x80),
                            ("text", 0x81), ("oversized-control", 0x89), ("close", 0x88), ("invalid-close", 0x88)):
            self.fault("tunnel-" + kind, count=1)
            websocket = self.upgrade()
            self.assertEqual(websocket.receive()[0], first, kind)

    def test_huge_message(self):
        self.fault("tunnel-huge-message", bytes=3000001, count=1)
        first, payload = self.upgrade().receive()
        self.assertEqual((first, len(payload)), (0x82, 3000001))

    def test_flood_ends_with_the_client(self):
        self.fault("tunnel-flood", count=1)
        websocket = self.upgrade()
        self.assertEqual(len(websocket.receive()[1]), 16384)
        websocket.close()
        while self.edge.stats()["websockets_open"]:
            pass

    def test_stalls_end_with_the_client(self):
        for kind in ("stall-read", "stall-write"):
            self.fault("tunnel-" + kind, count=1)
            websocket = self.upgrade()
            websocket.send(b"hello")
            websocket.close()
            while self.edge.stats()["websockets_open"]:
                pass

    def test_reset(self):
        self.fault("tunnel-reset", after=1, count=1)
        websocket = self.upgrade()
        websocket.send(b"x")
        self.assertEqual(websocket.receive_bytes(1), b"x")
        select.select([websocket.sock], [], [], 10)
        self.assertEqual(websocket.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), errno.ECONNRESET)

    def test_a_blocked_client_can_still_close(self):
        websocket = self.upgrade()
        block = os.urandom(16384)

        def fill():
            try:
                while True:
                    websocket.send(block)
            except OSError:
                pass

        writer = threading.Thread(target=fill)
        writer.start()
        while self.edge.stats()["bytes_down"] < 500000:
            pass
        websocket.sock.shutdown(2)
        writer.join(10)
        while self.edge.stats()["websockets_open"]:
            pass

    def test_nonsense_is_refused(self):
        with self.assertRaises(AssertionError):
            self.fault("no-such-fault")
        with self.assertRaises(AssertionError):
            self.fault("status", at="nowhere")


if __name__ == "__main__":
    unittest.main()
