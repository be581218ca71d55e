#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""latchkey agent: no key in any file, no line in the configuration that is run, and the user's own agent behind it."""
import os
import socket
import subprocess
import unittest

import tap
from certificates import USER, CertificateWorld, Place
from world import LATCHKEY, run, wait_until


class JustInTime(Place, unittest.TestCase):
    place = "agent"
    in_files = False

    @classmethod
    def prepare(cls, world):
        world.start_agent()
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "my own", "-f", world.folder / "own"], check=True)
        cls.add(world, world.env)
        world.start_own_agent()

    @classmethod
    def add(cls, world, env):
        done = run("ssh-add", "-q", world.folder / "own", env=env)
        assert done.returncode == 0, done.stderr

    def ask(self, *command):
        return run(*command, env=self.world.env | {"SSH_AUTH_SOCK": self.world.own_path})

    def test_6_the_rest_is_the_users_agent(self):
        own = self.world.folder / "own"
        held = self.ask("ssh-add", "-l").stdout
        self.assertIn("my own", held)
        self.assertIn(f"latchkey {self.world.host}", held)
        self.check(self.ask("ssh-add", "-T", f"{own}.pub"))
        self.check(self.ask("ssh-add", "-q", "-d", own))
        self.assertNotIn("my own", run("ssh-add", "-l", env=self.world.env).stdout)
        self.add(self.world, self.world.env | {"SSH_AUTH_SOCK": self.world.own_path})
        self.assertIn("my own", run("ssh-add", "-l", env=self.world.env).stdout)
        self.assertNotIn("latchkey", run("ssh-add", "-l", env=self.world.env).stdout)

    def test_7_one_at_a_time(self):
        done = self.world.latchkey("agent")
        self.assertEqual(done.returncode, 9)
        self.assertIn("listens", done.stderr)

    def test_8_ends(self):
        self.world.stop_own_agent()
        self.assertEqual(list((self.world.folder / "run/latchkey").glob("agent*")), [])
        wait_until(lambda: not list((self.world.folder / "run/latchkey").glob("keys.*")), "the store's end")
        self.assertEqual((self.world.folder / "own-agent.log").read_text(), "")


class JustInTimeAlone(Place, unittest.TestCase):
    """Without an agent of the user's; it is also started anew where one was killed."""
    place = "agent"
    in_files = False

    @classmethod
    def prepare(cls, world):
        world.start_own_agent()
        world.own_agent.kill()
        world.own_agent.wait(10)
        world.own_agent.stdout.close()
        world.start_own_agent()


class Life(unittest.TestCase):
    def world(self, *arguments):
        world = CertificateWorld(*arguments)
        self.addCleanup(world.close)
        return world

    def test_signed_anew_after_its_end(self):
        world = self.world("--cert-seconds=9")
        world.start_own_agent()
        for number in (1, 2):
            self.assertEqual(world.ssh(world.host, "true").returncode, 0)
            self.assertEqual(world.signed(), number)
            wait_until(lambda: not world.certificates() or world.certificates()[0]["state"] != "valid", "the end")

    def test_logout_forgets(self):
        world = self.world()
        world.start_own_agent()
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        env = world.env | {"SSH_AUTH_SOCK": world.own_path}
        self.assertIn("latchkey", run("ssh-add", "-l", env=env).stdout)
        self.assertEqual(world.latchkey("logout", world.host).returncode, 0)
        self.assertNotIn("latchkey", run("ssh-add", "-l", env=env).stdout)
        self.assertEqual(world.certificates(), [])

    def test_by_systemd(self):
        """Started with a socket that listens already, as a unit is; it leaves that socket where it is."""
        world = self.world()
        (world.folder / "run/latchkey").mkdir(mode=0o700, exist_ok=True)
        path = world.folder / "run/latchkey/agent"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            agent = subprocess.Popen(["sh", "-c", 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" agent', LATCHKEY], env=world.env,
                                     preexec_fn=lambda: os.dup2(listener.fileno(), 3), pass_fds=[3])
        world.way = "--agent"
        world.write_config("")
        done = world.ssh(world.host, "true")
        agent.terminate()
        self.assertEqual(agent.wait(20), 0)
        self.assertEqual((done.returncode, world.signed()), (0, 1), done.stderr)
        self.assertTrue(path.exists())

    def test_without_authority(self):
        """ssh cannot say why, so the agent does, where ssh speaks."""
        world = self.world()
        world.start_own_agent()
        world.edge.control("POST", "/app", {"host": world.host, "ca": False})
        done = world.ssh(world.host, "true")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"latchkey: {world.host}: policy: ", done.stderr)
        self.assertEqual((world.folder / "own-agent.log").read_text(), "")

    def test_without_authority_nowhere_to_say(self):
        """An ssh whose stderr cannot be written to: what is wrong is in the journal."""
        world = self.world()
        world.start_own_agent()
        world.edge.control("POST", "/app", {"host": world.host, "ca": False})
        ours, theirs = socket.socketpair()
        with ours, theirs:
            done = subprocess.run(world.ssh_command(world.host, "true"), env=world.env, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=theirs, timeout=60)
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"latchkey: {world.host}: policy: ", (world.folder / "own-agent.log").read_text())

    def test_another_user(self):
        world = CertificateWorld(user="somebody")
        self.addCleanup(world.close)
        world.start_own_agent()
        done = world.ssh(world.host, "true")
        self.assertEqual(done.returncode, 255)
        self.assertIn(f"the certificate is for the user 'somebody', and ssh logs in as '{USER}'", done.stderr)
        self.assertEqual(done.stderr.count("User somebody"), 1)


if __name__ == "__main__":
    tap.main()
