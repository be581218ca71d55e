#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README promises first: with a display, tests/try opens the application and ssh asks it."""
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

from desktop import Desktop, wait_until

import tap
from person import Person

DESKTOP = Desktop()
TRY = Path(__file__).resolve().parents[1] / "e2e/try.py"


def environment_of(process):
    """What the world of a running try is: its children have it in their environment."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for child in children.read_text().split():
        try:
            words = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        found = dict(word.decode().split("=", 1) for word in words if b"=" in word)
        if "LATCHKEY_CONNECT_TO" in found:
            return found
    return None


class Try(unittest.TestCase):
    def test_with_display(self):
        log = DESKTOP.folder / "try.log"
        with open(log, "wb") as out:
            process = subprocess.Popen([sys.executable, TRY], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.addCleanup(lambda: process.poll() is None and process.terminate())
        link = wait_until(lambda: re.search(r"https://\S+/cdn-cgi/access/cli\S+", log.read_text()), "the link")
        window = wait_until(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Latchkey$"],
                                                   capture_output=True, text=True, check=False).stdout.split(), "the window")
        world = environment_of(process)
        Person(int(world["LATCHKEY_CONNECT_TO"].rsplit(":", 1)[1]), world["SSL_CERT_FILE"]).approve(link.group())
        wait_until(lambda: "Hello from" in log.read_text(), "the greeting")
        self.assertIsNone(process.poll(), "the window stays")
        subprocess.run(["xdotool", "windowclose", window[-1]], check=True)
        self.assertEqual(process.wait(30), 0, log.read_text())
        self.assertFalse(os.path.exists(world["HOME"]), "nothing stays")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
