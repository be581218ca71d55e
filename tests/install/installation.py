# SPDX-License-Identifier: GPL-3.0-or-later
"""Latchkey in ~/.local of an ordinary user: configured, built and installed as a person would."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/e2e"))
from world import run  # noqa: E402

NOBODY = 65534


def check(*command, **options):
    """Runs a command that has to succeed. Returns its output."""
    result = run(*command, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command} ended with {result.returncode}:\n{result.stdout[-4000:]}{result.stderr[-4000:]}")
    return result.stdout


def configure(build, *options):
    """Configures Latchkey without its tests. Returns what Meson says."""
    env = {name: value for name, value in os.environ.items() if not name.endswith("FLAGS") and name != "CC"}
    return check("meson", "setup", "-Dtests=false", *options, build, SOURCE, env=env, timeout=120)


class Installation:
    """The user is not root, even where the tests are; whoever runs the tests may read everything here."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="latchkey-install-"))
        self.folder.chmod(0o755)
        self.build, self.home, self.run_dir = (self.folder / name for name in ("build", "home", "run"))
        self.prefix = self.home / ".local"
        self.home.mkdir()
        self.run_dir.mkdir(mode=0o700)
        configure(self.build, f"--prefix={self.prefix}", "-Doptimization=0", "-Ddebug=false")
        check("ninja", "-C", self.build, timeout=900)
        self.install()

    def install(self, destdir=None):
        env = os.environ | ({"DESTDIR": str(destdir)} if destdir else {})
        check("meson", "install", "-C", self.build, "--no-rebuild", env=env)
        if not destdir:
            self.give(self.folder)

    def give(self, folder):
        """Makes everything in a folder the user's own."""
        if os.getuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def as_user(self, *command):
        """The words that run a command as the user."""
        drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
        return [*drop, *map(str, command)]

    def environment(self, **more):
        return {
            "HOME": str(self.home),
            "PATH": f"{self.prefix}/bin:/usr/bin:/bin",
            "XDG_RUNTIME_DIR": str(self.run_dir),
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "LC_ALL": "C.UTF-8",
            "SHELL": "/bin/sh",
        } | {name: str(value) for name, value in more.items()}

    def installed(self, top=None):
        """The names of all files below the prefix, sorted."""
        top = top or self.prefix
        return sorted(str(path.relative_to(top)) for path in top.rglob("*") if not path.is_dir())

    def close(self):
        shutil.rmtree(self.folder)


__all__ = ["Installation", "SOURCE", "check", "configure", "run", "subprocess"]
