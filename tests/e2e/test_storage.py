#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where tokens are kept: with every kind of keyring a login works, says where it is kept, and never hangs."""
import ctypes
import json
import platform
import signal
import struct
import time

import tap
from desktop import Desktop
from traces import JWT
from trouble import LOGIN, SET_UP, Case
from world import LATCHKEY, run

# Several calls may run into their limit of 3 seconds; people must not.
BOUND = 25


def without_kernel_keyring():
    """Answers ENOSYS to add_key, request_key and keyctl, as many containers do (seccomp(2))."""
    first = {"x86_64": 248, "aarch64": 217}[platform.machine()]
    code = [(0x20, 0, 0, 0), (0x35, 0, 2, first), (0x35, 1, 0, first + 3), (0x06, 0, 0, 0x00050000 | 38),
            (0x06, 0, 0, 0x7FFF0000)]
    text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *word) for word in code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code), ctypes.addressof(text)))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program) == 0, ctypes.get_errno()


class Storage(Case):
    def setUp(self):
        self.world = self.make_world()
        self.desktop = None

    def make_desktop(self):
        self.desktop = Desktop(self.world)
        self.addCleanup(self.desktop.close)
        # Before the desktop ends, while its keyring can still forget.
        self.addCleanup(self.world.forget)
        return self.desktop

    def works(self, *arguments, **options):
        """ssh works, in time. Returns what was said on the way."""
        started = time.monotonic()
        done = self.world.ssh(*arguments, self.world.host, "echo works", **options)
        self.assertEqual((done.returncode, done.stdout), (0, "works\n"), done.stderr)
        self.assertLess(time.monotonic() - started, BOUND)
        return done.stderr

    def storage(self):
        done = self.world.latchkey("status", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["storage"]

    def check_kernel(self, *words, locked=False):
        """A login is said to be kept in the kernel's keyring and why, and the next connection finds it there."""
        said = self.works()
        for word in ("in the kernel's keyring until the machine restarts", *words):
            self.assertIn(word, said)
        self.assertEqual(self.works(), "")
        self.assertEqual(self.browsers(), 1)
        storage = self.storage()
        self.assertEqual((storage["backend"], storage["locked"]), ("kernel", locked))
        self.assertIn(words[0], storage["detail"])

    def after_restart(self, command):
        """Runs a command where the kernel's keyring is empty."""
        return run("unshare", "--user", "--map-current-user", "keyctl", "session", "-", *command, env=self.world.env)

    def test_keyring(self):
        self.make_desktop().start_keyring()
        said = self.works()
        self.assertNotIn("kept", said)
        self.assertEqual(self.storage()["backend"], "secret-service")
        self.assertEqual(self.works(), "")
        again = self.after_restart([LATCHKEY, "token", self.world.host])
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertRegex(again.stdout.encode(), JWT)
        self.assertEqual(self.browsers(), 1)
        files = [path for path in self.world.home.rglob("*") if path.is_file()]
        self.assertTrue([path for path in files if path.suffix == ".keyring"], "the keyring is one of them")
        self.assertEqual([path for path in files if JWT.search(path.read_bytes())], [])
        self.assertEqual(self.world.latchkey("logout", self.world.host).returncode, 0)
        self.assertEqual(self.after_restart([LATCHKEY, "token", self.world.host]).returncode, LOGIN)

    def test_service_token(self):
        """Kept across a restart only by a desktop keyring, and said where else."""
        keep = [LATCHKEY, "login", "--service-token", "abc.access", self.world.host]
        self.addCleanup(self.world.latchkey, "logout", self.world.host)
        done = run(*keep, env=self.world.env, input="5ecre7\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("until the machine restarts", done.stderr)
        done = run(*keep, env=self.world.env, input="5ecre7\n", preexec_fn=without_kernel_keyring)
        self.assertEqual((done.returncode, done.stdout), (SET_UP, ""), done.stderr)
        self.check_cause(done.stderr, self.world.host, "storage", "cannot be kept")
        self.make_desktop().start_keyring()
        done = run(*keep, env=self.world.env, input="5ecre7\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        again = self.after_restart([LATCHKEY, "login", self.world.host])
        self.assertIn("service token abc.access", again.stdout, again.stderr)

    def test_missing(self):
        self.make_desktop()
        self.check_kernel("no desktop keyring runs in this session")

    def test_no_bus(self):
        self.check_kernel("no D-Bus session")

    def test_dead_bus(self):
        self.world.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        self.check_kernel("keyring")

    def test_no_default(self):
        self.make_desktop().start_fake("no-default")
        self.check_kernel("no default keyring")

    def test_hostile(self):
        """One that answers with errors: what it says is not printed as it is."""
        self.make_desktop().start_fake("hostile")
        said = self.works()
        self.assertIn("does not work", said)
        self.assertNotRegex(said, "[^\\n\\x20-\\x7e]")

    def test_locked(self):
        """Never waited for: ssh goes on without it."""
        desktop = self.make_desktop()
        desktop.start_keyring()
        desktop.lock()
        self.check_kernel("the desktop keyring is locked", locked=True)

    def test_unlock(self):
        """An explicit login asks for it, and says that it does."""
        self.make_desktop().start_fake("accept")
        done = self.world.latchkey("login", self.world.host, timeout=BOUND)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("answer its question", done.stderr)
        self.assertNotIn("until the machine restarts", done.stderr)

    def test_dismissed(self):
        self.make_desktop().start_fake("dismiss")
        done = self.world.latchkey("login", self.world.host, timeout=BOUND)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the desktop keyring's question was dismissed", done.stderr)
        self.assertIn("until the machine restarts", done.stderr)
        self.assertEqual(self.works(), "")

    def test_silent(self):
        """A keyring that hangs costs seconds, once, and is told."""
        keyring = self.make_desktop().start_keyring()
        keyring.send_signal(signal.SIGSTOP)
        self.addCleanup(keyring.send_signal, signal.SIGCONT)
        said = self.works()
        self.assertIn("did not answer within 3 seconds", said)
        self.assertIn("until the machine restarts", said)
        started = time.monotonic()
        self.assertEqual(self.works(), "", "what is warm needs no keyring")
        self.assertLess(time.monotonic() - started, 3)

    def test_dies(self):
        """Between two commands."""
        keyring = self.make_desktop().start_keyring()
        self.works()
        keyring.kill()
        keyring.wait()
        self.assertEqual(self.works(), "")
        self.assertEqual(self.storage()["backend"], "kernel")

    def test_memory(self):
        """No keyring of any kind: a login serves its connection, and the next one needs another."""
        for number in (1, 2):
            said = self.works(preexec_fn=without_kernel_keyring)
            self.assertIn("by this process only", said)
            self.assertEqual(self.browsers(), number)


class Batch(Case):
    def test_batch_mode(self):
        """ssh was told that nobody is there to ask."""
        world = self.make_world()
        code = world.folder / "code"
        command = f"{LATCHKEY} ssh --hostname %h"
        world.config.write_text(world.config.read_text().replace(command, f"sh -c '{command}; echo $? >> {code}'"))
        configured = world.folder / "batch"
        configured.write_text(world.config.read_text() + "Host ssh-*\n  BatchMode yes\n")
        for words in (("-o", "BatchMode=yes"), ("-qobatchmode yes",), ("-F", configured)):
            with self.subTest(words=words):
                done = world.ssh(*words, world.host, "true")
                self.assertEqual(done.returncode, 255)
                line, rest = done.stderr.split("\n", 1)
                self.check_cause(line + "\n", world.host, "login", f"latchkey login {world.host}")
                self.assertNotIn("https://", rest)
        copied = run("scp", "-B", "-F", world.config, world.edge.ca, f"{world.host}:/dev/null", env=world.env)
        self.assertEqual(copied.returncode, 255)
        self.assertEqual(set(code.read_text().split()), {str(LOGIN)})
        self.assertEqual(self.browsers(), 0)
        self.assertEqual(world.edge.stats()["transfer_polls"], 0)
        self.login(world)
        self.assertEqual(world.ssh("-oBatchMode=yes", world.host, "echo works").stdout, "works\n")

    def test_connect_timeout(self):
        """ssh will not wait for ever: said where the login is asked for."""
        world = self.make_world()
        done = world.ssh("-oConnectTimeout=45", world.host, "true")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("after 45 seconds", done.stderr)


if __name__ == "__main__":
    tap.main()
