#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is logged in where: status for people and for programs, and logout."""
import datetime
import json
import signal
import subprocess

import tap
from trouble import DOWN, LOGIN, Case
from world import LATCHKEY, run


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")


class Status(Case):
    def setUp(self):
        self.world = self.make_world("--team=other-{mark}", apps=[
            "brief-{mark}.example.com={origin},team={team},session=120",
            "apart-{mark}.example.com={origin},team=other-{mark}"])
        self.team = f"{self.world.team}.cloudflareaccess.com"
        self.brief, self.apart = (f"{name}-{self.world.mark}.example.com" for name in ("brief", "apart"))

    def document(self):
        """What concerns this world: the kernel's keyring is the user's, whatever the world."""
        done = self.world.latchkey("status", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.ours(json.loads(done.stdout))

    def ours(self, document):
        for name in ("teams", "apps"):
            document[name] = [entry for entry in document[name] if self.world.mark in entry["auth_domain"]]
        return document

    def test_json(self):
        self.assertEqual((self.document()["teams"], self.document()["apps"]), ([], []))
        self.login(self.world)
        self.login(self.world, self.brief)
        document = self.document()
        self.assertLessEqual({"storage", "teams", "apps", "certificates"}, set(document))
        self.assertEqual(set(document["storage"]), {"backend", "locked", "detail"})
        self.assertIn(document["storage"]["backend"], ("kernel", "memory"))
        self.assertIs(document["storage"]["locked"], False)
        [team] = document["teams"]
        self.assertEqual(set(team), {"auth_domain", "email", "issued_at", "expires_at", "state"})
        self.assertEqual((team["auth_domain"], team["email"], team["state"]), (self.team, "user@example.com", "valid"))
        apps = {app["hostname"]: app for app in document["apps"]}
        self.assertEqual(set(apps), {self.world.host, self.brief})
        app = apps[self.brief]
        self.assertEqual(set(app), {"hostname", "app_hostname", "aud", "auth_domain", "email", "issued_at", "expires_at", "state"})
        self.assertEqual((app["auth_domain"], app["app_hostname"], app["email"]), (self.team, self.brief, "user@example.com"))
        self.assertEqual((moment(app["expires_at"]) - moment(app["issued_at"])).total_seconds(), 120)
        self.assertEqual(len(app["aud"]), 64)

    def test_text(self):
        self.assertIn("keyring", self.world.latchkey("status").stdout)
        self.login(self.world)
        done = self.world.latchkey("status")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, rf"(?m)^{self.team} as user@example\.com: about .+ left$")
        self.assertRegex(done.stdout, rf"(?m)^  {self.world.host}: about .+ left$")

    def test_watch(self):
        """A document whenever something changes, by whatever process, until it is stopped."""
        with subprocess.Popen([LATCHKEY, "status", "--json", "--watch"], env=self.world.env, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watch:
            self.addCleanup(watch.kill)

            def read_until(condition):
                while True:
                    line = watch.stdout.readline()
                    self.assertTrue(line, "the watch ended")
                    document = self.ours(json.loads(line))
                    if condition({app["hostname"] for app in document["apps"]}):
                        return
            read_until(lambda hosts: not hosts)
            self.login(self.world)
            read_until(lambda hosts: hosts == {self.world.host})
            self.login(self.world, self.brief)
            read_until(lambda hosts: hosts == {self.world.host, self.brief})
            self.assertEqual(self.world.latchkey("logout", self.brief).returncode, 0)
            read_until(lambda hosts: not hosts)
            watch.send_signal(signal.SIGINT)
            self.assertEqual(watch.wait(10), -signal.SIGINT)
            self.assertEqual(watch.stderr.read(), "")

    def test_watch_unread(self):
        """Whoever read it is gone: so is the watch, when it has something to say."""
        watch = subprocess.Popen([LATCHKEY, "status", "--watch", "--json"], env=self.world.env,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(watch.kill)
        self.assertTrue(watch.stdout.readline())
        watch.stdout.close()
        self.login(self.world)
        watch.wait(20)

    def test_logout(self):
        """Ends the team's session at the edge, for all its hosts; other teams and open connections go on."""
        world = self.world
        for host in (world.host, self.brief, self.apart):
            self.login(world, host)
        running = world.start_ssh(world.host, "cat", stdin=subprocess.PIPE)
        running.stdin.write("before\n")
        running.stdin.flush()
        self.assertEqual(running.stdout.readline(), "before\n")
        before = world.edge.stats()
        done = world.latchkey("logout", self.brief)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\ALogged out\. [^\n]+\n\Z")
        self.assertEqual(self.counted(world, before)["logout"], 1)
        self.assertEqual([app["hostname"] for app in self.document()["apps"]], [self.apart])
        for host in (world.host, self.brief):
            self.check_failure(world.latchkey("token", host), host, "login", LOGIN, f"latchkey login {host}")
        self.assertEqual(world.latchkey("token", self.apart).returncode, 0)
        self.assertEqual(running.communicate("after\n", 30), ("after\n", ""))
        again = world.latchkey("logout", world.host)
        self.assertEqual((again.returncode, again.stdout), (0, "There was no session to end.\n"), again.stderr)

    def test_logout_all(self):
        """Every team, that is: of a user of its own, lest it ends the sessions of tests that run beside this one."""
        commands = [f"{LATCHKEY} login --quiet {host}" for host in (self.world.host, self.apart)]
        commands += [f"{LATCHKEY} status --json", f"{LATCHKEY} logout --all", f"{LATCHKEY} status --json"]
        done = run("unshare", "--user", "--map-root-user", "keyctl", "session", "-", "sh", "-c", " && ".join(commands),
                   env=self.world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        before, said, after = done.stdout.splitlines()
        self.assertEqual({app["hostname"] for app in json.loads(before)["apps"]}, {self.world.host, self.apart})
        self.assertRegex(said, r"\ALogged out\. .* No token is kept here any more\. What stays: ")
        self.assertEqual((json.loads(after)["teams"], json.loads(after)["apps"]), ([], []))
        self.assertEqual(self.world.edge.stats()["logout"], 2)

    def test_logout_unreachable(self):
        """Nothing is kept here, and it is said that the session at the edge may go on."""
        self.login(self.world)
        self.fault(self.world, "status", at="logout", status=503)
        done = self.world.latchkey("logout", self.world.host)
        self.assertEqual((done.returncode, done.stdout), (DOWN, ""), done.stderr)
        self.check_cause(done.stderr, self.world.host, "access", "may go on")
        self.assertEqual((self.document()["teams"], self.document()["apps"]), ([], []))


if __name__ == "__main__":
    tap.main()
