#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what is wrong with it is told in one line and nothing is begun; what today's client takes is taken."""
import os

import tap
from trouble import Case, greeter
from world import LATCHKEY, run

USAGE, SET_UP = 2, 9
COMMANDS = ["ssh", "tcp", "rdp", "smb", "login", "logout", "token", "curl", "ssh-config", "ssh-gen", "certs", "agent", "status",
            "version"]
HOST = ("ssh", "--hostname", "ssh.example.com")

# What is said of a name, wherever one is expected.
NAMES = [
    ("ssh host.example.com", "space"),
    ("http://ssh.example.com", "https"),
    ("ssh://ssh.example.com", "https"),
    ("me@ssh.example.com", "user name"),
    ("ssh.example.com:22", "port"),
    ("127.0.0.1", "numbers"),
    ("[::1]", "numbers"),
    ("1.2.3", "part"),
    ("", "part"),
    ("ssh..example.com", "part"),
    ("-ssh.example.com-", "part"),
    ("a" * 300 + ".example.com", "part"),
    ("\x1b[31mssh.example.com", "part"),
    ("ssh.example.com\nlatchkey: done", "space"),
]

WRONG = [
    (("frobnicate",), "no command 'frobnicate'"),
    (("access", "frobnicate"), "no command 'frobnicate'"),
    (("ssh",), "a host is missing"),
    (("ssh", "--hostname"), "Missing argument"),
    (("ssh", "--bogus"), "--bogus"),
    ((*HOST, "--bogus=1"), "--bogus"),
    ((*HOST, "another.example.com"), "one argument too many"),
    (("ssh", "one.example.com", "two.example.com"), "one argument too many"),
    (("tcp", "--hostname", "https://ssh.example.com/path"), "path"),
    ((*HOST, "--id", "abc.access"), "secret is missing"),
    ((*HOST, "--secret", "5ecre7"), "ID is missing"),
    ((*HOST, "-H", "nonsense"), "Name: value"),
    ((*HOST, "-H", "X-Split: a\r\nCookie: b"), "Name: value"),
    ((*HOST, "-H", "Host: other.example.com"), "Host"),
    ((*HOST, "-H", "sec-websocket-key: x"), "by latchkey itself"),
    ((*HOST, "--destination", "db\r\nX: y"), "HOST:PORT"),
    ((*HOST, "--log-level", "loud"), "'loud'"),
    ((*HOST, "--url", "nonsense"), "nonsense"),
    ((*HOST, "--url", "127.0.0.1:99999"), "99999"),
    (("login",), "a host is missing"),
    (("login", "--bogus"), "--bogus"),
    (("login", "one.example.com", "two.example.com"), "one argument too many"),
    (("logout",), "a host is missing"),
    (("logout", "--all", "ssh.example.com"), "either a host or --all"),
    (("token",), "a host is missing"),
    (("curl",), "a URL is missing"),
    (("curl", "http://ssh.example.com/"), "https"),
    (("ssh-gen",), "a host is missing"),
    (("ssh-gen", "--hostname"), "Missing argument"),
    (("agent", "ssh.example.com"), "one argument too many"),
    (("agent", "--bogus"), "--bogus"),
    (("certs", "ssh.example.com"), "one argument too many"),
    (("status", "ssh.example.com"), "one argument too many"),
    (("version", "ssh.example.com"), "one argument too many"),
    (("ssh-config", "--bogus"), "--bogus"),
]


