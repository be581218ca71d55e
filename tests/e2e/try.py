#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a real ssh session through the helper in a world of its own, and says what it does; with a display, in the
application."""
import os
import re
import subprocess
import sys
from pathlib import Path

from desktop import Desktop
from person import Person
from world import BUILD, World

COMMAND = "echo \"Hello from $(uname -n), reached through Access as $(id -un).\""


def say(text):
    print(f"\n--> {text}", flush=True)


def approve_when_asked(world, process):
    """Passes on what ssh says, and follows the login link as a person would."""
    for line in process.stderr:
        sys.stderr.write(line)
        link = re.search(r"https://\S+", line)
        if link:
            say("no browser here: approving on the login page as a person would")
            Person(world.edge.port, world.edge.ca).approve(link.group())
            say("approved; the same ssh goes on by itself")


def in_terminal(world):
    say(f"ssh {world.host}   (nobody is logged in yet)")
    process = world.start_ssh(world.host, COMMAND, stdout=None)
    approve_when_asked(world, process)
    code = process.wait()
    say(f"ssh {world.host}   (again: the token is warm, one connection, no question)")
    if code == 0:
        interactive = sys.stdin.isatty() and sys.stdout.isatty()
        code = subprocess.call(world.ssh_command(world.host, *([] if interactive else [COMMAND])), env=world.env)
    say("latchkey status")
    print(world.latchkey("status").stdout)
    return code


def on_display(world):
    """On a message bus and with a keyring of its own, so that nothing meets those of the user."""
    for name in ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY"):
        if name in os.environ:
            world.env[name] = os.environ[name]
    if "WAYLAND_DISPLAY" in world.env:
        world.env["WAYLAND_DISPLAY"] = str(Path(os.environ.get("XDG_RUNTIME_DIR", ""), world.env["WAYLAND_DISPLAY"]))
    world.env |= {"BROWSER": f"{sys.executable} {Path(__file__).with_name('visible_browser.py')}",
                  "GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"), "NO_AT_BRIDGE": "1"}
    desktop = Desktop(world)
    try:
        desktop.start_keyring()
        say("opening the application")
        app = subprocess.Popen([BUILD / "src/app/latchkey-gtk"], env=world.env, stdin=subprocess.DEVNULL)
        desktop.wait_for("org.latchkey.Latchkey")
        say(f"ssh {world.host}   (it asks the application: open the browser from there, and approve)")
        process = world.start_ssh(world.host, COMMAND, stdout=None, stderr=None)
        code = process.wait()
        say("that was all of it; the window is yours, and closing it ends this")
        app.wait()
        return code
    finally:
        desktop.close()


def main():
    say("starting a stand-in Access edge, an OpenSSH server and a home, all on loopback")
    world = World(approve=False)
    try:
        say(f"~/.ssh/config there:\n{world.config.read_text()}")
        displayed = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
        code = on_display(world) if displayed else in_terminal(world)
    finally:
        say("removing everything again")
        world.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
