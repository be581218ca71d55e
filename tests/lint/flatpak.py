#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak's manifest: flatpak-builder reads it, every source is pinned, and the sandbox has no more holes than these."""
import json
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import tap  # noqa: E402
from world import BUILD, run  # noqa: E402

MANIFEST = ROOT / "flatpak/org.latchkey.Latchkey.yml"
HOLES = ["--share=network", "--socket=wayland", "--socket=fallback-x11", "--share=ipc", "--filesystem=~/.ssh:create",
         "--talk-name=org.freedesktop.secrets", "--talk-name=org.kde.StatusNotifierWatcher"]


class Manifest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = run("flatpak-builder", "--show-manifest", MANIFEST, cwd=BUILD)
        assert done.returncode == 0, done.stderr
        cls.manifest = json.loads(done.stdout)

    def test_holes(self):
        self.assertEqual(self.manifest["finish-args"], HOLES)

    def test_sources_are_pinned(self):
        *others, own = self.manifest["modules"]
        self.assertEqual((own["name"], [source["type"] for source in own["sources"]]), ("latchkey", ["dir"]))
        for module in others:
            for source in module["sources"]:
                with self.subTest(module=module["name"]):
                    if source["type"] == "shell":
                        continue
                    self.assertRegex(source["url"], "^https://")
                    pin = {"archive": "sha256", "git": "commit"}[source["type"]]
                    self.assertRegex(source[pin], "^([0-9a-f]{40}|[0-9a-f]{64})$")


if __name__ == "__main__":
    tap.main()
