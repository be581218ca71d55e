# SPDX-License-Identifier: GPL-3.0-or-later
"""What a connection costs, beside a raw TLS client in the same run; the goals are relations, since machines differ."""
import socket
import subprocess
import sys
import time
from pathlib import Path

import application
import configuration
import delayed
from person import Person
from test_parallel import link_in
from world import BUILD, LATCHKEY, World, wait_until

PEER, RAW, STOPWATCH = (BUILD / "tests/bench" / name for name in ("peer", "raw-tls", "stopwatch"))
GIB = 1 << 30
ROUNDS = 41
PASSES = 5


class Bench:
    def __init__(self):
        self.missed = 0

    def row(self, what, figure, other, goal, kept):
        self.missed += not kept
        print(f"| {what} | {figure} | {other} | {goal}{'' if kept else ' **missed**'} |", flush=True)


def median(values):
    return sorted(values)[len(values) // 2]


class Loopback:
    """A warm token, and a peer that answers for its host."""

    def __init__(self, world):
        self.world, self.host = world, world.host
        self.folder = world.folder / "authorities"
        self.folder.mkdir()
        for certificate in Path("/etc/ssl/certs").iterdir():
            if certificate.suffix == ".0":
                (self.folder / certificate.name).symlink_to(certificate)
        self.peer = subprocess.Popen([PEER, self.host, self.folder], stdout=subprocess.PIPE, text=True)
        self.address = "127.0.0.1:" + self.peer.stdout.readline().strip()
        self.env = {name: value for name, value in world.env.items() if name != "SSL_CERT_FILE"}
        self.env |= {"LATCHKEY_CONNECT_TO": self.address, "SSL_CERT_DIR": str(self.folder)}

    def close(self):
        self.peer.kill()
        self.peer.wait()
        self.peer.stdout.close()

    def latchkey(self, task):
        return [LATCHKEY, "ssh", "--hostname", self.host, "-H", f"X-Bench: {task}"]

    def raw(self, task):
        return [RAW, self.host, self.address, "x" * 1000, f"X-Bench: {task}"]

    def socat(self):
        return ["/usr/bin/socat", "-b65536", "-",
                f"OPENSSL:{self.address},snihost={self.host},commonname={self.host},capath={self.folder},nodelay"]

    def head(self, task):
        return (f"GET / HTTP/1.1\r\nHost: {self.host}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                f"X-Raw: 1\r\nX-Bench: {task}\r\n\r\n")

    def stopwatch(self, *words):
        done = subprocess.run([str(word) for word in (STOPWATCH, *words)], env=self.env, check=True, timeout=300,
                              stdout=subprocess.PIPE, text=True)
        return [[float(number) for number in line.split()] for line in done.stdout.splitlines()]

    def first_byte(self, bench):
        ours, raw = self.stopwatch("first", ROUNDS, "--", *self.latchkey("down 1"), "--", *self.raw("down 1"))
        for what, one, two in (("first byte, ms", ours[0], raw[0]), ("CPU until then, ms", ours[1], raw[1])):
            bench.row(what, f"{one:.1f}", f"raw TLS {two:.1f}", f"{one / two:.2f} ≤ 1.5 times", one <= 1.5 * two)

    def throughput(self, bench):
        memory = []
        for mode in ("down", "up"):
            task, ours, raw, socat = f"{mode} {GIB}", [], [], []
            for _ in range(PASSES):
                [(seconds, early, late)] = self.stopwatch(mode, GIB, "--", *self.latchkey(task))
                ours.append(seconds)
                memory.append((early, late))
                raw.append(self.stopwatch(mode, GIB, "--", *self.raw(task))[0][0])
                socat.append(self.stopwatch(mode, GIB, "-p", self.head(task), "--", *self.socat())[0][0])
            one, two, three = median(ours), median(raw), median(socat)
            bench.row(f"CPU, s per GiB {mode}", f"{one:.2f}", f"raw TLS {two:.2f}, socat {three:.2f}",
                      f"{one / two:.2f} ≤ 1.25 times, below socat", one <= 1.25 * two and one < three)
        self.memory(bench, "peak memory under load, MB", memory)

    def stalls(self, bench):
        for mode, what in (("stall-read", "peer takes nothing, 1 GiB comes"), ("stall-write", "nobody reads ours, 1 GiB goes")):
            self.memory(bench, f"peak memory, {what}",
                        [row[1:] for row in self.stopwatch(mode, GIB, "--", *self.latchkey(f"{mode} {GIB}"))])

    def memory(self, bench, what, rows):
        early, late = (max(row[i] for row in rows) / 1024 for i in (0, 1))
        bench.row(what, f"{late:.1f}", f"after 1 MiB {early:.1f}", "< 10, flat", late < 10 and late - early < 0.5)


def crowd(bench):
    """Twenty at once wait for one login."""
    spans = []
    for _ in range(PASSES):
        world = World(approve=False)
        try:
            processes = [world.start_ssh(world.host, "true") for _ in range(20)]
            links = {link_in(process) for process in processes}
            time.sleep(0.5)
            Person(world.edge.port, world.edge.ca).approve(links.pop())
            for process in processes:
                process.communicate(timeout=60)
            stats = world.edge.stats()
            assert len(stats["websocket_open_times_ms"]) == 20 and stats["approvals"] == 1
            spans.append(max(stats["websocket_open_times_ms"]) - stats["last_approval_ms"])
        finally:
            world.close()
    bench.row("20 at once: approval to the last one open, ms", f"{median(spans):.0f}", "", "≤ 1000", median(spans) <= 1000)


def banner(bench):
    """The SSH server's first line over a delayed network: connection, TLS and upgrade are a round trip each."""
    with delayed.networks() as (client, server):
        with server.inside():
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            world = World(apps=[f"banner-{{mark}}.example.com=127.0.0.1:{port},team={{team}}"])
            host = f"banner-{world.mark}.example.com"
            # One that listens by itself answers at once; the world's is started for each connection.
            sshd = subprocess.Popen(["/usr/sbin/sshd", "-D", "-r", "-f", world.sshd.config, "-p", str(port)])
            wait_until(lambda: world.ssh(host, "true").returncode == 0, "sshd")
            forward = subprocess.Popen(["socat", f"TCP-LISTEN:443,bind={delayed.SERVER},fork,reuseaddr,nodelay",
                                        f"TCP:127.0.0.1:{world.edge.port},nodelay"])
        try:
            with client.inside():
                trip = delayed.round_trip((delayed.SERVER, 443))
                command = [STOPWATCH, "first", "15", "--", LATCHKEY, "ssh", "--hostname", host]
                done = subprocess.run(command, env={**world.env, "LATCHKEY_CONNECT_TO": f"{delayed.SERVER}:443"},
                                      check=True, timeout=120, stdout=subprocess.PIPE, text=True)
            wait = float(done.stdout.split()[0])
        finally:
            for process in (forward, sshd):
                process.terminate()
                process.wait()
            with server.inside():
                world.close()
    bench.row("SSH banner over a delayed network, ms", f"{wait:.0f}", f"round trip {trip:.1f}",
              f"{wait / trip:.2f} ≤ 3.4 round trips", wait <= 3.4 * trip)


def main():
    bench = Bench()
    print("| | latchkey | beside it | goal |\n|---|---|---|---|")
    world = World()
    try:
        assert world.ssh(world.host, "true").returncode == 0
        loopback = Loopback(world)
        try:
            loopback.first_byte(bench)
            loopback.throughput(bench)
            loopback.stalls(bench)
        finally:
            loopback.close()
    finally:
        world.close()
    crowd(bench)
    banner(bench)
    configuration.measure(bench)
    application.measure(bench)
    sys.exit(bench.missed > 0)


if __name__ == "__main__":
    main()
