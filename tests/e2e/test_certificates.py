#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short-lived certificates: a real sshd that trusts nothing but the edge's authority, and each place for a key."""
import json
import os
import subprocess
import unittest
from pathlib import Path

import tap
from world import World, run, wait_until

USER = os.environ.get("USER") or "root"


class CertificateWorld(World):
    """`ssh HOST` by certificate alone: no authorized_keys anywhere."""

    def __init__(self, *edge_arguments, user=USER, **options):
        super().__init__(f"--user={user}@example.com", *edge_arguments, **options)
        config = self.sshd.config
        config.write_text(config.read_text().replace(f"{self.sshd.folder}/user.pub", "none")
                          + f"TrustedUserCAKeys {self.edge.about['ssh_ca']}\n")
        self.agent = None
        self.write_config("")

    def write_config(self, extra, proxy_options=""):
        if not hasattr(self, "agent"):
            return
        stanza = self.latchkey("ssh-config", "--short-lived-cert", "--hostname", self.host).stdout
        self.config.write_text(f"""{extra}
Host db
  HostName {self.host}
{stanza}
Host *
  User {USER}
  UserKnownHostsFile {self.home}/.ssh/known_hosts
  StrictHostKeyChecking accept-new
  LogLevel ERROR
""")

    def start_agent(self):
        path = self.folder / "agent"
        self.agent = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.PIPE, text=True)
        self.agent.stdout.readline()
        self.env["SSH_AUTH_SOCK"] = str(path)

    def start_gpg_agent(self):
        self.gpg = self.folder / "gpg"
        self.gpg.mkdir(mode=0o700)
        subprocess.run(["gpg-agent", "-q", "--homedir", self.gpg, "--enable-ssh-support", "--daemon"],
                       stdout=subprocess.DEVNULL, check=True)
        self.env["SSH_AUTH_SOCK"] = run("gpgconf", "--homedir", self.gpg, "--list-dirs", "agent-ssh-socket").stdout.strip()

    def close(self):
        if self.agent is not None:
            self.agent.terminate()
            self.agent.wait(10)
            self.agent.stdout.close()
        if hasattr(self, "gpg"):
            run("gpgconf", "--homedir", self.gpg, "--kill", "gpg-agent")
        super().close()

    def certificates(self):
        done = self.latchkey("certs", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["certificates"]

    def signed(self):
        return self.edge.stats()["cert_sign"]

    def private_keys(self):
        """The files that a private key is in, of all that were written by a user's programs."""
        found = run("grep", "-rlE", "PRIVATE KEY", self.home, self.folder / "run").stdout.split()
        return [Path(name) for name in found]


class Place:
    """The same for each place that a private key can be in."""
    place = None

    @classmethod
    def setUpClass(cls):
        cls.world = CertificateWorld()
        cls.prepare(cls.world)

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    @classmethod
    def prepare(cls, world):
        pass

    def check(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done

    def test_1_evaluates_only(self):
        before = self.world.edge.stats()["requests"]
        for arguments in (["-G", self.world.host], ["-v", "-G", "db"], ["-O", "check", self.world.host]):
            self.world.ssh(*arguments)
        self.assertEqual(self.world.edge.stats()["requests"], before)
        self.assertEqual(self.world.certificates(), [])

    def test_2_ssh(self):
        done = self.world.ssh(self.world.host, "whoami")
        self.assertEqual(done.stdout.strip(), USER, done.stderr)
        (certificate,) = self.world.certificates()
        self.assertEqual(certificate["place"], self.place)
        self.assertEqual(certificate["hostname"], self.world.host)
        self.assertEqual(certificate["principals"], [USER])
        self.assertEqual(certificate["state"], "valid")
        keys = [Path(certificate["identity"])] if self.place == "files" else []
        self.assertEqual(self.world.private_keys(), keys)
        for key in keys:
            self.assertEqual(key.stat().st_mode & 0o777, 0o600)
            self.assertTrue(key.is_relative_to(self.world.folder / "run"))

    def test_3_programs(self):
        here, there = self.world.folder / "here", self.world.folder / "there"
        here.write_bytes(os.urandom(100000))
        self.check(self.world.ssh("db", "true"))
        self.check(run("scp", "-q", "-F", self.world.config, here, f"db:{there}", env=self.world.env))
        self.assertEqual(here.read_bytes(), there.read_bytes())
        shell = " ".join(map(str, self.world.ssh_command()))
        self.check(run("rsync", "-e", shell, f"{self.world.host}:{there}", f"{here}.back", env=self.world.env))
        self.check(run("git", "init", "-q", "--bare", self.world.folder / "repository"))
        self.check(run("git", "ls-remote", f"db:{self.world.folder}/repository",
                       env=self.world.env | {"GIT_SSH_COMMAND": shell}))
        self.check(self.world.ssh("-o", "IdentitiesOnly=yes", self.world.host, "true"))
        self.assertEqual(self.world.signed(), 1)

    def test_4_many(self):
        for _ in range(10):
            self.check(self.world.ssh(self.world.host, "true"))
        processes = [self.world.start_ssh(self.world.host, "true") for _ in range(20)]
        for process in processes:
            _, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (0, ""))
        self.assertEqual(self.world.signed(), 1)

    def test_5_secrets_stay(self):
        """After all of it: nothing but the one file, or no file at all."""
        self.assertEqual(len(self.world.private_keys()), 1 if self.place == "files" else 0)


class Agent(Place, unittest.TestCase):
    place = "agent"

    @classmethod
    def prepare(cls, world):
        world.start_agent()


class Files(Place, unittest.TestCase):
    place = "files"


class GpgAgent(Place, unittest.TestCase):
    place = "files"

    @classmethod
    def prepare(cls, world):
        world.start_gpg_agent()

    def test_6_gpg_agent_has_nothing(self):
        self.assertEqual(list(self.world.gpg.glob("private-keys-v1.d/*")), [])


class Life(unittest.TestCase):
    def world(self, *arguments, **options):
        world = CertificateWorld(*arguments, **options)
        self.addCleanup(world.close)
        return world

    def test_signed_anew_after_its_end(self):
        world = self.world("--cert-seconds=9")
        world.start_agent()
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        first = world.certificates()[0]["serial"], world.certificates()[0]["key_id"]
        wait_until(lambda: not world.certificates() or world.certificates()[0]["state"] != "valid", "the certificate's end")
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        (second,) = world.certificates()
        self.assertNotEqual((second["serial"], second["key_id"]), first)
        self.assertEqual(world.signed(), 2)
        held = run("ssh-add", "-l", env=world.env).stdout
        self.assertEqual(held.count("latchkey "), 1, held)

    def test_many_at_once_sign_once(self):
        """Before anybody is logged in: one login, one signing."""
        world = self.world()
        world.start_agent()
        processes = [world.start_ssh(world.host, "true") for _ in range(10)]
        for process in processes:
            process.communicate(timeout=90)
            self.assertEqual(process.returncode, 0)
        self.assertEqual(world.signed(), 1)
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_identity_agent(self):
        world = self.world()
        world.start_agent()
        path = world.env.pop("SSH_AUTH_SOCK")
        world.write_config(f"Host *\n  IdentityAgent {path}\n")
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        self.assertIn(f"latchkey {world.host}", run("ssh-add", "-l", env=world.env | {"SSH_AUTH_SOCK": path}).stdout)
        self.assertEqual(world.private_keys(), [])

    def test_agent_dies(self):
        world = self.world()
        world.start_agent()
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        world.agent.kill()
        world.agent.wait(10)
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        self.assertEqual([one["place"] for one in world.certificates()], ["files"])

    def test_other_user(self):
        world = self.world(user="somebody")
        done = world.ssh(world.host, "true")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"the certificate is for the user 'somebody', and ssh logs in as '{USER}'", done.stderr)
        self.assertIn("User somebody", done.stderr)

    def test_batch_mode_does_not_ask(self):
        world = self.world()
        done = world.ssh("-o", "BatchMode=yes", world.host, "true")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"latchkey: {world.host}: login: ", done.stderr)
        self.assertEqual(world.edge.stats().get("login_page", 0), 0)


