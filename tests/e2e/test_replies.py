#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the edge may answer to the upgrade, and what may end a session that is under way (protocol.md section 6)."""
import json
import time

import tap
from trouble import DOWN, DROPPED, LOGIN, REFUSED, Case, echo, greeter, random_bytes
from world import wait_until


def status(number, body=None, **headers):
    fault = {"status": number, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}
    if body:
        fault |= {"body": json.dumps(body), "type": "application/json"}
    return fault


# protocol.md section 6: what a reply to the upgrade means.
REPLIES = [
    (status(200), "origin", DOWN, "not as an SSH or TCP service"),
    (status(301, Location="https://elsewhere.example/"), "origin", DOWN, "not as an SSH or TCP service"),
    (status(400), "origin", DOWN, "not as an SSH or TCP service"),
    (status(401), "policy", REFUSED, "managed OAuth"),
    (status(403, Cf_Access_Error="policy_denied"), "policy", REFUSED, "the policy of"),
    (status(403, {"error_code": 1010}), "policy", REFUSED, "firewall or bot rule"),
    (status(403, {"error_code": 1020}), "policy", REFUSED, "error 1020"),
    (status(403, Cf_Mitigated="challenge"), "policy", REFUSED, "firewall or bot rule"),
    (status(403), "policy", REFUSED, "ask its administrator"),
    (status(404), "tunnel", DOWN, "no rule for"),
    (status(429, Retry_After="120"), "access", DOWN, "in 2 minutes"),
    (status(403, {"error_code": 1015}), "access", DOWN, "too many connections"),
    (status(502), "origin", DOWN, "refuses connections"),
    (status(503, Retry_After="7"), "tunnel", DOWN, "in 7 seconds"),
    (status(504), "tunnel", DOWN, "cannot reach"),
    (status(520), "tunnel", DOWN, "cannot reach"),
    (status(526), "tunnel", DOWN, "cannot reach"),
    (status(530, {"error_code": 1033, "retry_after": 90}), "tunnel", DOWN, "error 1033"),
]

# What ends a session that is under way.
DROPS = [
    ("reset", {}, "tcp", "connect again"),
    ("close", {}, "tunnel", "1011"),
    ("close", {"code": 1008}, "policy", "1008"),
    ("masked", {}, "tunnel", "masked"),
    ("reserved-bits", {}, "tunnel", "reserved bits"),
    ("bad-opcode", {}, "tunnel", "unknown kind"),
    ("oversized-control", {}, "tunnel", "too long"),
    ("fragmented-control", {}, "tunnel", "fragmented"),
    ("stray-continuation", {}, "tunnel", "continuation"),
    ("huge-length", {}, "tunnel", "length"),
    ("invalid-close", {}, "tunnel", "status code"),
    ("invalid-close", {"length": 1}, "tunnel", "WebSocket protocol"),
]


class Replies(Case):
    def test_rows(self):
        """One request, one line and the code of its layer; a token that may be stale is replaced once."""
        world = self.make_world()
        self.login(world)
        for fault, layer, code, word in REPLIES:
            with self.subTest(**fault):
                self.clear(world)
                self.fault(world, "status", at="upgrades", **fault)
                before = world.edge.stats()
                self.check_failure(world.latchkey("ssh", "--hostname", world.host), world.host, layer, code, word)
                stale = {"exchange_login": 1} if fault["status"] == 401 else {}
                counted = self.counted(world, before)
                self.assertEqual(counted["upgrades"], 2 if stale else 1)
                self.assertEqual(counted.get("exchange_login"), stale.get("exchange_login"))
        self.assertEqual(self.browsers(), 1)
        self.clear(world)
        before = world.edge.stats()
        self.assertEqual(world.ssh(world.host, "true").returncode, 0, "the token was kept")
        self.assertEqual(self.counted(world, before)["requests"], 1)

    def test_odd(self):
        """Unknown statuses are neither taken for success nor for a crash."""
        world = self.make_world()
        self.login(world)
        for number, layer in ((204, "origin"), (418, "origin"), (599, "tunnel")):
            with self.subTest(status=number):
                self.clear(world)
                self.fault(world, "status", at="upgrades", status=number)
                self.check_failure(world.latchkey("ssh", "--hostname", world.host), world.host, layer, DOWN, str(number))


