#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The thinnest thread from end to end: one host, one login, one ssh."""
import unittest

import tap
from world import World


class Thread(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def test_login_and_fast_path(self):
        first = self.world.ssh(self.world.host, "echo first")
        self.assertEqual((first.returncode, first.stdout), (0, "first\n"), first.stderr)
        self.assertIn(f"latchkey: {self.world.host}: login: log in to {self.world.team}.cloudflareaccess.com", first.stderr)
        before = self.world.edge.stats()
        self.assertEqual(before["approvals"], 1)

        second = self.world.ssh(self.world.host, "echo second")
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "second\n", ""))
        after = self.world.edge.stats()
        self.assertEqual(after["tcp_connections"] - before["tcp_connections"], 1)
        self.assertEqual(after["tls_handshakes"] - before["tls_handshakes"], 1)
        self.assertEqual(after["requests"] - before["requests"], 1)


if __name__ == "__main__":
    tap.main()
