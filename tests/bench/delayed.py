# SPDX-License-Identifier: GPL-3.0-or-later
"""Two networks of our own, joined by a pair of tun devices and a relay that holds each packet for a while."""
import collections
import contextlib
import ctypes
import fcntl
import os
import select
import struct
import socket
import subprocess
import threading
import time

ROUND_TRIP = 0.040
CLIENT, SERVER = "10.99.0.1", "10.99.0.2"
CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN_NO_PI = 0x400454CA, 0x1001
LIBC = ctypes.CDLL(None, use_errno=True)


def _check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Network:
    """A network namespace with one tun device."""

    def __init__(self, address, peer):
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _check(LIBC.unshare(CLONE_NEWNET))
        self.fd = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _check(LIBC.setns(home, CLONE_NEWNET))
        os.close(home)
        with self.inside():
            self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH22x", b"tun0", IFF_TUN_NO_PI))
            for command in ("link set lo up", f"addr add {address} peer {peer} dev tun0", "link set tun0 up"):
                subprocess.run(["ip", *command.split()], check=True)

    @contextlib.contextmanager
    def inside(self):
        """This thread, and the threads and processes that it starts, live in here."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _check(LIBC.setns(self.fd, CLONE_NEWNET))
        try:
            yield
        finally:
            _check(LIBC.setns(home, CLONE_NEWNET))
            os.close(home)

    def close(self):
        os.close(self.tun)
        os.close(self.fd)


class Relay(threading.Thread):
    """Carries packets between two networks, each half a round trip late, in order."""

    def __init__(self, one, two):
        super().__init__(daemon=True)
        self.ends = {one.tun: two.tun, two.tun: one.tun}
        self.stop_read, self.stop_write = os.pipe()

    def run(self):
        held = collections.deque()
        while True:
            wait = max(0, held[0][0] - time.monotonic()) if held else None
            ready, _, _ = select.select([*self.ends, self.stop_read], [], [], wait)
            if self.stop_read in ready:
                return
            now = time.monotonic()
            for tun in ready:
                with contextlib.suppress(BlockingIOError):
                    while True:
                        held.append((now + ROUND_TRIP / 2, self.ends[tun], os.read(tun, 65536)))
            while held and held[0][0] <= time.monotonic():
                _, tun, packet = held.popleft()
                os.write(tun, packet)

    def stop(self):
        os.write(self.stop_write, b"x")
        self.join()
        os.close(self.stop_read)
        os.close(self.stop_write)


@contextlib.contextmanager
def networks():
    """The client's network and the server's, a round trip apart."""
    client, server = Network(CLIENT, SERVER), Network(SERVER, CLIENT)
    relay = Relay(client, server)
    relay.start()
    try:
        yield client, server
    finally:
        relay.stop()
        client.close()
        server.close()


def round_trip(address):
    """The shortest time that a connection takes to come about, in milliseconds."""
    times = []
    for _ in range(10):
        start = time.monotonic()
        socket.create_connection(address).close()
        times.append(time.monotonic() - start)
    return min(times) * 1000
