#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service tokens, however they are given: one upgrade, and never a browser."""
import subprocess

import tap
from trouble import DOWN, LOGIN, REFUSED, Case, greeter
from world import LATCHKEY

ID, SECRET = "0123456789abcdef.access", "a1b2c3d4" * 8


class Service(Case):
    def setUp(self):
        hello = self.make_service(greeter(b"hello")).address
        self.world = self.make_world(f"--service-token={ID}:{SECRET}", apps=[
            f"machine-{{mark}}.example.com={hello},team={{team}},policy=service",
            f"people-{{mark}}.example.com={hello},team={{team}},policy=allow",
            f"nobody-{{mark}}.example.com={hello},team={{team}},policy=service+deny"])
        self.machine, self.people = (f"{name}-{self.world.mark}.example.com" for name in ("machine", "people"))
        for host in (self.machine, self.people, self.world.host):
            self.addCleanup(self.world.latchkey, "logout", host)

    def keep(self, host, secret=SECRET):
        done = self.world.latchkey("login", "--service-token", ID, host, input=secret + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(secret, done.stdout + done.stderr)

    def carry_once(self, *arguments, host=None, **variables):
        """Returns what came of it, having checked that there was one request and no browser."""
        before = self.world.edge.stats()
        done = self.world.latchkey("tcp", "--hostname", host or self.machine, *arguments, env={**self.world.env, **variables})
        counted = self.counted(self.world, before)
        self.assertEqual((counted["requests"], counted["upgrades"], self.browsers()), (1, 1, 0))
        return done

    def ways(self, id=ID, secret=SECRET):
        return [((), {"TUNNEL_SERVICE_TOKEN_ID": id, "TUNNEL_SERVICE_TOKEN_SECRET": secret}),
                (("--service-token-id", id, "--service-token-secret", secret), {}),
                (("-H", f"CF-Access-Client-Id: {id}", "-H", f"cf-access-client-secret: {secret}"), {})]

    def test_ways(self):
        for arguments, variables in self.ways():
            with self.subTest(arguments=arguments):
                done = self.carry_once(*arguments, **variables)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "hello", ""))
                sent = self.world.edge.stats()["last_upgrade_headers"]
                self.assertEqual([sent[name] for name in ("cf-access-client-id", "cf-access-client-secret")],
                                 [[ID], ["(64 bytes)"]])
                self.assertNotIn("cf-access-token", sent)

    def test_flags_win(self):
        """Over the environment, which wins over the keyring."""
        self.keep(self.machine, "wrong")
        self.assertEqual(self.carry_once(TUNNEL_SERVICE_TOKEN_ID=ID, TUNNEL_SERVICE_TOKEN_SECRET=SECRET).stdout, "hello")
        done = self.carry_once("--id", ID, "--secret", SECRET, TUNNEL_SERVICE_TOKEN_ID=ID, TUNNEL_SERVICE_TOKEN_SECRET="wrong")
        self.assertEqual(done.stdout, "hello", done.stderr)

    def test_keyring(self):
        """Kept for a host, it is used without a word, by ssh too, until it is forgotten."""
        self.keep(self.machine)
        for _ in range(2):
            done = self.carry_once()
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "hello", ""))
        login = self.world.latchkey("login", self.machine)
        self.assertEqual(login.returncode, 0, login.stderr)
        self.assertIn(f"service token {ID}", login.stdout)
        self.check_failure(self.world.latchkey("token", self.machine), self.machine, "login", LOGIN, "no app token")
        self.assertEqual(self.browsers(), 0)
        self.keep(self.world.host)
        self.assertEqual(self.world.ssh(self.world.host, "echo works").stdout, "works\n")
        forgotten = self.world.latchkey("logout", self.machine)
        self.assertEqual((forgotten.returncode, forgotten.stderr), (0, ""))
        self.assertEqual(self.world.edge.stats()["logout"], 0)
        self.check_failure(self.world.latchkey("token", self.machine), self.machine, "policy", REFUSED, "service tokens only")
        self.assertEqual(self.world.ssh(self.world.host, "echo works").stdout, "works\n", "another host's stays")

    def test_not_accepted(self):
        """Wrong, unknown, or for a policy that takes none: said in one line, at once."""
        for arguments, variables in self.ways(secret="b" * 64) + self.ways(id="unknown.access"):
            with self.subTest(arguments=arguments):
                self.check_failure(self.carry_once(*arguments, **variables), self.machine, "policy", REFUSED, "service token")
        for arguments, variables in self.ways():
            with self.subTest("people", arguments=arguments):
                done = self.carry_once(*arguments, host=self.people, **variables)
                self.check_failure(done, self.people, "policy", REFUSED, "Service Auth")
        self.keep(self.machine, "b" * 64)
        self.check_failure(self.carry_once(), self.machine, "policy", REFUSED, "service token")
        self.keep(self.people)
        self.check_failure(self.carry_once(host=self.people), self.people, "policy", REFUSED, "Service Auth")

    def test_down(self):
        """What is behind the edge has nothing to do with the token."""
        self.fault(self.world, "status", at="upgrades", status=502)
        done = self.carry_once("--id", ID, "--secret", SECRET)
        self.check_failure(done, self.machine, "origin", DOWN, "refuses connections")

    def test_without(self):
        """An application for service tokens only: said, and no login that leads nowhere."""
        done = self.world.latchkey("tcp", "--hostname", self.machine)
        self.check_failure(done, self.machine, "policy", REFUSED, "service token")
        self.assertEqual(self.browsers(), 0)

    def test_curl(self):
        """The pair goes to the host whose URL it is, in headers that no command line shows."""
        self.keep(self.machine)
        there = ("--silent", "--connect-to", f"::127.0.0.1:{self.world.edge.port}", "--cacert", self.world.env["SSL_CERT_FILE"])
        check = self.world.latchkey("curl", f"https://{self.machine}/?cloudflared_token_check=true", *there)
        self.assertEqual((check.returncode, check.stdout), (0, "ok\n"), check.stderr)
        self.assertEqual(self.browsers(), 0)


