#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every text of the application can be translated: the files that hold some are all in po/POTFILES."""
import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import tap  # noqa: E402

MARKED = {
    ".c": r"\b(?:_|N_|C_|NC_|g_dngettext|g_dpgettext2|ngettext) \(",
    ".ui": r'translatable="yes"',
    ".xml": r'gettext-domain=',
    ".in": r"^Type=Application|<component ",
}


def lines(name):
    """What a list of one word a line holds, without comments."""
    return [line for line in (ROOT / "po" / name).read_text().splitlines() if line and not line.startswith("#")]


class Translations(unittest.TestCase):
    def test_all_files_are_listed(self):
        marked = [str(path.relative_to(ROOT)) for folder in ("data", "src", "ui") for path in (ROOT / folder).rglob("*")
                  if path.suffix in MARKED and re.search(MARKED[path.suffix], path.read_text(), re.MULTILINE)]
        self.assertEqual(lines("POTFILES"), sorted(marked), "po/POTFILES lists, sorted, the files that hold texts")

    def test_terminals_read_english(self):
        """Only the application has messages in the user's language; the others take how characters are written."""
        for path in sorted((ROOT / "src").rglob("*.c")):
            if path != ROOT / "src/app/main.c":
                self.assertNotRegex(path.read_text(), r"setlocale \(LC_(?!CTYPE)|textdomain", path)


if __name__ == "__main__":
    tap.main()
