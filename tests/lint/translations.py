#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every text of the application can be translated, and is: the catalogues hold all of them, and no others' forms."""
import os
import re
import subprocess
import sys
import tempfile
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
# Of Meson's preset for GLib, those that are used here.
KEYWORDS = [f"--keyword={word}" for word in ("_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3")] + [
    "--flag=ngettext:1:pass-c-format", "--flag=ngettext:2:pass-c-format",
    "--flag=g_dngettext:2:pass-c-format", "--flag=g_dngettext:3:pass-c-format"]


def lines(name):
    """What a list of one word a line holds, without comments."""
    return [line for line in (ROOT / "po" / name).read_text().splitlines() if line and not line.startswith("#")]


class Translations(unittest.TestCase):
    def test_all_files_are_listed(self):
        marked = [str(path.relative_to(ROOT)) for folder in ("data", "src", "ui") for path in (ROOT / folder).rglob("*")
                  if path.suffix in MARKED and re.search(MARKED[path.suffix], path.read_text(), re.MULTILINE)]
        self.assertEqual(lines("POTFILES"), sorted(marked), "po/POTFILES lists, sorted, the files that hold texts")

    def test_catalogues_are_complete(self):
        """Nothing is missing or uncertain in any language; "ninja -C _build latchkey-update-po" adds what is new."""
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        with tempfile.TemporaryDirectory() as folder:
            template, merged = f"{folder}/latchkey.pot", f"{folder}/merged.po"
            subprocess.run(["xgettext", "--from-code=UTF-8", f"--directory={ROOT}", f"--files-from={ROOT}/po/POTFILES",
                            *KEYWORDS, f"--output={template}"], check=True, env=environment, timeout=60)
            for language in lines("LINGUAS"):
                subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}",
                                ROOT / f"po/{language}.po", template], check=True, env=environment, timeout=60)
                told = subprocess.run(["msgfmt", "--check", "--check-accelerators=_", "--statistics", "--output-file=/dev/null",
                                       merged], capture_output=True, text=True, env=environment, timeout=60).stderr
                self.assertRegex(told, r"^\d+ translated messages\.$", language)

    def test_terminals_read_english(self):
        """Only the application has messages in the user's language; the others take how characters are written."""
        for path in sorted((ROOT / "src").rglob("*.c")):
            if path != ROOT / "src/app/main.c":
                self.assertNotRegex(path.read_text(), r"setlocale \(LC_(?!CTYPE)|textdomain", path)


if __name__ == "__main__":
    tap.main()
