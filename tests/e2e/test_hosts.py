#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""latchkey hosts: what it tells, what it changes, and what it leaves alone."""
import json

import tap
from hosts import HostsCase
from world import LATCHKEY, run

USAGE, SET_UP = 2, 9
TREE = """# Kept with care

Include work

Host web  www   # the site
\tHostName = web.example.com
\tProxyCommand /usr/local/bin/cloudflared access ssh --hostname %h

Host nas
\tProxyJump web

# everything at work
Host *.work
  ProxyCommand latchkey ssh --hostname %h
Host *
  User me
"""
WORK = "Host db.work\n    Port 2022\n    User dba\n"


class Hosts(HostsCase):
    def setUp(self):
        super().setUp()
        self.write(TREE.replace("Include work", f"Include {self.config.parent}/work"))
        self.write(WORK, "work")
        self.before = self.config.read_text()

    def changed(self):
        """The lines that are not as they were: those that went and those that came."""
        old, new = self.before.splitlines(), self.config.read_text().splitlines()
        return [line for line in old if line not in new], [line for line in new if line not in old]

    def ssh(self, host):
        done = run("ssh", "-G", "-F", self.config, host)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def test_list(self):
        lines = [line.split() for line in self.works("list").splitlines()[1:]]
        self.assertEqual([(line[0], line[1]) for line in lines],
                         [("db.work", "Access"), ("web", "cloudflared"), ("www", "cloudflared"), ("nas", "another")])
        hosts = json.loads(self.works("list", "--json"))
        self.assertEqual(hosts[0], {"name": "db.work", "through": "latchkey", "file": f"{self.config.parent}/work", "line": 1})
        self.assertEqual(hosts[2]["hostname"], "web.example.com")

    def test_list_nothing(self):
        self.config.unlink()
        self.assertIn("hosts add", self.works("list"))
        self.assertEqual(json.loads(self.works("list", "--json")), [])

    def test_show(self):
        shown = json.loads(self.works("show", "db.work", "--json"))
        self.assertEqual((shown["name"], shown["file"], shown["line"]), ("db.work", f"{self.config.parent}/work", 1))
        self.assertEqual([f"{option['name']} {option['value']}" for option in shown["options"]], self.ssh("db.work"))
        options = {option["name"]: option for option in shown["options"]}
        self.assertEqual((options["user"]["file"], options["user"]["line"]), (f"{self.config.parent}/work", 3))
        self.assertEqual(options["user"]["shadowed"], [{"file": str(self.config), "line": 16}])
        self.assertEqual((options["proxycommand"]["file"], options["proxycommand"]["line"]), (str(self.config), 14))
        self.assertEqual((options["compression"]["file"], options["compression"]["line"]), (None, None))

    def test_show_why(self):
        text = self.works("show", "db.work", "--why")
        self.assertIn(f"user dba\n    from {self.config.parent}/work:3\n    wins over {self.config}:16: User me\n", text)
        self.assertIn("compression no\n", text)
        self.assertNotIn("compression", self.works("show", "db.work"))

    def test_show_runs_nothing(self):
        mark = self.folder / "mark"
        self.write(f'Match exec "touch {mark}"\n  Port 1\n')
        self.assertIn(f"{self.config}:2: Port 1", self.works("show", "any"))
        self.write(f'Match exec "touch {mark}"\n  IdentityFile /k\n')
        self.assertEqual(self.works("show", "any").count(": IdentityFile /k"), 1)
        self.assertFalse(mark.exists())

    def test_show_refused(self):
        self.write("Host x\n  Prot 22\n")
        self.fails(SET_UP, "config", f"line 2 of {self.config}", "show", "any")

    def test_set(self):
        self.works("set", "www", "User", "admin")
        self.assertEqual(self.changed(), ([], ["\tUser admin"]))
        self.works("set", "web", "hostname", "www.example.com")
        self.assertEqual(self.changed()[1], ["\tHostName = www.example.com", "\tUser admin"])
        self.works("set", "nas", "SetEnv", "A=b c", "D=e")
        self.assertIn("setenv A=b c", self.ssh("nas"))
        self.works("set", "nas", "ProxyCommand", "nc", "-x", "proxy", "%h", "%p")
        self.assertIn("\tProxyCommand nc -x proxy %h %p\n", self.config.read_text())

    def test_set_refused(self):
        """What ssh would refuse is not written; what it refused before keeps nobody from mending."""
        self.fails(USAGE, "usage", "nothing was written", "set", "web", "Port", "many")
        self.fails(USAGE, "usage", "nothing was written", "set", "web", "Prot", "22")
        self.assertEqual(self.config.read_text(), self.before)
        self.write(self.before + "  Prot 22\n")
        self.works("set", "web", "Port", "22")

    def test_set_in_vain(self):
        self.write("User me\n" + self.before)
        done = self.hosts("set", "web", "User", "admin")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stderr, f"latchkey: note: this does not count: {self.config}:1 sets user before it\n")

    def test_check(self):
        """Each mistake where it is; the exit code for scripts; mended, it stays mended."""
        self.write(self.before + "  User other\nHost web\n  HostName x\n  Port 22\n  ProxyCommand /nowhere/latchkey ssh\n")
        self.config.chmod(0o622)
        out = self.fails(SET_UP, "config", "mends 6 of them", "check")
        self.assertIn(f"{self.config}:17: this never counts: line 16 sets user before it\n", out)
        kinds = [(finding["line"], finding["kind"]) for finding in json.loads(self.hosts("check", "--json").stdout)]
        self.assertEqual(kinds, [(1, "mode"), (7, "program"), (14, "program"), (17, "never-wins"), (18, "duplicate"),
                                 (19, "never-wins"), (21, "never-wins"), (21, "program")])
        before = self.tree()
        self.assertIn("-  User other\n", self.hosts("check", "--fix", "--dry-run").stdout)
        self.assertEqual(self.tree(), before)
        self.hosts("check", "--fix")
        mended = self.before.replace("ProxyCommand latchkey", f"ProxyCommand {LATCHKEY}")
        self.assertEqual(self.config.read_text(), mended + "Host web\n  Port 22\n")
        self.assertEqual(self.config.stat().st_mode & 0o777, 0o600)
        self.write("Host a\n")
        self.assertEqual(self.works("check"), "Nothing is wrong.\n")

    def test_unset(self):
        self.works("unset", "web", "PROXYCOMMAND")
        self.assertEqual(self.changed(), ([self.before.splitlines()[6]], []))
        self.fails(USAGE, "usage", "does not set Port", "unset", "web", "Port")
        self.assertIn("nothing to change", self.works("set", "web", "HostName", "web.example.com"))

    def test_rename(self):
        self.works("rename", "www", "site")
        self.assertEqual(self.changed(), (["Host web  www   # the site"], ["Host web  site   # the site"]))

    def test_move(self):
        self.works("move", "nas", "--before", "web")
        self.assertEqual(self.changed(), ([], []))
        self.assertLess(self.config.read_text().index("Host nas"), self.config.read_text().index("Host web"))
        self.works("move", "nas", "--file", self.config.parent / "work")
        self.assertNotIn("Host nas", self.config.read_text())
        self.assertIn("Host nas\n\tProxyJump web\n", (self.config.parent / "work").read_text())

    def test_remove(self):
        self.works("remove", "www")
        self.assertEqual(self.changed()[1], ["Host web   # the site"])
        self.works("remove", "web")
        self.assertNotIn("web.example.com", self.config.read_text())
        self.works("undo")
        self.works("undo")
        self.assertEqual(self.config.read_text(), self.before)

    def test_add(self):
        done = self.hosts("add", "build.work", "--hostname", "build.example.com", "--user", "ci")
        self.assertEqual(done.returncode, 0)
        self.assertIn("before 'Host *.work' (line 13", done.stderr)
        self.assertIn("\n\nHost build.work\n", self.config.read_text())
        answer = self.ssh("build.work")
        for line in ("hostname build.example.com", "user ci", f"proxycommand {LATCHKEY} ssh --hostname %h"):
            self.assertIn(line, answer)
        self.works("add", "cert", "--hostname", "cert.example.com", "--certificate")
        self.assertIn('Match originalhost cert exec "', self.config.read_text())
        self.assertIn("/certificates/%h/key", self.config.read_text())
        self.works("rename", "cert", "certified")
        self.assertIn('Match originalhost certified exec "', self.config.read_text())
        self.works("remove", "certified")
        self.assertNotIn("certificates", self.config.read_text())
        self.works("add", "other", "--file", self.config.parent / "work")
        self.assertIn("Host other\n    ProxyCommand", (self.config.parent / "work").read_text())

    def test_default(self):
        """Without --config it is the user's own, which need not be there yet."""
        done = run(LATCHKEY, "hosts", "add", "ssh.example.com", env=self.env)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        made = self.folder / "home/.ssh/config"
        self.assertEqual((made.parent.stat().st_mode & 0o777, made.stat().st_mode & 0o777), (0o700, 0o600))
        self.assertIn("~/.ssh/config:1", run(LATCHKEY, "hosts", "list", env=self.env).stdout)
        self.assertEqual(self.config.read_text(), self.before)

    def test_dry_run(self):
        before = self.tree()
        for words in (("add", "new"), ("set", "--dry-run", "web", "User", "x"), ("unset", "web", "HostName"),
                      ("rename", "web", "new"), ("move", "web", "--after", "nas"), ("remove", "web"),
                      ("import", "cloudflared")):
            with self.subTest(words=words):
                words = words if "--dry-run" in words else (*words, "--dry-run")
                self.assertIn(f"+++ b{self.config}\n", self.hosts(*words).stdout)
        self.assertEqual(self.tree(), before)

    def test_history(self):
        self.works("set", "nas", "User", "a")
        self.works("set", "nas", "User", "b")
        entries = json.loads(self.works("history", "--json"))
        self.assertEqual([entry["number"] for entry in entries], [2, 1])
        self.assertEqual(entries[0]["reason"], "set User of nas")
        self.assertIn("-\tUser a\n+\tUser b\n", self.works("diff"))
        self.assertIn("+\tUser a\n", self.works("diff", "1"))
        self.fails(SET_UP, "config", "later changes", "undo", "1")
        self.works("undo")
        self.works("undo")
        self.assertEqual(self.config.read_text(), self.before)
        self.fails(USAGE, "usage", "not undone", "undo")
        self.works("undo", "4")
        self.assertIn("User a", self.config.read_text(), "undoing the undoing brings it back")
        self.fails(USAGE, "usage", "no change 77", "diff", "77")
        self.fails(USAGE, "usage", "'x' is not", "undo", "x")

    def test_later_changes_stay(self):
        self.works("set", "nas", "User", "a")
        self.write(self.config.read_text().replace("# Kept with care", "# Kept with more care"))
        self.works("set", "web", "User", "b")
        self.works("undo", "1")
        self.assertEqual(self.config.read_text(),
                         self.before.replace("with care", "with more care").replace("%h\n\nHost nas", "%h\n\tUser b\n\nHost nas"))

    def test_usage(self):
        for word, *arguments in (("NAME", "set"), ("VALUE", "set", "web", "User"), ("too many", "unset", "web", "User", "x"),
                                 ("no Host block has the name absent", "set", "absent", "User", "x"),
                                 ("before the host's name", "set", "web", "User", "x", "--dry-run"),
                                 ("no option of ssh", "set", "web", "Us er", "x"), ("no option of ssh", "set", "web", "Host", "x"),
                                 ("already", "add", "web"), ("no name", "add", "a b"), ("no name", "add", "*.x"),
                                 ("not part of", "add", "n", "--file", "/nowhere"),
                                 ("--before HOST", "move", "web"), ("already", "rename", "web", "nas"),
                                 ("no name", "rename", "web", "a b"), ("no name", "show", ""), ("no name", "show", "a b")):
            with self.subTest(arguments=arguments):
                self.fails(USAGE, "usage", word, *arguments)
        self.assertEqual(self.config.read_text(), self.before)


if __name__ == "__main__":
    tap.main()
