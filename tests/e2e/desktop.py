# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop session for a world: a private message bus, and a keyring on it that does as told."""
import subprocess

from bus import Bus, die_with_parent
from world import BUILD, run, wait_until

SERVICE = "org.freedesktop.secrets"


class Desktop:
    def __init__(self, world):
        self._world = world
        self._processes = []
        self._bus = Bus(world)

    def _start(self, *command, **options):
        process = subprocess.Popen(list(map(str, command)), env=self._world.env, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, **options)
        self._processes.append(process)
        return process

    def _call(self, destination, path, member, *arguments):
        return run("dbus-send", "--session", "--print-reply", f"--dest={destination}", path, member, *arguments,
                   env=self._world.env)

    def wait_for(self, name):
        """Until somebody owns the name on the bus."""
        wait_until(lambda: "true" in self._call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner",
                                                f"string:{name}").stdout, name)

    def start_keyring(self):
        """The real one, unlocked. Returns its process."""
        keyring = self._start("gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground",
                              stdin=subprocess.PIPE)
        keyring.stdin.write(b"password")
        keyring.stdin.close()
        self.wait_for(SERVICE)
        return keyring

    def start_fake(self, mode):
        """One that does what the real one cannot be made to do (tests/core/store/fake-secret-service.c)."""
        self._start(BUILD / "tests/core/store/fake-secret-service", mode)
        self.wait_for(SERVICE)

    def lock(self):
        done = self._call(SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                          "array:objpath:/org/freedesktop/secrets/aliases/default")
        assert done.returncode == 0, done.stderr

    def close(self):
        for process in reversed(self._processes):
            process.kill()
            process.wait()
        self._bus.close()
