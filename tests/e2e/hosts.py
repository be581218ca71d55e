# SPDX-License-Identifier: GPL-3.0-or-later
"""A configuration in a folder of its own, and `latchkey hosts` on it."""
import os
import shutil
import tempfile
import unittest
from pathlib import Path

from world import BUILD, LATCHKEY, run

PROGRAM = BUILD / "src/cli/latchkey-hosts"


class HostsCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="latchkey-hosts-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder)
        self.config = self.folder / "ssh/config"
        self.config.parent.mkdir(mode=0o700)
        keep = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
        self.env = {name: os.environ[name] for name in keep if name in os.environ}
        self.env |= {"HOME": str(self.folder / "home"), "XDG_STATE_HOME": str(self.folder / "state"), "LC_ALL": "C.UTF-8"}
        # The leak check is a tracer itself.
        self.traced_env = self.env | {"ASAN_OPTIONS": "detect_leaks=0"}

    def write(self, text, name="config"):
        path = self.config.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def hosts(self, *arguments, **options):
        options.setdefault("env", self.env)
        return run(LATCHKEY, "hosts", "--config", self.config, *arguments, **options)

    def works(self, *arguments, **options):
        """Returns what was printed."""
        done = self.hosts(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return done.stdout

    def fails(self, code, layer, word, *arguments, **options):
        """One line of cause. Returns what was printed besides."""
        done = self.hosts(*arguments, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertRegex(done.stderr, rf"\Alatchkey: {layer}: [^\n]+\n\Z")
        self.assertIn(word, done.stderr)
        return done.stdout

    def tree(self):
        """Every name under the configuration's folder: what it is, its mode, and what it holds or points to."""
        found = {}
        for path in sorted(self.config.parent.rglob("*")):
            content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
            found[str(path)] = (path.lstat().st_mode, content)
        return found
