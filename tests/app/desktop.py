# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for the tests of the application: an X server without a screen, a window manager, a session bus
with the accessibility bus on it. One for a process: libatspi knows only one. Nothing of it outlives the process.

The application is driven as a screen reader would: by roles and accessible names, by keyboard and by actions.
"""
import contextlib
import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from world import BUILD, PATIENCE, World, free_port, wait_until  # noqa: E402

APP = BUILD / "src/app/latchkey-gtk"
PAUSE = 0.05  # a look at everything on the screen costs the application some milliseconds
SHOTS = os.environ.get("LATCHKEY_SCREENSHOTS")


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Desktop:
    """Starts everything and points this process's environment at it, before libatspi is loaded."""

    def __init__(self, size="1024x768x24", window_manager=("openbox", "--sm-disable")):
        self.folder = Path(tempfile.mkdtemp(prefix="latchkey-desktop-"))
        self.processes = []
        (self.folder / "run").mkdir(mode=0o700)
        (self.folder / "home").mkdir()
        for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "WAYLAND_DISPLAY", "XAUTHORITY", "LD_PRELOAD"):
            os.environ.pop(name, None)
        os.environ |= {"XDG_RUNTIME_DIR": str(self.folder / "run"), "HOME": str(self.folder / "home"),
                       "NO_AT_BRIDGE": "0", "GTK_MODULES": "", "LC_ALL": "C.UTF-8",
                       "XDG_CURRENT_DESKTOP": "", "GSETTINGS_BACKEND": "memory"}
        os.environ["DISPLAY"] = ":" + self.start_for_line(
            ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-noreset"])
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self.start_for_line(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"])
        if window_manager:
            self.start(window_manager)
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.theme = self.start(["xsettingsd", "-c", self._theme_file("Adwaita")])
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
        self.atspi = Atspi
        Atspi.init()
        Atspi.set_timeout(PATIENCE * 1000, PATIENCE * 1000)

    def start(self, command, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen([str(word) for word in command], preexec_fn=_die_with_parent, **options)
        self.processes.append(process)
        return process

    def start_for_line(self, command):
        process = self.start(command, stdout=subprocess.PIPE, text=True)
        line = process.stdout.readline().strip()
        if not line:
            raise AssertionError(f"{command[0]} did not start")
        return line

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _theme_file(self, theme):
        file = self.folder / "xsettingsd"
        file.write_text(f'Net/ThemeName "{theme}"\n')
        return file

    @contextlib.contextmanager
    def dark(self):
        """As a user turns it on: every program follows at once."""
        self._theme_file("Adwaita-dark")
        self.theme.send_signal(signal.SIGHUP)
        yield
        self._theme_file("Adwaita")
        self.theme.send_signal(signal.SIGHUP)

    def shoot(self, name):
        """Keeps pictures of the whole screen, light and dark, if anybody wants pictures."""
        if SHOTS:
            self.picture("root", name)
            with self.dark():
                self.picture("root", f"{name}-dark")

    @staticmethod
    def picture(window, name, settle=0.5):
        time.sleep(settle)
        subprocess.run(["import", "-window", window, str(Path(SHOTS) / f"{name}.png")], timeout=30, check=True)

    def applications(self):
        root = self.atspi.get_desktop(0)
        return [child for i in range(root.get_child_count()) if (child := root.get_child_at_index(i))]


class Node:
    """A thing on the screen, by its accessible role and name."""

    def __init__(self, app, accessible):
        self.app, self.accessible = app, accessible

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def text(self):
        text = self.accessible.get_text_iface()
        return text.get_text(0, text.get_character_count()) if text else self.name

    def has(self, state):
        return self.accessible.get_state_set().contains(getattr(self.app.desktop.atspi.StateType, state.upper()))

    def do(self, action=0):
        """As soon as it can be done: what is insensitive for a moment ignores it."""
        self._until_done(lambda: self.has("sensitive") and self.accessible.get_action_iface().do_action(action))

    def type(self, text):
        self._until_done(lambda: self.accessible.get_editable_text_iface().set_text_contents(text))

    def focus(self):
        self._until_done(lambda: self.accessible.get_component_iface().grab_focus() and self.has("focused"))

    def _until_done(self, action):
        name = self.name
        wait_until(action, f"{name} to take that")


class App:
    """The application in a world, and what is on its windows; @within: the words of a program that becomes it."""

    def __init__(self, desktop, world, *arguments, within=(), **environment):
        self.desktop = desktop
        keep = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GSETTINGS_BACKEND", "LC_ALL")
        self.env = world.env | {name: os.environ[name] for name in keep if name in os.environ}
        self.env |= {"GSETTINGS_SCHEMA_DIR": str(BUILD / "data"), "G_DEBUG": "fatal-criticals",
                     "GDK_BACKEND": "x11", "XCURSOR_SIZE": "16",
                     "PATH": f"{self._ssh_of(world)}:{world.env['PATH']}"} | environment
        self.env.setdefault("BROWSER", "true")  # not the one that this machine may have
        self.log = open(world.folder / "app.log", "ab+")
        self.process = desktop.start([*within, APP, *arguments], env=self.env, stdout=self.log, stderr=self.log)

    @staticmethod
    def _ssh_of(world):
        """A folder with an ssh that reads this world's configuration: it takes its home from the password file."""
        folder = world.folder / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "ssh").write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {world.config} "$@"\n')
        (folder / "ssh").chmod(0o755)
        return folder

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def said(self):
        self.log.seek(0)
        return self.log.read().decode()

    def root(self):
        for application in self.desktop.applications():
            if application.get_process_id() == self.process.pid:
                return application
        return None

    def _walk(self, accessible, depth=0):
        if accessible is None or depth > 40:
            return
        yield accessible
        for i in range(min(accessible.get_child_count(), 500)):
            yield from self._walk(accessible.get_child_at_index(i), depth + 1)

    def nodes(self, role=None, name=None, showing=True):
        """All that match; a name is a regular expression that the whole accessible name has to match."""
        from gi.repository import GLib
        root = self.root()
        found = []
        try:
            for accessible in self._walk(root) if root else ():
                node = Node(self, accessible)
                if role and node.role != role:
                    continue
                if name is not None and not re.fullmatch(name, node.name) and not re.fullmatch(name, node.text):
                    continue
                if showing and not node.has("showing"):
                    continue
                found.append(node)
        except GLib.Error:
            return []  # it changed under our hands; whoever waits looks again
        return found

    def find(self, role=None, name=None):
        def look():
            if self.process.poll() is not None:
                raise AssertionError(f"the application ended with {self.process.returncode}: {self.said()}")
            return self.nodes(role, name)
        try:
            return wait_until(look, f"{role or 'anything'} called {name}", pause=PAUSE)[0]
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.dump()}\n{self.said()}") from None

    def wait_gone(self, role, name):
        wait_until(lambda: not self.nodes(role, name), f"{role} {name} to go", pause=PAUSE)

    def dump(self):
        root = self.root()
        return "\n".join(f"{node.role}: {node.text!r}" for node in
                         (Node(self, a) for a in self._walk(root)) if node.has("showing")) if root else "nothing"

    def key(self, *keys):
        """To the window that has the focus, which is one of ours as soon as the window manager gave it to it."""
        wait_until(self._is_active, "the focus of the screen")
        self._xdotool("key", "--clearmodifiers", *keys)

    def shoot(self, name, settle=0.5):
        """Keeps pictures of the window, light, dark and as narrow as a telephone, if anybody wants pictures."""
        if not SHOTS:
            return
        window = self.x_window()
        size = self._geometry(window)
        self.desktop.picture(window, name, settle)
        with self.desktop.dark():
            self.desktop.picture(window, f"{name}-dark", settle)
        self._xdotool("windowsize", window, "368", "720")
        self.desktop.picture(window, f"{name}-360", settle)
        self._xdotool("windowsize", window, *size)

    def narrowest(self):
        """How wide the window is when it is made as narrow as it goes."""
        window = self.x_window()
        size = self._geometry(window)
        self._xdotool("windowsize", "--sync", window, "200", size[1])
        narrow = self._geometry(window)
        self._xdotool("windowsize", window, *size)
        return int(narrow[0])

    def _geometry(self, window):
        return re.findall(r"(?:WIDTH|HEIGHT)=(\d+)", self._xdotool("getwindowgeometry", "--shell", window))

    def x_window(self):
        """The identifier of the window, as soon as it is on the screen: its accessible is there before."""
        return wait_until(self._search, "the window")[0]

    def _search(self):
        """It fails if a window of anybody goes in the middle of it."""
        return self._ask_xdotool("search", "--onlyvisible", "--name", "Latchkey").split()

    def _is_active(self):
        return self._ask_xdotool("getactivewindow", "getwindowpid").strip() == str(self.process.pid)

    def _ask_xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.env, check=False, timeout=20, capture_output=True,
                              text=True).stdout

    def _xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.env, check=True, timeout=20, capture_output=True,
                              text=True).stdout


__all__ = ["APP", "App", "Desktop", "Node", "World", "free_port", "wait_until"]
