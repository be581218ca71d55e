#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The login page in a real browser: a person reads it and clicks."""
import os
import unittest
from pathlib import Path

import tap
from chromium import Chromium
from test_parallel import link_in
from world import World, wait_until


class Browser(unittest.TestCase):
    def test_click_through(self):
        world = World(approve=False)
        self.addCleanup(world.close)
        chromium = Chromium(world.edge.port)
        self.addCleanup(chromium.close)

        ssh = world.start_ssh(world.host, "echo here")
        chromium.open(link_in(ssh))
        page = chromium.text()
        self.assertIn(world.host, page, "the page says who asks")
        if "LATCHKEY_SCREENSHOTS" in os.environ:
            chromium.screenshot(Path(os.environ["LATCHKEY_SCREENSHOTS"], "login.png"))
        chromium.click("approve")
        out, err = ssh.communicate(timeout=60)
        self.assertEqual((ssh.returncode, out), (0, "here\n"), err)
        wait_until(lambda: "close" in chromium.text().lower() or "success" in chromium.text().lower(), "the last page")
        if "LATCHKEY_SCREENSHOTS" in os.environ:
            chromium.screenshot(Path(os.environ["LATCHKEY_SCREENSHOTS"], "done.png"))
        self.assertEqual(world.edge.stats()["approvals"], 1)


if __name__ == "__main__":
    tap.main()