class Wrong(Case):
    def check_usage(self, world, arguments, word, code=USAGE, layer="usage"):
        with self.subTest(arguments=arguments):
            done = world.latchkey(*arguments)
            self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
            self.assertRegex(done.stderr, rf"\Alatchkey: ([\w.-]+: )?{layer}: [^\n\x1b]+\n\Z")
            self.assertIn(word, done.stderr)

    def test_wrong(self):
        world = self.make_world()
        for arguments, word in WRONG:
            self.check_usage(world, arguments, word)
        for name, word in NAMES:
            for command in (("ssh", "--hostname"), ("tcp", "--"), ("login", "--"), ("logout", "--"), ("token", "--app"),
                            ("curl", "--"), ("ssh-config", "--hostname")):
                self.check_usage(world, (*command, name), word)
        self.check_usage(world, ("logout", "ssh.example.com"), "no login to this host")
        self.check_usage(world, ("login", "--service-token", "abc.access", "ssh.example.com"), "standard input")
        self.check_usage(world, (*HOST, "--logfile", "/nonexistent/log"), "/nonexistent/log", SET_UP, "config")
        self.assertEqual(world.edge.stats()["tcp_connections"], 0)
        self.assertEqual(self.browsers(), 0)

    def test_nothing(self):
        """Without a word it tells what there is, and is no success."""
        done = run(LATCHKEY)
        self.assertEqual((done.returncode, done.stderr), (USAGE, ""))
        self.assertIn("Usage: latchkey COMMAND", done.stdout)

    def test_in_ssh(self):
        """A name that ssh hands on as it was typed."""
        world = self.make_world()
        world.config.write_text(world.config.read_text().replace("Host *.example.com", "Host *"))
        done = world.ssh("10.0.0.1", "true")
        self.assertEqual(done.returncode, 255)
        self.assertRegex(done.stderr, r"\Alatchkey: usage: \"10\.0\.0\.1\" is not a host name[^\n]+\n")


class Help(Case):
    def test_commands(self):
        world = self.make_world()
        for front in ((), ("access",), ("access", "--fedramp")):
            for command in COMMANDS:
                with self.subTest(front=front, command=command):
                    done = world.latchkey(*front, command, "--help")
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertRegex(done.stdout, rf"\AUsage:\n  latchkey {command} ")
        for command in (("--help",), ("-h",), ("help",), ("access", "--help")):
            done = world.latchkey(*command)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for name in COMMANDS:
                self.assertRegex(done.stdout, rf"\n  {name} +\w+")

    def test_version(self):
        world = self.make_world()
        texts = {world.latchkey(*words).stdout for words in (("version",), ("--version",), ("access", "version"))}
        self.assertEqual(len(texts), 1)
        self.assertRegex(texts.pop(), r"\Alatchkey \d+\.\d+\.\d+\n\Z")


