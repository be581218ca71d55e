# SPDX-License-Identifier: GPL-3.0-or-later
"""What the editor of ~/.ssh/config costs on large trees, beside `ssh -G` on the same files."""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from world import LATCHKEY

ROUNDS = 11
FILES = 100


class Tree:
    """That many hosts in 100 files, and the blocks with patterns that everybody has."""

    def __init__(self, hosts):
        self.hosts = hosts
        self.folder = Path(tempfile.mkdtemp(prefix="latchkey-bench-"))
        self.config = self.folder / "config"
        parts = self.folder / "parts"
        parts.mkdir()
        self.config.write_text(f"Include {parts}/*\n\nHost *.work\n  ProxyCommand latchkey ssh --hostname %h\n\n"
                               "Host *\n  User me\n  ServerAliveInterval 30\n")
        for part in range(FILES):
            (parts / f"{part:03}").write_text("".join(
                f"# host {number}\nHost h{number}\n  HostName h{number}.example.com\n  User u{number}\n  Port 2222\n"
                f"  IdentityFile ~/.ssh/id_{number}\n\n" for number in range(part, hosts, FILES)))
        self.size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        self.env = os.environ | {"XDG_STATE_HOME": str(self.folder / "state")}

    def close(self):
        shutil.rmtree(self.folder)

    def listing(self):
        return [LATCHKEY, "hosts", "--config", self.config, "list", "--json"]

    def edit(self, number):
        return [LATCHKEY, "hosts", "--config", self.config, "set", f"h{self.hosts // 2}", "Port", str(1000 + number)]

    def ssh(self):
        return ["ssh", "-G", "-F", self.config, f"h{self.hosts // 2}"]

    def run(self, command):
        """Returns wall and CPU seconds."""
        started = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], env=self.env, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, command
        return time.monotonic() - started, usage.ru_utime + usage.ru_stime

    def peak(self):
        """In bytes: it has all in memory when its output is more than a pipe holds."""
        process = subprocess.Popen([str(word) for word in self.listing()], env=self.env, stdout=subprocess.PIPE)
        process.stdout.read(1)
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
            peak = next(line for line in status if line.startswith("VmHWM")).split()[1]
        process.stdout.read()
        process.wait()
        process.stdout.close()
        return int(peak) * 1024


def median(values):
    return sorted(values)[len(values) // 2]


def compare(bench):
    tree = Tree(10000)
    try:
        lists, edits, answers = [], [], []
        for number in range(ROUNDS):
            answers.append(tree.run(tree.ssh())[0])
            lists.append(tree.run(tree.listing())[0])
            edits.append(tree.run(tree.edit(number))[0])
        ssh = median(answers)
        for what, values, most in (("list 10,000 hosts in 100 files, ms", lists, 3), ("one edit there, saved, ms", edits, 5)):
            value = median(values)
            bench.row(what, f"{value * 1000:.0f}", f"ssh -G {ssh * 1000:.0f}", f"{value / ssh:.2f} ≤ {most} times",
                      value <= most * ssh)
    finally:
        tree.close()


def grow(bench):
    """Ten times the hosts may take little more than ten times the time."""
    costs = {}
    for hosts in (100, 1000, 10000, 100000):
        tree = Tree(hosts)
        try:
            costs[hosts] = median([tree.run(tree.listing())[1] for _ in range(5)])
            if hosts == 100000:
                peak = tree.peak()
                bench.row("memory to list 100,000 hosts, MB", f"{peak / 1e6:.0f}", f"files {tree.size / 1e6:.1f}",
                          f"{peak / tree.size:.1f} ≤ 10 times", peak <= 10 * tree.size)
        finally:
            tree.close()
    each = " / ".join(f"{cost * 1000:.0f}" for cost in costs.values())
    growth = costs[100000] / costs[10000]
    bench.row("CPU to list 100 / 1,000 / 10,000 / 100,000 hosts, ms", each, "", f"{growth:.1f} ≤ 13 times from the third to the last",
              growth <= 13)


def measure(bench):
    compare(bench)
    grow(bench)
