#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moving over from cloudflared: its lines, its logins, its plain files, and back again."""
import json

import tap
from trouble import SET_UP, Case
from world import LATCHKEY, run

USAGE = 2


class Import(Case):
    def setUp(self):
        self.world = self.make_world()
        self.theirs = self.world.home / ".cloudflared"
        self.theirs.mkdir(mode=0o700)
        self.config = self.world.config.read_text().replace(f"{LATCHKEY} ssh", "/usr/local/bin/cloudflared access ssh")
        self.world.config.write_text(self.config)

    def hosts(self, *arguments):
        return self.world.latchkey("hosts", "--config", self.world.config, *arguments)

    def leave_login(self):
        """A login of cloudflared's: what a real one is, kept where it keeps it."""
        script = '"$1" login --no-verbose "$2" && "$1" status --json'
        # In a kernel keyring that nobody else sees.
        done = run("unshare", "--user", "--map-current-user", "keyctl", "session", "-", "sh", "-c", script, "sh", LATCHKEY,
                   self.world.host, env=self.world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        token, status = done.stdout.splitlines()
        aud = next(app["aud"] for app in json.loads(status)["apps"] if app["hostname"] == self.world.host)
        for name in (f"{self.world.host}-{aud}-token", f"{self.world.host}-cf_key", "cert.pem"):
            (self.theirs / name).write_text(token)
            (self.theirs / name).chmod(0o600)

    def test_all_of_it(self):
        self.leave_login()
        before = self.browsers()
        done = self.hosts("import", "cloudflared")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(f"The login to {self.world.host} is taken over.", done.stdout)
        self.assertIn(f"{self.theirs}/{self.world.host}-cf_key\n", done.stdout)
        self.assertNotIn("cert.pem", done.stdout, "that one belongs to a tunnel")
        self.assertNotIn("eyJ", done.stdout)
        works = self.world.ssh(self.world.host, "echo works")
        self.assertEqual((works.returncode, works.stdout), (0, "works\n"), works.stderr)
        self.assertEqual(self.browsers(), before, "without another login")
        self.assertEqual(self.hosts("import", "cloudflared", "--remove-files").returncode, 0)
        self.assertEqual([path.name for path in self.theirs.iterdir()], ["cert.pem"])
        undone = self.hosts("import", "cloudflared", "--undo")
        self.assertEqual(undone.returncode, 0, undone.stderr)
        self.assertIn("until 'latchkey logout --all'. cloudflared has no login of its own here", undone.stdout)
        self.assertEqual(self.world.config.read_text(), self.config)
        again = self.hosts("import", "cloudflared", "--undo")
        self.assertEqual(again.returncode, USAGE)
        self.assertIn("no import", again.stderr)

    def test_dry_run(self):
        self.leave_login()
        done = self.hosts("import", "cloudflared", "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"+  ProxyCommand {LATCHKEY} ssh --hostname %h", done.stdout)
        self.assertEqual(self.world.config.read_text(), self.config)
        self.assertNotIn("taken over", done.stdout)
        self.assertEqual(len(list(self.theirs.iterdir())), 3)

    def test_ended_login(self):
        """A token that is none, or is somebody else's, is not taken over; the lines are."""
        aud = "0" * 64
        (self.theirs / f"{self.world.host}-{aud}-token").write_text("eyJhbGciOiJub25lIn0.e30.")
        (self.theirs / f"..-{aud}-token").write_text("x")
        done = self.hosts("import", "cloudflared")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("has ended", done.stdout)
        self.assertIn(str(LATCHKEY), self.world.config.read_text())

    def test_nothing_there(self):
        self.world.config.write_text("Host a\n")
        done = self.hosts("import", "cloudflared")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "There is nothing to change.\n", ""))
        self.assertEqual(self.hosts("import", "putty").returncode, USAGE)

    def test_read_only(self):
        self.world.config.chmod(0o400)
        self.leave_login()
        done = self.hosts("import", "cloudflared")
        self.assertEqual(done.returncode, SET_UP)
        self.assertNotIn("taken over", done.stdout)


if __name__ == "__main__":
    tap.main()