class Refused(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = CertificateWorld()
        assert cls.world.latchkey("login", cls.world.host).returncode == 0

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def tearDown(self):
        self.world.edge.control("POST", "/clear-faults", {})

    def gen(self, code, layer, *words):
        done = self.world.latchkey("ssh-gen", "--hostname", self.world.host)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertTrue(done.stderr.startswith(f"latchkey: {self.world.host}: {layer}: "), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(self.world.private_keys(), [])

    def fault(self, **fault):
        self.world.edge.control("POST", "/fault", {"kind": "sign-error", **fault})

    def test_no_authority(self):
        self.world.edge.control("POST", "/app", {"host": self.world.host, "ca": False})
        self.gen(5, "policy", "certificate authority")
        self.world.edge.control("POST", "/app", {"host": self.world.host, "ca": True})

    def test_malformed(self):
        for text in ("ssh-rsa AAAA", "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAA", "x" * 100000):
            self.fault(status=200, type="application/json", body=json.dumps({"certificate": text}), count=1)
            self.gen(6, "access", "not a certificate that ssh can use")

    def test_edge_in_trouble(self):
        self.fault(status=503, type="text/html", body="<html>")
        self.gen(6, "access", "503")

    def test_stale_token_is_renewed_once(self):
        """A session that the edge does not take for signing: another token, and the certificate."""
        before = self.world.signed()
        self.fault(count=1)
        done = self.world.latchkey("ssh-gen", self.world.host)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.world.signed(), before + 2)
        for certificate in self.world.certificates():
            for name in Path(certificate["identity"]).parent.glob("key*"):
                name.unlink()


if __name__ == "__main__":
    tap.main()
