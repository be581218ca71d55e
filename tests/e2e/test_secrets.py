#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No token, secret or key where others can read it: messages, logs, files, arguments and environments."""
import base64
import secrets
import subprocess

import tap
from traces import Traces, public_of
from trouble import Case, echo
from world import run

ID = "0123456789abcdef.access"


class Secrets(Case):
    def setUp(self):
        self.secret = "cfast_" + secrets.token_hex(20)
        self.world = self.make_world(f"--service-token={ID}:{self.secret}", apps=[
            "echo-{mark}.example.com=" + self.make_service(echo).address + ",team={team}"])
        self.host = f"echo-{self.world.mark}.example.com"
        self.traces = Traces(self.world)
        self.log = self.world.folder / "tmp/log"
        self.logging = ("--log-level", "debug", "--logfile", str(self.log))

    def latchkey(self, *arguments, code=0, quiet=True, **options):
        """Runs it and keeps what it prints; all of it, or only errors where a token is what was asked for."""
        options.setdefault("env", self.world.env)
        done = run(self.traces.program, *arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.traces.note(f"messages of {arguments[0]}", done.stderr)
        if quiet:
            self.traces.note(f"output of {arguments[0]}", done.stdout)
        return done

    def connection(self, *arguments, environment=True, env=None):
        """A connection that carries something; while it lives, its process is looked at."""
        process = subprocess.Popen([self.traces.program, "tcp", "--hostname", self.host, *self.logging, *arguments],
                                   env=env or self.world.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stdin.write(b"hello")
        process.stdin.flush()
        greeting = process.stdout.read(5)
        found = self.traces.look_at_processes(environment)
        _, errors = process.communicate(b"quit", timeout=60)
        self.traces.note("messages of a connection", errors)
        self.assertEqual((greeting, process.returncode), (b"hello", 0), errors)
        self.assertGreater(found, 0)

    def check(self, *more):
        self.assertEqual(self.traces.find(self.secret, *more), [])

    def test_would_be_found(self):
        """What this module looks for, it finds."""
        token = "eyJhbGciOiJSUzI1NiJ9." + secrets.token_urlsafe(40) + "." + secrets.token_urlsafe(40)
        private = secrets.token_bytes(32)
        public = base64.urlsafe_b64encode(public_of(private)).decode().replace("=", "%3D")
        for planted in (self.secret, token, f"?token={public} {private.hex()}",
                        f"?token={public} {base64.b64encode(private).decode()}"):
            with self.subTest(planted=planted):
                (self.world.home / "planted").write_text(planted)
                self.assertEqual([place for place, _ in self.traces.find(self.secret)], [str(self.world.home / "planted")])

    def test_login(self):
        world, traces = self.world, self.traces
        self.connection()
        self.assertEqual(traces.saw("browser"), 1)
        token = self.latchkey("token", self.host, quiet=False).stdout.strip()
        parts = token.split(".")
        self.assertEqual(len(parts), 3)
        self.connection()
        world.config.write_text(world.config.read_text().replace("--hostname %h", "--hostname %h " + " ".join(self.logging)))
        done = world.ssh(world.host, "echo $SSH_CLIENT", timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        traces.note("ssh", done.stderr + done.stdout)
        self.latchkey("curl", f"https://{self.host}/", "--silent", "--connect-to", f"::127.0.0.1:{world.edge.port}",
                      "--cacert", world.env["SSL_CERT_FILE"])
        self.assertEqual(traces.saw("curl"), 1)
        self.latchkey("status")
        self.latchkey("status", "--json")
        self.check(*parts[1:])
        self.latchkey("logout", self.host)
        self.check(*parts[1:])

    def test_refusals(self):
        """Tokens that are refused, that do not arrive whole, that are ended."""
        world = self.world
        self.connection()
        self.fault(world, "redirect", at="upgrades",
                   location=f"https://{world.team}.cloudflareaccess.com/cdn-cgi/access/login/{self.host}?kid=x")
        self.latchkey("tcp", "--hostname", self.host, *self.logging, code=5)
        self.clear(world)
        world.edge.control("POST", "/revoke", {})
        for kind in ("bad-json", "truncated"):
            self.fault(world, f"transfer-{kind}")
            self.latchkey("tcp", "--hostname", self.host, *self.logging, code=6)
            self.clear(world)
        self.fault(world, "status", status=500, at="logout")
        self.connection()
        self.latchkey("logout", self.host, code=6)
        self.check()

    def test_service_token(self):
        """The user's own argument and environment are the user's, but go no further."""
        variables = {"TUNNEL_SERVICE_TOKEN_ID": ID, "TUNNEL_SERVICE_TOKEN_SECRET": self.secret,
                     # Makes it ask the worker which proxy the desktop wants.
                     "XDG_CURRENT_DESKTOP": "GNOME"}
        for arguments in (("--id", ID, "--secret", self.secret),
                          (f"--service-token-id={ID}", f"--service-token-secret={self.secret}"),
                          ("-H", f"CF-Access-Client-Id: {ID}", "-H", f"CF-Access-Client-Secret: {self.secret}"),
                          (f"--header=CF-Access-Client-Id: {ID}", f"--header=CF-Access-Client-Secret: {self.secret}")):
            self.connection(*arguments)
        self.connection(environment=False, env=self.world.env | variables)
        self.assertGreater(self.traces.saw("latchkey-session"), 0)
        self.latchkey("tcp", "--hostname", self.host, *self.logging, "--id", ID, "--secret", self.secret[:-1] + "x", code=5)
        self.addCleanup(self.world.latchkey, "logout", self.host)
        self.latchkey("login", "--service-token", ID, self.host, input=self.secret + "\n")
        self.connection()
        self.latchkey("curl", f"https://{self.host}/", "--silent", "--connect-to",
                      f"::127.0.0.1:{self.world.edge.port}", "--cacert", self.world.env["SSL_CERT_FILE"])
        self.assertEqual(self.traces.saw("browser"), 0)
        self.check(self.secret[:-1])


if __name__ == "__main__":
    tap.main()
