#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What 'meson dist' packs can be built: nothing that Meson asks for is missing in it."""
import json
import shutil
import tarfile
import tempfile
import unittest
from pathlib import Path

from installation import check, configure

import tap


class Dist(unittest.TestCase):
    def test_tarball(self):
        folder = Path(tempfile.mkdtemp(prefix="latchkey-dist-"))
        self.addCleanup(shutil.rmtree, folder)
        configure(folder / "build")
        check("meson", "dist", "-C", folder / "build", "--no-tests", "--allow-dirty", "--formats", "gztar")
        (archive,) = (folder / "build/meson-dist").glob("latchkey-*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
        source = folder / archive.name.removesuffix(".tar.gz")
        check("meson", "setup", folder / "again", source, timeout=120)
        names = [test["name"] for test in json.loads(check("meson", "introspect", "--tests", folder / "again"))]
        self.assertIn("e2e/thread", names)
        self.assertFalse([path.name for path in source.iterdir() if path.name.startswith(("_build", ".git/"))])


if __name__ == "__main__":
    tap.main()
