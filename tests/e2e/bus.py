# SPDX-License-Identifier: GPL-3.0-or-later
"""A session bus of a world's own, and programs that own names on it."""
import ctypes
import signal
import subprocess

from world import run

_CONFIG = """<busconfig><type>session</type><listen>unix:path={path}</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Bus:
    """dbus-daemon; the world's programs find it from now on."""

    def __init__(self, world):
        path, config = world.folder / "bus", world.folder / "bus.conf"
        config.write_text(_CONFIG.format(path=path))
        self.process = subprocess.Popen(["dbus-daemon", "--nofork", "--print-address=1", f"--config-file={config}"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=die_with_parent,
                                        stderr=open(world.folder / "bus.log", "wb"), text=True)
        # It says its address once it listens.
        self.process.stdout.readline()
        self.env = {**world.env, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={path}"}
        world.env = self.env

    def call(self, *arguments):
        """Calls a method of the application. Returns a finished gdbus."""
        return run("gdbus", "call", "--session", "--dest=org.latchkey.Latchkey", "--object-path=/org/latchkey/Latchkey",
                   "--method", *arguments, env=self.env)

    def close(self):
        self.process.kill()
        self.process.communicate()


class Peer:
    """A program on the bus; it says "ready" when it owns its name, and ends with its standard input."""

    def __init__(self, bus, *command):
        self.process = subprocess.Popen([str(word) for word in command], env=bus.env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        assert self.line() == "ready"

    def line(self):
        return self.process.stdout.readline().rstrip("\n")

    def kill(self):
        self.process.kill()

    def rest(self):
        """Ends it. Returns what else it said."""
        self.process.stdin.close()
        return self.process.stdout.read()

    def close(self):
        self.rest()
        self.process.stdout.close()
        self.process.wait(30)