class Curl(Case):
    def setUp(self):
        self.world = self.make_world()
        self.url = f"https://{self.world.host}/?cloudflared_token_check=true"
        self.there = ("--silent", "--connect-to", f"::127.0.0.1:{self.world.edge.port}",
                      "--cacert", self.world.env["SSL_CERT_FILE"])

    def test_login(self):
        """Without a token it asks for a login first; with one it asks nobody."""
        for logins in (1, 1):
            done = self.world.latchkey("curl", self.url, *self.there)
            self.assertEqual((done.returncode, done.stdout), (0, "ok\n"), done.stderr)
            self.assertEqual(self.browsers(), logins)

    def test_allow_request(self):
        """Sends the request all the same, and the edge leads to the login."""
        for flag in ("--allow-request", "-ar"):
            done = self.world.latchkey("curl", flag, self.url, "--write-out", "%{http_code}", *self.there)
            self.assertEqual((done.returncode, done.stdout[-3:]), (0, "302"), done.stderr)
        self.assertEqual(self.browsers(), 0)
        self.login(self.world)
        done = self.world.latchkey("curl", "-ar", self.url, *self.there)
        self.assertEqual((done.returncode, done.stdout), (0, "ok\n"), done.stderr)

    def test_exit_code(self):
        """Curl's own, as scripts expect."""
        self.login(self.world)
        self.fault(self.world, "status", status=500, at="token_checks")
        self.assertEqual(self.world.latchkey("curl", self.url, "--fail", *self.there).returncode, 22)

    def test_output_only(self):
        """A pipe that reads the reply reads nothing else, even through a login."""
        with subprocess.Popen([LATCHKEY, "curl", self.url, *self.there], env=self.world.env, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL) as process:
            self.assertEqual(process.stdout.read(), b"ok\n")


if __name__ == "__main__":
    tap.main()