class Logins(Case):
    """302 to the login path."""

    def location(self, world):
        return f"https://{world.team}.cloudflareaccess.com/cdn-cgi/access/login/{world.host}?kid=x"

    def test_refused_once(self):
        """The refused token is dropped, another is exchanged for it and takes its place."""
        world = self.make_world(apps=["hello-{mark}.example.com=" + self.make_service(greeter(b"hello")).address
                                      + ",team={team}"])
        host = f"hello-{world.mark}.example.com"
        self.login(world, host)
        old = world.latchkey("token", host).stdout
        # Two tokens of the same second are the same.
        second = int(time.time())
        wait_until(lambda: int(time.time()) > second, "another second")
        self.fault(world, "redirect", at="upgrades", count=1, location=self.location(world))
        before = world.edge.stats()
        done = world.latchkey("tcp", "--hostname", host)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "hello", ""))
        counted = self.counted(world, before)
        self.assertEqual((counted["upgrades"], counted["exchange_login"]), (2, 1))
        self.assertEqual(self.browsers(), 1)
        self.assertNotEqual(world.latchkey("token", host).stdout, old)
        before = world.edge.stats()
        self.assertEqual(world.latchkey("tcp", "--hostname", host).stdout, "hello")
        self.assertEqual(self.counted(world, before)["requests"], 1)

    def test_refused_for_ever(self):
        """Never in a circle: one new token, one more attempt, and the likeliest cause."""
        world = self.make_world()
        self.login(world)
        self.fault(world, "redirect", at="upgrades", location=self.location(world))
        before = world.edge.stats()
        self.check_failure(world.latchkey("ssh", "--hostname", world.host), world.host, "policy", REFUSED, "Binding Cookie")
        counted = self.counted(world, before)
        self.assertEqual((counted["upgrades"], counted["exchange_login"]), (2, 1))
        self.assertEqual(self.browsers(), 1)

    def test_binding_cookie(self):
        """Right after a login in the browser."""
        world = self.make_world(apps=["bound-{mark}.example.com={origin},team={team},binding=yes"])
        host = f"bound-{world.mark}.example.com"
        done = world.latchkey("ssh", "--hostname", host)
        self.assertEqual((done.returncode, done.stdout), (REFUSED, ""), done.stderr)
        self.check_cause(done.stderr.splitlines(True)[-1], host, "policy", "Binding Cookie")
        self.assertEqual(self.browsers(), 1)
        self.assertEqual(world.edge.stats()["upgrades"], 1)

    def test_service_token(self):
        """A policy that is for people: said so, in one request, and never a browser."""
        world = self.make_world("--service-token=abc.access:cfast_5ecre7", apps=[
            "people-{mark}.example.com={origin},team={team},policy=allow"])
        host = f"people-{world.mark}.example.com"
        done = world.latchkey("ssh", "--hostname", host, "--id", "abc.access", "--secret", "cfast_5ecre7")
        self.check_failure(done, host, "policy", REFUSED, "Service Auth")
        self.assertEqual(world.edge.stats()["requests"], 1)
        self.assertEqual(self.browsers(), 0)

    def test_login_not_possible(self):
        """Nobody can be asked: exit code 4 and what to do."""
        world = self.make_world()
        done = world.latchkey("token", world.host)
        self.check_failure(done, world.host, "login", LOGIN, f"latchkey login {world.host}")
        self.assertEqual(self.browsers(), 0)


class Drops(Case):
    def test_drops(self):
        """What came before the end comes out, and the end is told."""
        world = self.make_world(apps=["echo-{mark}.example.com=" + self.make_service(echo).address + ",team={team}"])
        host = f"echo-{world.mark}.example.com"
        self.login(world, host)
        for kind, parameters, layer, word in DROPS:
            with self.subTest(kind=kind, **parameters):
                self.clear(world)
                self.fault(world, f"tunnel-{kind}", after=3000, **parameters)
                data = random_bytes(9000)
                done = self.carry(world, "tcp", "--hostname", host, data=data)
                self.assertEqual(done.returncode, DROPPED, done.stderr)
                self.check_cause(done.stderr, host, layer, word)
                self.assertTrue(data.startswith(done.stdout), "only what was sent")
                self.assertGreaterEqual(len(done.stdout), 0 if kind == "reset" else 3000)

    def test_orderly(self):
        """Close 1000, going away, and an end that TLS announces between two messages are no trouble."""
        world = self.make_world(apps=["echo-{mark}.example.com=" + self.make_service(echo).address + ",team={team}"])
        host = f"echo-{world.mark}.example.com"
        self.login(world, host)
        for kind, parameters in (("close", {"code": 1000}), ("close", {"code": 1001}), ("drop", {})):
            with self.subTest(kind=kind, **parameters):
                self.clear(world)
                self.fault(world, f"tunnel-{kind}", after=100, **parameters)
                data = random_bytes(100)
                done = self.carry(world, "tcp", "--hostname", host, data=data)
                self.assertEqual((done.returncode, done.stderr, done.stdout), (0, "", data))


if __name__ == "__main__":
    tap.main()
