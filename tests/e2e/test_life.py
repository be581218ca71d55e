#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a session: short ones, ended ones, keys that rotate, and hosts that move to another team."""
import json
import os
import subprocess
import time
import unittest

import tap
from world import World, wait_until


class Life(unittest.TestCase):
    def make_world(self, *arguments, **options):
        world = World(*arguments, **options)
        self.addCleanup(world.close)
        return world

    def works(self, world, host, **options):
        done = world.ssh(host, "echo works", **options)
        self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)
        return done

    def counted(self, world, before, *names):
        after = world.edge.stats()
        return tuple(after[name] - before[name] for name in names)

    def status(self, world, part):
        """What status says of this world; others share the kernel's keyring."""
        return [entry for entry in json.loads(world.latchkey("status", "--json").stdout)[part]
                if world.mark in entry["auth_domain"]]

    def wait_for_end(self, world, part):
        """Sessions of this world have lengths of a few seconds, which may be over already."""
        def over():
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            return all(entry["expires_at"] < now for entry in self.status(world, part))
        wait_until(over, "the session's end")

    def test_short_session(self):
        """A token that ended is exchanged for silently, and its end cuts nothing that runs."""
        world = self.make_world(apps=["brief-{mark}.example.com={origin},team={team},session=2"])
        host = f"brief-{world.mark}.example.com"
        self.works(world, host)
        before = world.edge.stats()
        running = world.start_ssh(host, "cat", stdin=subprocess.PIPE)
        running.stdin.write("before\n")
        running.stdin.flush()
        self.assertEqual(running.stdout.readline(), "before\n")
        self.wait_for_end(world, "apps")
        out, err = running.communicate("after\n", 30)
        self.assertEqual((running.returncode, out, err), (0, "after\n", ""))
        done = self.works(world, host)
        self.assertEqual(done.stderr, "")
        self.assertEqual(self.counted(world, before, "approvals", "exchange_login")[0], 0)

    def test_immediate_timeout(self):
        """A token that serves one dial: each connection exchanges for its own, once, and never in a circle."""
        world = self.make_world(apps=["once-{mark}.example.com={origin},team={team},session=0"])
        host = f"once-{world.mark}.example.com"
        self.works(world, host)
        for _ in range(2):
            before = world.edge.stats()
            self.assertEqual(self.works(world, host).stderr, "")
            self.assertEqual(self.counted(world, before, "approvals", "exchange_login", "upgrades"), (0, 1, 1))

    def test_both_sessions_ended(self):
        """When the team's session has ended too, the browser opens again."""
        world = self.make_world("--team=short-{mark}=3", apps=["brief-{mark}.example.com={origin},team=short-{mark},session=2"])
        host = f"brief-{world.mark}.example.com"
        self.works(world, host)
        self.wait_for_end(world, "teams")
        self.works(world, host)
        self.assertEqual(world.edge.stats()["approvals"], 2)

    def test_revoked(self):
        """A session that was ended at the edge: refused once, then a login, then it works."""
        world = self.make_world()
        self.works(world, world.host)
        self.assertGreater(world.edge.control("POST", "/revoke", {})["count"], 0)
        before = world.edge.stats()
        self.works(world, world.host)
        self.assertEqual(self.counted(world, before, "approvals", "upgrades"), (1, 2))

    def test_rotated_keys(self):
        """New keys: what is kept goes on, and what comes is verified with the new ones."""
        world = self.make_world(apps=["other-{mark}.example.com={origin},team={team}"])
        self.works(world, world.host)
        world.edge.control("POST", "/rotate", {"team": world.team})
        # Keys are fetched at most once a minute; a minute passes.
        [cached] = (world.home / ".cache/latchkey").rglob("*jwks*")
        os.utime(cached, (time.time() - 61,) * 2)
        done = self.works(world, f"other-{world.mark}.example.com")
        self.assertEqual(done.stderr, "")
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_other_team(self):
        """A host that suddenly belongs to another team is refused until the user agrees."""
        world = self.make_world("--team=other-{mark}")
        self.works(world, world.host)
        other = f"other-{world.mark}"
        world.edge.control("POST", "/app", {"host": world.host, "team": other})
        world.latchkey("logout", world.host)
        before = world.edge.stats()
        refused = world.latchkey("ssh", "--hostname", world.host)
        self.assertEqual(refused.returncode, 5, refused.stderr)
        self.assertRegex(refused.stderr, rf"^latchkey: {world.host}: policy: .*{other}.*--accept-team {world.host}.*\n$")
        self.assertEqual(self.counted(world, before, "approvals", "cli", "upgrades"), (0, 0, 0))
        agreed = world.latchkey("login", "--accept-team", world.host)
        self.assertEqual(agreed.returncode, 0, agreed.stderr)
        self.assertEqual(self.works(world, world.host).stderr, "")

    def test_other_application(self):
        """The same host, another application: its token is not the old one."""
        world = self.make_world()
        self.works(world, world.host)
        world.edge.control("POST", "/app", {"host": world.host, "aud": "a" * 64})
        self.works(world, world.host)
        self.assertIn("a" * 64, [app["aud"] for app in self.status(world, "apps")])

    def test_wildcard(self):
        """An application for many hosts: one token, and status names the hosts that it was used for."""
        world = self.make_world(apps=["*.wild-{mark}.example.com={origin},team={team}"])
        hosts = [f"{name}.wild-{world.mark}.example.com" for name in ("one", "two")]
        for host in hosts:
            self.works(world, host)
        self.assertEqual(world.edge.stats()["approvals"], 1)
        self.assertEqual([(app["hostname"], app["app_hostname"]) for app in self.status(world, "apps")],
                         [(host, f"*.wild-{world.mark}.example.com") for host in hosts])


if __name__ == "__main__":
    tap.main()
