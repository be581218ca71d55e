#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop prescribes: its proxy, as GNOME's settings hold it."""
import unittest

import tap
from trouble import Case, forwarder, greeter


class Desktop(Case):
    def prescribe(self, world, mode, address="127.0.0.1:1"):
        host, port = address.rsplit(":", 1)
        folder = world.home / ".config/glib-2.0/settings"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "keyfile").write_text(
            f"[system/proxy]\nmode='{mode}'\n[system/proxy/https]\nhost='{host}'\nport={port}\n")
        world.env |= {"GSETTINGS_BACKEND": "keyfile", "XDG_CURRENT_DESKTOP": "GNOME"}

    def test_proxy(self):
        world = self.make_world(apps=["hello-{mark}.example.com=" + self.make_service(greeter(b"hello")).address
                                      + ",team={team}"])
        host = f"hello-{world.mark}.example.com"
        asked = []
        proxy = self.make_service(forwarder(asked, world.edge.port))
        self.prescribe(world, "manual", proxy.address)
        for state in ("cold", "warm"):
            with self.subTest(state=state):
                before, asked[:] = world.edge.stats(), []
                done = world.latchkey("tcp", "--hostname", host)
                self.assertEqual((done.returncode, done.stdout), (0, "hello"), done.stderr)
                self.assertEqual(len(asked), 1, "the carrier connects through it, to one place")
                self.assertTrue(asked[0].startswith("CONNECT "), asked)
        self.assertEqual(self.counted(world, before)["tls_handshakes"], 1)

        with self.subTest("the environment wins"):
            asked[:] = []
            done = world.latchkey("tcp", "--hostname", host, env={**world.env, "no_proxy": "*"})
            self.assertEqual((done.returncode, done.stdout, asked), (0, "hello", []), done.stderr)


if __name__ == "__main__":
    tap.main()
