#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts of each shell without a complaint, and texts without a misspelt word."""
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import tap  # noqa: E402
from world import run  # noqa: E402

FILES = [path for path in sorted(ROOT.rglob("*")) if path.is_file()
         and not path.relative_to(ROOT).parts[0].startswith(("_build", ".git"))]
# Words of C and roff, a command of the tests, and an English one.
NO_MISTAKES = "inout,nd,nin,fro"
# Files that are in no language, in another one, or somebody else's.
SKIPPED = ".git*,_build*,*.po,*.pot,*.svg,corpus,COPYING"


def starts(path, *lines):
    with path.open("rb") as file:
        return file.read(30).startswith(lines)


class Scripts(unittest.TestCase):
    def check(self, *command):
        done = run(*command, cwd=ROOT)
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_shellcheck(self):
        scripts = [path for path in FILES if path.suffix == ".bash" or starts(path, b"#!/bin/sh", b"#!/bin/bash")]
        self.assertIn(ROOT / "tests/run", scripts)
        self.check("shellcheck", *scripts)

    def test_other_shells(self):
        self.check("zsh", "-n", ROOT / "data/completions/_latchkey")
        self.check("fish", "--no-execute", ROOT / "data/completions/latchkey.fish")

    def test_spelling(self):
        self.check("codespell", "--quiet-level", "3", "--ignore-words-list", NO_MISTAKES, "--skip", SKIPPED, ".")


if __name__ == "__main__":
    tap.main()