class Compatible(Case):
    """Protocol.md section 8."""

    def setUp(self):
        self.world = self.make_world("--service-token=abc.access:5ecre7", apps=[
            "hello-{mark}.example.com=" + self.make_service(greeter(b"hello")).address + ",team={team}",
            "bastion-{mark}.example.com={origin},team={team},bastion=yes",
            "fed-{mark}.example.com={origin},team={team}.fed"])
        self.host = f"hello-{self.world.mark}.example.com"
        self.cloudflared = self.world.folder / "cloudflared"
        self.cloudflared.symlink_to(LATCHKEY)

    def says_hello(self, *arguments, **options):
        with self.subTest(arguments=arguments):
            options.setdefault("env", self.world.env)
            done = run(self.cloudflared, *arguments, **options)
            self.assertEqual((done.returncode, done.stdout), (0, "hello"), done.stderr)
            return done

    def test_connecting(self):
        host, folder = self.host, self.world.folder
        self.login(self.world, host)
        for name in ("tcp", "ssh", "rdp", "smb"):
            self.says_hello("access", name, "--hostname", host)
        for flags in (("--tunnel-host", host), ("-T", host), (f"--hostname={host}",), ("-hostname", host), (host,),
                      ("--hostname", f"https://{host}"), ("--hostname", host.upper())):
            self.says_hello("access", "ssh", *flags)
            self.says_hello("access", "--fedramp", "ssh", *flags)
        for header in (("-H", "X-Trace: one"), ("--header", "X-Trace: one"), ("--header=X-Trace: one",)):
            self.says_hello("access", "ssh", "--hostname", host, *header, "-H", "X-Other: two")
            sent = self.world.edge.stats()["last_upgrade_headers"]
            self.assertEqual((sent["x-trace"], sent["x-other"]), (["one"], ["two"]))
        before = self.world.edge.stats()
        for id_flag, secret_flag in (("--service-token-id", "--service-token-secret"), ("--id", "--secret")):
            self.says_hello("access", "tcp", "--hostname", host, id_flag, "abc.access", secret_flag, "5ecre7")
            sent = self.world.edge.stats()["last_upgrade_headers"]
            self.assertEqual(sent["cf-access-client-id"], ["abc.access"])
            self.assertNotIn("cf-access-token", sent)
        self.assertEqual(self.counted(self.world, before)["requests"], 2)
        for level in ("--log-level", "--loglevel"):
            self.says_hello("access", "tcp", "--hostname", host, level, "debug", "--logfile", str(folder / level))
            self.assertIn(f"{host}: connected", (folder / level).read_text())
        self.says_hello("access", "tcp", "--hostname", host, "--log-directory", str(folder))
        self.assertIn(f"{host}: connected", (folder / "latchkey.log").read_text())
        self.assertEqual(os.stat(folder / "latchkey.log").st_mode & 0o777, 0o600)

    def test_destination(self):
        """A bastion: the client names the machine behind it."""
        bastion = f"bastion-{self.world.mark}.example.com"
        service = self.make_service(greeter(b"hello")).address
        self.login(self.world, bastion)
        self.says_hello("access", "tcp", "--hostname", bastion, "--destination", service)
        self.says_hello("access", "tcp", "--hostname", bastion,
                        env={**self.world.env, "TUNNEL_SERVICE_DESTINATION": service})

    def test_variables(self):
        self.login(self.world, self.host)
        self.says_hello("access", "tcp", env={**self.world.env, "TUNNEL_SERVICE_HOSTNAME": self.host})
        self.says_hello("access", "tcp", "--hostname", self.host,
                        env={**self.world.env, "TUNNEL_SERVICE_HOSTNAME": "other.example.com"})

    def test_login(self):
        world, url = self.world, f"https://{self.host}/"
        quiet = run(self.cloudflared, "access", "login", "-q", url, env=world.env)
        self.assertEqual((quiet.returncode, quiet.stdout), (0, ""), quiet.stderr)
        self.assertEqual(run(self.cloudflared, "access", "login", "--quiet", "--app", url, env=world.env).stdout, "")
        loud = run(self.cloudflared, "access", "login", url, env=world.env).stdout
        self.assertRegex(loud, rf"\ALogged in to {world.team}\.cloudflareaccess\.com as user@example\.com for about .+\n\Z")
        bare = run(self.cloudflared, "access", "login", "--no-verbose", "--auto-close", url, env=world.env)
        self.assertRegex(bare.stdout, r"\A[\w-]+\.[\w-]+\.[\w-]+\n\Z")
        self.assertEqual(bare.stderr, "")
        for words in ((url,), (self.host,), (f"--app={url}",), ("--app", self.host)):
            self.assertEqual(run(self.cloudflared, "access", "token", *words, env=world.env).stdout, bare.stdout)
        self.assertEqual(self.browsers(), 1)

    def test_auto_close(self):
        done = run(self.cloudflared, "access", "login", "--auto-close", self.host, env=self.world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("&close_interstitial=true", self.browsed.read_text())

    def test_fedramp(self):
        """Its own login service and team domains, for whoever needs them."""
        world, host = self.world, f"fed-{self.world.mark}.example.com"
        self.fault(world, "accept-cut", host="login.cloudflareaccess.org")
        done = run(self.cloudflared, "access", "--fedramp", "login", host, env=world.env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f" {world.team}.fed.cloudflareaccess.com ", done.stdout)
        self.assertEqual(self.browsers(), 1)
        stanza = run(self.cloudflared, "access", "--fedramp", "ssh-config", "--hostname", host).stdout
        self.assertIn(" ssh --fedramp --hostname %h\n", stanza)
        world.config.write_text(stanza + world.config.read_text().split("%h", 1)[1])
        done = world.ssh(host, "echo works")
        self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)

    def test_ssh_config(self):
        """An existing stanza works when its path is replaced, and so does the one that is printed."""
        world = self.world
        for stanza in (f"Host {world.host}\n  ProxyCommand {self.cloudflared} access ssh --hostname %h\n",
                       world.latchkey("ssh-config", "--hostname", world.host).stdout,
                       world.latchkey("ssh-config", world.host).stdout):
            world.config.write_text(stanza + world.config.read_text().split("%h", 1)[1])
            done = world.ssh(world.host, "echo works")
            self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)


if __name__ == "__main__":
    tap.main()
