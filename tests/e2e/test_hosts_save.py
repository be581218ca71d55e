#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving: whatever happens meanwhile, the old or the new configuration is there, whole."""
import os
import re
import shutil
import subprocess
from collections import Counter

import tap
from hosts import PROGRAM, HostsCase
from world import LATCHKEY, run, wait_until

SET_UP = 9
OLD = b"# mine\nHost box\n  HostName box.example.com\n\nInclude more\n"
NEW = OLD.replace(b".com\n", b".com\n  User me\n", 1)
SET = ("set", "box", "User", "me")
WINDOW = 3_000_000  # microseconds


class Save(HostsCase):
    def setUp(self):
        super().setUp()
        self.write(OLD)
        self.write("Host other\n", "more")

    def check_left(self, *names):
        """No temporary file stays behind."""
        self.assertEqual(sorted(os.listdir(self.config.parent)), sorted(names or ("config", "more")))

    def test_saved(self):
        self.assertIn("set User of box", self.works(*SET))
        self.assertEqual(self.config.read_bytes(), NEW)
        self.check_left()
        self.works("undo")
        self.assertEqual(self.config.read_bytes(), OLD)

    def test_dry_run(self):
        before = self.tree()
        diff = self.works("set", "--dry-run", *SET[1:])
        self.assertEqual(self.tree(), before)
        self.assertFalse((self.folder / "state").exists())
        patched = run("patch", "-s", "-o", "-", self.config, input=diff)
        self.assertEqual(patched.stdout.encode(), NEW, patched.stderr)

    def test_attributes(self):
        """Mode, owner, extended attributes and the symlink stay."""
        real = self.folder / "dotfiles"
        self.config.rename(real)
        self.config.symlink_to("../dotfiles")
        real.chmod(0o640)
        os.setxattr(real, "user.mine", b"x")
        if os.getuid() == 0:
            os.chown(real, 1, 2)
        before = os.stat(real)
        self.works(*SET)
        after = os.stat(real)
        self.assertEqual(os.readlink(self.config), "../dotfiles")
        self.assertEqual(real.read_bytes(), NEW)
        self.assertEqual((after.st_mode, after.st_uid, after.st_gid), (before.st_mode, before.st_uid, before.st_gid))
        self.assertEqual(os.getxattr(real, "user.mine"), b"x")
        self.assertEqual(sorted(os.listdir(self.folder)), ["dotfiles", "ssh", "state"])

    def test_new_file(self):
        """A symlink to nowhere is followed, too; undoing removes what had not been there."""
        self.config.unlink()
        self.config.symlink_to("elsewhere")
        self.works("add", "new", "--hostname", "new.example.com")
        self.assertEqual((self.config.parent / "elsewhere").stat().st_mode & 0o777, 0o600)
        made = self.tree()
        self.works("undo")
        self.assertEqual(os.readlink(self.config), "elsewhere")
        self.assertFalse(self.config.exists())
        self.works("undo", "2")
        self.assertEqual(self.tree(), made)

    def refuse(self, word):
        before = self.tree()
        self.fails(SET_UP, "config", word, *SET)
        self.assertEqual(self.tree(), before)

    def test_read_only(self):
        self.config.chmod(0o400)
        self.refuse("read-only")

    def test_hard_link(self):
        os.link(self.config, self.folder / "another-name")
        self.refuse("hard links")

    def test_loop(self):
        self.config.unlink()
        self.config.symlink_to("config")
        self.refuse("config")

    def test_folder(self):
        self.config.unlink()
        self.config.mkdir()
        self.refuse("config")

    def test_read_only_folder(self):
        """As root this needs a file system that is read-only."""
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        self.in_mounts(script, self.config.parent, "Read-only file system")

    def test_full_disk(self):
        """Full while the history is written, and full while the configuration is."""
        script = 'mount -t tmpfs -o size=16k,mode=700 full "$1" && head -c 20k /dev/zero >"$1/zero"; shift; exec "$@"'
        (self.folder / "state").mkdir()
        self.in_mounts(script, self.folder / "state", "No space left")
        script = ('d=$1; c=$(cat "$d/config"); mount -t tmpfs -o size=12k,mode=700 full "$d" && echo "$c" >"$d/config"; '
                  'head -c 20k /dev/zero >"$d/zero"; shift; "$@"; code=$?; '
                  'test "$(cat "$d/config")" = "$c" && test "$(ls -A "$d")" = "config\nzero" || exit 100; exit $code')
        self.in_mounts(script.replace("\\n", "\n"), self.config.parent, "No space left")

    def in_mounts(self, script, folder, word):
        before = self.tree()
        command = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--map-root-user"]
        done = run(*command, "sh", "-c", script, "sh", folder, LATCHKEY, "hosts", "--config", self.config, *SET,
                   env=self.env)
        self.assertEqual(done.returncode, SET_UP, done.stderr)
        self.assertIn(word, done.stderr)
        self.assertEqual(self.tree(), before)

    def test_vanished_folder(self):
        done = self.fails_meanwhile("rm -r \"$1\"", self.config.parent)
        self.assertFalse(self.config.exists(), "nobody asked for it back")
        self.assertIn("latchkey: config: ", done.stderr)

    def fails_meanwhile(self, script, *arguments):
        done = self.meanwhile(script, *arguments)
        self.assertEqual(done.returncode, SET_UP, done.stderr)
        return done

    def meanwhile(self, script, *arguments):
        """Something happens when the new configuration is on the disk, and not in its place yet."""
        self.config.write_bytes(OLD)
        number = self.find_fsync()
        self.config.write_bytes(OLD)
        process = subprocess.Popen(
            ["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
             f"inject=fsync:delay_enter={WINDOW}:when={number}", PROGRAM, "--config", self.config, *SET],
            env=self.traced_env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_until(lambda: list(self.config.parent.glob(".config.latchkey-*")), "the new configuration")
        subprocess.run(["sh", "-c", script, "sh", *map(str, arguments)], check=True)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(SET, process.returncode, out, err)

    def find_fsync(self):
        """Which call it is that puts the new configuration on the disk."""
        trace = self.folder / "trace"
        shutil.rmtree(self.folder / "state", ignore_errors=True)
        run("strace", "-qq", "-y", "-e", "trace=fsync", "-e", "signal=none", "-o", trace, PROGRAM, "--config", self.config, *SET,
            env=self.traced_env)
        # The history of the real run has what this one added already.
        shutil.rmtree(self.folder / "state")
        lines = trace.read_text().splitlines()
        return 1 + next(i for i, line in enumerate(lines) if "/.config.latchkey-" in line)

    def test_changed_meanwhile(self):
        """At the very last moment a change of somebody else's is refused, and never lost (test-save.c merges earlier ones)."""
        theirs = OLD.replace(b"# mine", b"# theirs")
        done = self.fails_meanwhile('printf "%s" "$2" >"$1"', self.config, theirs.decode())
        self.assertIn("another program", done.stderr)
        self.assertEqual(self.config.read_bytes(), theirs)
        self.check_left()

    def test_killed(self):
        """At every system call: the configuration is the old or the new one, and the next save works."""
        trace = self.folder / "trace"
        run("strace", "-qq", "-e", "signal=none", "-o", trace, PROGRAM, "--config", self.config, *SET, env=self.traced_env)
        self.assertEqual(self.config.read_bytes(), NEW)
        calls, seen, reading = [], Counter(), False
        for line in trace.read_text().splitlines():
            name = re.match(r"\w+", line).group()
            seen[name] += 1
            reading = reading or str(self.config) in line and name == "openat"
            if reading:
                calls.append((name, seen[name]))
        self.assertGreater(len(calls), 100)
        states = Counter()
        for name, number in calls:
            self.config.write_bytes(OLD)
            killed = run("strace", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e",
                         f"inject={name}:signal=KILL:when={number}", PROGRAM, "--config", self.config, *SET,
                         env=self.traced_env)
            states[self.config.read_bytes()] += 1
            self.assertNotEqual(killed.returncode, SET_UP, killed.stderr)
            self.assertIn(self.config.read_bytes(), (OLD, NEW), (name, number))
            if number % 5 == 0:
                self.works("set", "box", "Port", "22")
                self.check_left()
        self.assertGreater(states[OLD], 10)
        self.assertGreater(states[NEW], 2)

    def test_failing(self):
        """Whichever call that writes fails: one line says so and all is as it was, or it does not matter."""
        before, codes = self.tree(), Counter()
        for name, number in self.find_writes():
            self.config.write_bytes(OLD)
            shutil.rmtree(self.folder / "state", ignore_errors=True)
            done = run("strace", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e",
                       f"inject={name}:error=ENOSPC:when={number}", PROGRAM, "--config", self.config, *SET,
                       env=self.traced_env)
            codes[done.returncode] += 1
            if done.returncode == 0:
                self.assertEqual(self.config.read_bytes(), NEW, (name, number))
            else:
                self.assertRegex(done.stderr, r"\Alatchkey: config: [^\n]+\n\Z", (name, number))
                self.assertEqual(self.tree(), before, (name, number))
                self.works(*SET)
            self.check_left()
        self.assertEqual(set(codes), {0, SET_UP})
        self.assertGreater(codes[SET_UP], 10)

    def find_writes(self):
        """Their names, and which of their name they are: those on files of ours."""
        trace, seen = self.folder / "trace", Counter()
        names = "openat,write,pwrite64,fsync,fchmod,fchown,flock,rename,renameat2,mkdir"
        run("strace", "-qq", "-y", "-e", "signal=none", "-e", f"trace={names}", "-o", trace, PROGRAM, "--config", self.config,
            *SET, env=self.traced_env)
        for line in trace.read_text().splitlines():
            name = re.match(r"\w+", line).group()
            seen[name] += 1
            if str(self.folder) in line and (name != "openat" or "O_CREAT" in line):
                yield name, seen[name]


if __name__ == "__main__":
    tap.main()
