#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people run over ssh, with the real programs: each goes through the helper, after one login."""
import hashlib
import os
import re
import socket
import subprocess
import time
import unittest
from pathlib import Path

import tap
from world import World, free_port, run, wait_until

# The size of the file that scp copies both ways; meson's suite "heavy" sets a gigabyte.
SIZE = int(os.environ.get("LATCHKEY_TEST_BYTES", 32 << 20))


def checksum(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def random_file(path, size):
    """Bytes that cannot be compressed, made faster than /dev/urandom gives them."""
    block = os.urandom(1 << 20)
    with open(path, "wb") as file:
        for i in range(0, size, len(block)):
            file.write(block[i % 997:] + block[:i % 997])
        file.truncate(size)


class Tools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        first = cls.world.ssh(cls.world.host, "true")
        assert first.returncode == 0, first.stderr
        cls.stuff = cls.world.folder / "stuff"
        cls.stuff.mkdir()

    @classmethod
    def tearDownClass(cls):
        stats = cls.world.edge.stats()
        cls.world.close()
        assert stats["approvals"] == 1, "everything here is one login"
        assert stats["largest_client_message"] <= 16384, stats["largest_client_message"]
        assert stats["truncated_messages"] == 0
        assert stats["pings_received"] == 0

    def check(self, *command, **options):
        options.setdefault("env", self.world.env)
        done = run(*command, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def test_scp_both_ways(self):
        here, there, back = (self.stuff / name for name in ("scp-here", "scp-there", "scp-back"))
        random_file(here, SIZE)
        config = ("scp", "-q", "-F", self.world.config)
        self.check(*config, here, f"{self.world.host}:{there}", timeout=300)
        self.check(*config, f"{self.world.host}:{there}", back, timeout=300)
        self.assertEqual(checksum(here), checksum(there))
        self.assertEqual(checksum(here), checksum(back))
        for path in (here, there, back):
            path.unlink()

    def test_both_directions_at_once(self):
        data = os.urandom(8 << 20)
        process = subprocess.Popen(self.world.ssh_command(self.world.host, "cat"), env=self.world.env,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        back, _ = process.communicate(data, timeout=120)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(hashlib.sha256(back).digest(), hashlib.sha256(data).digest())

    def test_exit_code_and_streams(self):
        done = self.world.ssh(self.world.host, "echo out; echo err >&2; exit 7")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, "out\n", "err\n"))

    def test_rsync(self):
        source, target = self.stuff / "tree", self.stuff / "copy"
        for number in range(200):
            path = source / f"d{number % 7}" / f"f{number}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(number * 37))
        shell = " ".join(map(str, self.world.ssh_command()))
        for _ in range(2):
            self.check("rsync", "-a", "--delete", "-e", shell, f"{source}/", f"{self.world.host}:{target}/")
        self.check("diff", "-r", source, target)

    def test_git(self):
        origin, work, clone = (self.stuff / name for name in ("origin.git", "work", "clone"))
        env = self.world.env | {
            "GIT_SSH_COMMAND": " ".join(map(str, self.world.ssh_command())),
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.check("git", "init", "-q", "--bare", "-b", "main", origin)
        self.check("git", "init", "-q", "-b", "main", work)
        (work / "file").write_bytes(os.urandom(1 << 20))
        self.check("git", "-C", work, "add", ".", env=env)
        self.check("git", "-C", work, "commit", "-q", "-m", "one", env=env)
        self.check("git", "-C", work, "push", "-q", f"{self.world.host}:{origin}", "main", env=env)
        self.check("git", "clone", "-q", f"{self.world.host}:{origin}", clone, env=env)
        self.assertEqual(checksum(work / "file"), checksum(clone / "file"))

    def test_sftp(self):
        here, back = self.stuff / "sftp-here", self.stuff / "sftp-back"
        here.write_bytes(os.urandom(3 << 20))
        batch = f"put {here} {here}.there\nget {here}.there {back}\nrm {here}.there\n"
        self.check("sftp", "-q", "-b", "-", "-F", self.world.config, self.world.host, input=batch)
        self.assertEqual(checksum(here), checksum(back))

    def test_jump(self):
        """ssh -J HOST inner: the helper carries the first hop, ssh itself the second."""
        inner = f"Host inner\n  HostName 127.0.0.1\n  Port {self.world.sshd.port}\n  HostKeyAlias inner\n"
        config = self.world.home / ".ssh/jump"
        config.write_text(inner + self.world.config.read_text())
        done = self.check("ssh", "-F", config, "-J", self.world.host, "inner", "echo jumped")
        self.assertEqual(done.stdout, "jumped\n")

    def test_control_master(self):
        control = self.world.folder / "run/cm-%C"
        options = ("-o", "ControlMaster=auto", "-o", f"ControlPath={control}", "-o", "ControlPersist=30")
        before = self.world.edge.stats()["upgrades_ok"]
        for number in range(5):
            # A master that stays in the background keeps its standard streams.
            done = subprocess.run(self.world.ssh_command(*options, self.world.host, f"echo {number}"), env=self.world.env,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60,
                                  check=False)
            self.assertEqual((done.returncode, done.stdout.decode()), (0, f"{number}\n"))
        self.assertEqual(self.world.edge.stats()["upgrades_ok"] - before, 1)
        self.check(*self.world.ssh_command(*options, "-O", "exit", self.world.host))

    def test_dynamic_forward(self):
        """As VS Code's remote extension does: ssh -T -D PORT, a shell on stdin, and traffic by SOCKS."""
        port = free_port()
        process = subprocess.Popen(self.world.ssh_command("-T", "-D", str(port), self.world.host, "sh"), env=self.world.env,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.stdin.write(b"echo ready\n")
            process.stdin.flush()
            self.assertEqual(process.stdout.readline(), b"ready\n")
            banner = self.socks_banner(port)
            self.assertTrue(banner.startswith(b"SSH-2.0-"), banner)
        finally:
            process.stdin.close()
            self.assertEqual(process.wait(30), 0)
            process.stdout.close()
            process.stderr.close()

    def socks_banner(self, port):
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(b"\5\1\0")
            self.assertEqual(connection.recv(2), b"\5\0")
            connection.sendall(b"\5\1\0\1\x7f\0\0\1" + self.world.sshd.port.to_bytes(2, "big"))
            self.assertEqual(connection.recv(10)[:2], b"\5\0")
            return connection.recv(64)

    def test_killed_ssh_leaves_nothing(self):
        """ssh that is killed takes its helper with it."""
        process = self.world.start_ssh(self.world.host, "echo up; sleep 600")
        self.assertEqual(process.stdout.readline(), "up\n")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        self.assertTrue(children)
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
        for child in children:
            wait_until(lambda pid=child: not is_running(pid), f"the helper {child} to end", 15)

    def test_suspended_output(self):
        """A reader that stops reading: nothing is lost, and the helper stays small meanwhile."""
        process = subprocess.Popen(self.world.ssh_command(self.world.host, "head -c 30000000 /dev/zero | tr '\\0' x"),
                                   env=self.world.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        time.sleep(1)
        helper = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0]
        peak = int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{helper}/status").read_text()).group(1))
        data, _ = process.communicate(timeout=120)
        self.assertEqual((process.returncode, len(data), set(data)), (0, 30000000, {ord("x")}))
        if "ASAN_OPTIONS" not in os.environ:
            self.assertLess(peak, 10 * 1024)


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    tap.main()
