#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tunnels are open, for whom, and what they carried; whatever way they end, nothing of them stays."""
import json
import os
import re
import signal
import subprocess
from pathlib import Path

import tap
from test_listener import Listening
from world import LATCHKEY, wait_until


class Tunnels(Listening):
    def setUp(self):
        super().setUp()
        self.login(self.world)
        self.folder = self.world.folder / "run/latchkey/tunnels"

    def tunnels(self):
        done = self.world.latchkey("status", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)["tunnels"]

    def files(self):
        return list(self.folder.iterdir()) if self.folder.exists() else []

    def start_cat(self, **options):
        """An ssh that goes on until its input ends."""
        process = self.world.start_ssh(self.world.host, "cat", stdin=subprocess.PIPE, **options)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        process.stdin.write("hello\n")
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), "hello\n")
        return process

    def test_one(self):
        """Program, host, age and bytes while it is open; nothing afterwards, though ssh ends its helper by a signal."""
        self.assertEqual(self.tunnels(), [])
        ssh = self.start_cat()
        [tunnel] = self.tunnels()
        self.assertEqual(set(tunnel), {"hostname", "program", "command", "pid", "opened_at", "sent", "received"})
        self.assertEqual((tunnel["hostname"], tunnel["program"], tunnel["command"]), (self.world.host, "ssh", "ssh"))
        self.assertIn(str(LATCHKEY), open(f"/proc/{tunnel['pid']}/cmdline").read())
        self.assertGreater(min(tunnel["sent"], tunnel["received"]), 1000)  # the key exchange alone
        ssh.stdin.write("x" * 99_999 + "\n")
        ssh.stdin.flush()
        ssh.stdout.readline()
        [later] = self.tunnels()
        for way in ("sent", "received"):
            self.assertGreater(later[way], tunnel[way] + 99_999)
        self.assertRegex(self.world.latchkey("status").stdout,
                         rf"(?m)^Open tunnels\n  {re.escape(self.world.host)} for ssh, open for .+: .+ sent, .+ received$")
        ssh.communicate(timeout=30)
        self.assertEqual(ssh.returncode, 0)
        wait_until(lambda: self.files() == [], "the file to go")

    def test_user(self):
        """The program is what the user called, not the ssh that it ran."""
        sftp = subprocess.Popen(["sftp", "-F", self.world.config, self.world.host], env=self.world.env, text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(sftp.communicate)
        self.addCleanup(sftp.kill)
        [tunnel] = wait_until(self.tunnels, "the tunnel")
        self.assertEqual(tunnel["program"], "sftp")

    def test_killed(self):
        """A helper that was killed is not in the list, and its file is removed by who looks."""
        ssh = self.start_cat()
        [tunnel] = self.tunnels()
        os.kill(tunnel["pid"], signal.SIGKILL)
        ssh.wait(30)
        self.assertEqual(len(self.files()), 1)
        self.assertEqual(self.tunnels(), [])
        self.assertEqual(self.files(), [])

    def test_signals(self):
        """Whoever asks the helper to end is obeyed, and it ends as it would have."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            helper = subprocess.Popen([LATCHKEY, "ssh", "--hostname", self.world.host], env=self.world.env,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.addCleanup(helper.communicate)
            self.assertEqual(helper.stdout.read(4), b"SSH-")
            self.assertEqual(len(self.files()), 1)
            helper.send_signal(number)
            self.assertEqual(helper.wait(30), -number)
            self.assertEqual(self.files(), [])

    def test_twenty(self):
        """Twenty at once, and each by itself."""
        sessions = [self.start_cat() for _ in range(20)]
        tunnels = self.tunnels()
        self.assertEqual(len(tunnels), 20)
        self.assertEqual(len({tunnel["pid"] for tunnel in tunnels}), 20)
        for session in sessions[:10]:
            session.kill()
        wait_until(lambda: len(self.tunnels()) == 10, "ten to be left", 30)
        for session in sessions[10:]:
            session.communicate(timeout=30)
        wait_until(lambda: self.files() == [], "the files to go", 30)

    def test_watch(self):
        """Whoever watches is told of each that opens and ends, even by being killed."""
        with subprocess.Popen([LATCHKEY, "status", "--json", "--watch"], env=self.world.env, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watch:
            self.addCleanup(watch.kill)

            def read_until(count):
                while len(tunnels := json.loads(watch.stdout.readline())["tunnels"]) != count:
                    pass
                return tunnels
            read_until(0)
            self.start_cat()
            [tunnel] = read_until(1)
            os.kill(tunnel["pid"], signal.SIGKILL)
            read_until(0)
            watch.kill()

    def test_listener(self):
        """Each connection to a local port is one, and can be ended without the others."""
        process = self.listen("--url", "127.0.0.1:0")
        clients = [self.connect(process.address) for _ in range(3)]
        for client in clients:
            self.echoed(client, b"hello")
        tunnels = self.tunnels()
        ourselves = Path(open("/proc/self/cmdline").read().split("\0")[0]).name
        self.assertEqual({(t["hostname"], t["via"], t["program"], t["pid"], t["sent"], t["received"]) for t in tunnels},
                         {(self.host, process.address, ourselves, process.pid, 5, 5)})
        self.assertEqual(len(tunnels), 3)
        # As the application does; the connections of a listener are numbered from 1.
        signal_with_number(process.pid, 2)
        wait_until(lambda: len(self.files()) == 2, "the second to end")
        closed = []
        for client in clients:
            try:
                self.echoed(client, b"again")
            except (AssertionError, OSError):
                closed.append(client)
        self.assertEqual(len(closed), 1)
        self.ended(process)
        self.assertEqual(self.files(), [])

    def test_socket(self):
        """Who is connected to a local socket is known, too."""
        path = self.world.folder / "echo.sock"
        process = self.listen("--listener", str(path))
        client = subprocess.Popen(["socat", "-", f"UNIX:{path}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(client.communicate)
        self.addCleanup(client.kill)
        client.stdin.write(b"hello")
        client.stdin.flush()
        self.assertEqual(client.stdout.read(5), b"hello")
        [tunnel] = self.tunnels()
        self.assertEqual((tunnel["program"], tunnel["via"]), ("socat", f"unix:{path}"))
        self.ended(process)

    def test_without(self):
        """Where the list cannot be kept, connections work all the same."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.rmdir()
        self.folder.write_text("in the way")
        self.assertEqual(self.start_cat().communicate(timeout=30), ("", ""))


def signal_with_number(pid, number):
    """sigqueue(3)"""
    subprocess.run(["kill", "-q", str(number), "-TERM", str(pid)], check=True)


if __name__ == "__main__":
    tap.main()
