#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login while something owns the application's name on the session bus, useful or not."""
import json
import select
import subprocess
import time
import unittest

import tap
from bus import Bus, Peer
from trouble import LOGIN, Case
from world import BUILD, LATCHKEY, run

FAKE = BUILD / "tests/worker/fake-app"
ASKS = "login: Latchkey asks for it on the desktop"
GONE = "login: Latchkey does not answer any more; the login goes on here"


class Useless(Case):
    """Nobody is kept from logging in by an application that does not work."""

    def start(self, mode):
        self.world = self.make_world()
        self.bus = Bus(self.world)
        self.addCleanup(self.bus.close)
        peer = Peer(self.bus, FAKE, mode)
        self.addCleanup(peer.close)
        return peer

    def works(self, *notes, log=""):
        """Logs in all the same, with these lines before the link."""
        file = self.world.folder / "log"
        started = time.monotonic()
        self.world.write_config("", f"--logfile {file}")
        done = self.world.ssh(self.world.host, "echo works")
        self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)
        expected = [f"latchkey: {self.world.host}: {note}" for note in notes]
        self.assertEqual(done.stderr.splitlines()[:len(notes)], expected)
        self.assertIn("log in to", done.stderr.splitlines()[len(notes)])
        self.assertEqual(self.browsers(), 1)
        self.assertRegex(file.read_text(), rf" warn .*the login, which goes on without it: .*{log}")
        return time.monotonic() - started

    def test_hung(self):
        """Owns the name and never looks at what comes in: three seconds."""
        self.start("hung")
        self.assertLess(self.works(log="it does not answer"), 10)

    def test_deaf(self):
        """Is alive and does nothing: given up after a while, and told so."""
        peer = self.start("deaf")
        self.works(ASKS, GONE, log="it does not answer")
        self.assertTrue(peer.line().startswith(self.world.host + " "))
        self.assertEqual(peer.line(), "cancel " + self.world.host)

    def test_dying(self):
        self.start("dying")
        self.works(ASKS, GONE)

    def test_garbage(self):
        self.start("garbage")
        self.works(ASKS, GONE)

    def test_odd(self):
        """An error that is none of ours; what it says moves nobody's cursor."""
        self.start("odd")
        self.works(ASKS, GONE)
        self.assertNotIn("\033[31m", (self.world.folder / "log").read_text())

    def test_liar(self):
        """Says that the tokens are in the keyring: it is looked, once, and then logged in."""
        peer = self.start("liar")
        done = self.world.ssh(self.world.host, "echo works")
        self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)
        self.assertEqual(self.browsers(), 1)
        self.assertTrue(peer.line().startswith(self.world.host + " "))
        self.assertEqual(peer.rest(), "", "it was asked once")

    def test_refusing(self):
        """An end that the application decides: one bounded line, and the code of a login that there was not."""
        self.start("refusing")
        done = self.world.latchkey("ssh", "--hostname", self.world.host)
        self.assertEqual(done.returncode, LOGIN, done.stderr)
        asks, cause = done.stderr.splitlines()
        self.assertEqual(asks, f"latchkey: {self.world.host}: {ASKS}")
        self.assertTrue(cause.startswith(f"latchkey: {self.world.host}: login: a sentence??[31mlatchkey: xxx"), cause)
        self.assertLess(len(cause), 2000)
        self.assertEqual(self.browsers(), 0)

    def test_not_for_it(self):
        """Who logs in by name is asked here."""
        peer = self.start("refusing")
        done = self.world.latchkey("login", "--quiet", self.world.host)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.browsers(), 1)
        self.assertEqual(peer.rest(), "")

    def test_watch(self):
        """status looks anew when the application says so: here something that says nothing took the session away."""
        self.start("deaf")
        world = self.world
        self.assertEqual(world.latchkey("login", "--quiet", world.host).returncode, 0)
        with subprocess.Popen([LATCHKEY, "status", "--json", "--watch"], env=world.env, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as watch:
            self.addCleanup(watch.kill)
            self.assertEqual(self.our_teams(watch), 1)
            purged = [run("keyctl", "purge", "-p", kind, f"latchkey:org:{world.team}.").stdout for kind in ("big_key", "user")]
            self.assertIn("purged 1 keys", "".join(purged))
            told = 0
            while not select.select([watch.stdout], [], [], 0.1)[0]:
                told += 1
                self.assertLess(told, 100)
                self.bus.call("org.latchkey.Latchkey1.Logout", str(told))
            self.assertEqual(self.our_teams(watch), 0)
            self.assertGreater(told, 0)
            watch.kill()

    def our_teams(self, watch):
        return sum(self.world.team in team["auth_domain"] for team in json.loads(watch.stdout.readline())["teams"])


if __name__ == "__main__":
    tap.main()
