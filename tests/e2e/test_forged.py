#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofs, keys and tokens that are forged, stale, for somebody else or no such thing: told, and given nothing."""
import shutil

import tap
from trouble import DOWN, Case

PROOFS = [
    ("bad-signature", "signature"),
    ("alg-none", "no token was sent"),
    ("hs256", "no token was sent"),
    ("foreign-key", "signature"),
    ("wrong-host", "another host"),
    ("foreign-domain", "no Access team"),
    ("old", "older than a day"),
    ("future", "from the future"),
    ("empty-aud", "cannot be one"),
    ("wrong-type", "no discovery proof"),
    ("oversized", ""),
    ("malformed", "no token was sent"),
    ("stripped", "proof of its Access application is missing"),
]

KEYS = [("malformed", "public keys"), ("empty", "public keys"), ("oversized", "more than 1024 KiB")]

TRANSFERS = ["bad-base64", "wrong-key", "truncated", "bad-json", "no-key"]

# Requests that bear a token, or lead a person to give one away.
GIVING = ["exchange_login", "authorized", "cli", "transfer_polls", "token_checks", "identity", "upgrades", "page"]


class Forged(Case):
    def make_pair(self):
        """A world where somebody is logged in to the team, and a host of the team that is yet unknown."""
        world = self.make_world(apps=["other-{mark}.example.com={origin},team={team}"])
        self.login(world)
        return world, f"other-{world.mark}.example.com"

    def check_gave_nothing(self, world, before):
        counted = self.counted(world, before)
        self.assertEqual({name: counted[name] for name in GIVING if name in counted}, {})
        self.assertGreater(counted["requests"], 0)

    def test_proofs(self):
        """With a session of the team at hand, which a forger would like to have."""
        world, other = self.make_pair()
        for kind, word in PROOFS:
            for command in (("ssh", "--hostname"), ("login",), ("token",)):
                with self.subTest(kind=kind, command=command[0]):
                    self.clear(world)
                    self.fault(world, f"metadata-{kind}", host=other)
                    before = world.edge.stats()
                    self.check_failure(world.latchkey(*command, other), other, "access", DOWN, word)
                    self.check_gave_nothing(world, before)
        self.assertEqual(self.browsers(), 1)
        self.clear(world)
        self.assertEqual(world.ssh(other, "echo works").stdout, "works\n")

    def test_redirect_is_no_proof(self):
        """A look-alike that leads to a login page, as clients of 2023 believed."""
        world, other = self.make_pair()
        self.fault(world, "redirect", host=other, at="metadata",
                   location=f"https://{world.team}.cloudflareaccess.com/cdn-cgi/access/login/{other}?kid=x")
        before = world.edge.stats()
        self.check_failure(world.latchkey("ssh", "--hostname", other), other, "access", DOWN, "missing")
        self.check_gave_nothing(world, before)

    def test_not_cloudflare(self):
        world, other = self.make_pair()
        self.fault(world, "not-cloudflare", host=other)
        before = world.edge.stats()
        self.check_failure(world.latchkey("ssh", "--hostname", other), other, "access", DOWN, "not behind Cloudflare")
        self.check_gave_nothing(world, before)

    def test_keys(self):
        """Key sets that are none, too large or cut; a good one that comes later is taken."""
        for kind, word in KEYS:
            with self.subTest(kind=kind):
                world = self.make_world()
                self.fault(world, f"jwks-{kind}")
                before = world.edge.stats()
                done = world.latchkey("ssh", "--hostname", world.host)
                self.check_failure(done, world.host, "access", DOWN, word)
                self.check_gave_nothing(world, before)
                self.clear(world)
                self.login(world)

    def test_keys_cut(self):
        world, other = self.make_pair()
        shutil.rmtree(world.home / ".cache")
        self.fault(world, "body-cut", at="jwks")
        before = world.edge.stats()
        self.check_failure(world.latchkey("ssh", "--hostname", other), other, "access", DOWN, "")
        self.check_gave_nothing(world, before)

    def test_transfers(self):
        """A login that was approved, whose token does not arrive whole."""
        for kind in TRANSFERS:
            with self.subTest(kind=kind):
                world = self.make_world()
                self.fault(world, f"transfer-{kind}")
                done = world.latchkey("ssh", "--hostname", world.host)
                self.assertEqual((done.returncode, done.stdout), (DOWN, ""), done.stderr)
                self.check_cause(done.stderr.splitlines(True)[-1], world.host, "access", "did not arrive whole")
                self.assertEqual(world.edge.stats()["upgrades"], 0)
                self.clear(world)
                self.login(world)

    def test_transfer_recovers(self):
        """The transfer service stumbles: the login goes on."""
        world = self.make_world()
        self.fault(world, "status", at="transfer_polls", status=502, count=2)
        done = world.ssh(world.host, "echo works")
        self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)
        self.assertEqual(self.browsers(), 1)


if __name__ == "__main__":
    tap.main()
