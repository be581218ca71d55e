#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short-lived certificates with a real sshd: in the user's agent, in files, and each refusal."""
import json
import unittest
from pathlib import Path

import tap
from certificates import MANY, USER, CertificateWorld, Place
from world import LATCHKEY, run, wait_until


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

    def test_logout_forgets(self):
        for begin in (lambda world: None, lambda world: world.start_agent()):
            world = self.world()
            begin(world)
            self.assertEqual(world.ssh(world.host, "true").returncode, 0)
            self.assertEqual(len(world.certificates()), 1)
            self.assertEqual(world.latchkey("logout", world.host).returncode, 0)
            self.assertEqual((world.certificates(), world.private_keys()), ([], []))
            if world.agent is not None:
                self.assertIn("no identities", run("ssh-add", "-l", env=world.env).stdout)

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

    def test_hundred(self):
        """Connections within the life of a certificate."""
        world = self.world()
        world.start_agent()
        for _ in range(MANY):
            for process in [world.start_ssh(world.host, "true") for _ in range(10)]:
                _, err = process.communicate(timeout=90)
                self.assertEqual(process.returncode, 0, err)
        self.assertEqual((world.signed(), world.edge.stats()["approvals"]), (1, 1))

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

    def test_lines_for_cloudflared(self):
        """What its ssh-config prints, with the path replaced: by an agent; and without one the way is told."""
        world = self.world()
        program = world.folder / "cloudflared"
        program.symlink_to(LATCHKEY)
        files = world.home / ".cloudflared" / "%h-cf_key"
        rest = world.config.read_text().split("\nHost *\n", 1)[1]
        world.config.write_text(f"""Match host {world.host} exec "{program} access ssh-gen --hostname %h"
  ProxyCommand {program} access ssh --hostname %h
  IdentityFile {files}
  CertificateFile {files}-cert.pub
Host *
{rest}""")
        world.start_agent()
        done = world.ssh(world.host, "true")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("there is no ssh-agent", done.stderr)
        world.agent.kill()
        world.agent.wait(10)
        done = world.ssh(world.host, "true")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"put 'IdentityFile {world.certificates()[0]['identity']}'", done.stderr)

    def test_other_user(self):
        world = self.world(user="somebody")
        done = world.ssh(world.host, "true")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"the certificate is for the user 'somebody', and ssh logs in as '{USER}'", done.stderr)
        self.assertIn("User somebody", done.stderr)

    def test_wrong_clock(self):
        """A certificate that is over when it comes: it is this machine's clock that people have to look at."""
        world = self.world("--cert-seconds=-30")
        self.assertEqual(world.latchkey("login", world.host).returncode, 0)
        done = world.latchkey("ssh-gen", "--hostname", world.host)
        self.assertEqual(done.returncode, 9, done.stderr)
        self.assertRegex(done.stderr, rf"\Alatchkey: {world.host}: clock: [^\n]*clock[^\n]*\n\Z")
        self.assertEqual((world.certificates(), world.private_keys()), ([], []))

    def test_status_tells(self):
        """For whom, until when, and where it is; the same as certs."""
        world = self.world()
        world.start_agent()
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        self.assertRegex(world.latchkey("status").stdout,
                         rf"Short-lived certificates\n  {world.host} as {USER}, for \d+ minutes?, in the ssh-agent\n")
        status = json.loads(world.latchkey("status", "--json").stdout)
        self.assertEqual(status["certificates"], world.certificates())
        self.assertEqual(status["certificates"][0]["principals"], [USER])

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

    def test_for_another_key(self):
        """A certificate that is good, but not for the key that was sent."""
        key = self.world.folder / "another"
        run("ssh-keygen", "-q", "-t", "ecdsa", "-b", "256", "-N", "", "-f", key)
        run("ssh-keygen", "-q", "-s", key, "-I", "x", "-n", USER, "-V", "-1m:+5m", f"{key}.pub")
        line = (self.world.folder / "another-cert.pub").read_text()
        self.fault(status=200, type="application/json", body=json.dumps({"certificate": line}), count=1)
        self.gen(6, "access", "another key was signed")

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
