#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completions in the shells themselves: a line is typed, completed with all that fits, and printed by the shell."""
import os
import pty
import re
import select
import shutil
import tempfile
import time
import unittest
from pathlib import Path

import tap
from world import LATCHKEY, PATIENCE, run

COMPLETIONS = Path(__file__).resolve().parents[2] / "data/completions"
CONFIG = """Host db
  HostName %h.example.com
Host ssh.example.com db
  ProxyCommand /usr/bin/latchkey ssh --hostname %h
Host plain
  HostName plain.example.org
"""
START = {
    "bash": f"""PS1='> '
. /usr/share/bash-completion/bash_completion
. {COMPLETIONS}/latchkey.bash
bind 'set bell-style none' '"\\C-xa": insert-completions'
""",
    "zsh": f"""PS1='> '
fpath=({COMPLETIONS} $fpath)
autoload -Uz compinit && compinit -D -u
zstyle ':completion:*' completer _all_matches _complete
zstyle ':completion:*' insert true
zstyle ':completion:*' old-matches false
bindkey -e '^Xa' complete-word
""",
}


class Shells(unittest.TestCase):
    """What the three shells have to say of the same lines."""

    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="latchkey-shell-"))
        self.addCleanup(shutil.rmtree, self.home)
        (self.home / ".ssh").mkdir(mode=0o700)
        (self.home / ".ssh/config").write_text(CONFIG)
        (self.home / "folder").mkdir()
        self.env = {"HOME": str(self.home), "PATH": f"{LATCHKEY.parent}:/usr/bin:/bin", "TERM": "dumb", "LC_ALL": "C.UTF-8",
                    "XDG_RUNTIME_DIR": str(self.home)}

    def check_all(self, complete):
        def check(line, *expected):
            with self.subTest(line=line):
                # zsh takes the "=" back when none is typed.
                self.assertEqual(sorted(word.rstrip("=") for word in complete(line)), sorted(expected))
        check("latchkey log", "login", "logout")
        check("latchkey access st", "status")
        check("latchkey --fedramp ssh-", "ssh-config", "ssh-gen")
        check("latchkey ssh --log-l", "--log-level")
        check("latchkey ssh --log-level ", "debug", "error", "fatal", "info", "warn")
        check("latchkey ssh --hostname s", "ssh.example.com")
        check("latchkey ssh --hostname=d", "--hostname=db.example.com")
        check("latchkey login ", "db.example.com", "ssh.example.com")
        check("latchkey login --fed", "--fedramp")
        check("latchkey logout --", "--all", "--help")
        check("latchkey hosts re", "remove", "rename")
        check("latchkey hosts show ", "db", "plain", "ssh.example.com")
        check("latchkey hosts --config /dev/null sh", "show")
        check("latchkey hosts show --w", "--why")
        check("latchkey hosts move db --before p", "plain")
        check("latchkey hosts import ", "cloudflared")
        check("latchkey certs j")

    def type(self, shell, line):
        """Types a line and has all that would complete its last word put in. Returns what came in its place."""
        printed = "printf '%s\\n' 'RES''ULT' "
        os.write(shell, f"{line}\x18a\x01{printed}\x05 END\r".encode())
        text, end = "", time.monotonic() + PATIENCE
        while not (found := re.search(r"RESULT\r?\n(.*?)\r?\nEND\r?\n", text, re.DOTALL)):
            ready, _, _ = select.select([shell], [], [], end - time.monotonic())
            self.assertTrue(ready, text)
            text += os.read(shell, 65536).decode()
        before = line.split(" ")
        words = found[1].replace("\r", "").split("\n")
        self.assertEqual(words[:len(before) - 1], before[:-1])
        return [word for word in words[len(before) - 1:] if word != before[-1]]

    def open(self, name, *command):
        start = self.home / "start"
        start.write_text(START[name])
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.home)
            os.execve(shutil.which(command[0]), command, self.env)

        def close():
            os.write(terminal, b"\x15exit\r")
            os.waitpid(process, 0)
            os.close(terminal)
        self.addCleanup(close)
        os.write(terminal, f". {start}\r".encode())
        return terminal

    def test_bash(self):
        shell = self.open("bash", "bash", "--norc", "--noprofile", "-i")
        self.check_all(lambda line: self.type(shell, line))

    def test_zsh(self):
        shell = self.open("zsh", "zsh", "-f", "-i")
        self.check_all(lambda line: self.type(shell, line))

    def test_fish(self):
        def complete(line):
            done = run("fish", "--no-config", "-c", f"source {COMPLETIONS}/latchkey.fish; complete -C '{line}'", env=self.env,
                       cwd=self.home)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            return [line.split("\t")[0] for line in done.stdout.splitlines()]
        self.check_all(complete)

    def test_plain(self):
        done = run(LATCHKEY, "hosts", "list", "--plain", env=self.env)
        self.assertEqual(done.stdout.splitlines()[:3], ["db\tdb.example.com\tlatchkey",
                         "ssh.example.com\tssh.example.com\tlatchkey", "plain\tplain.example.org\tdirect"], done.stderr)


if __name__ == "__main__":
    tap.main()
