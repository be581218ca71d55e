#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens a real ssh session through the helper in a world of its own, and says what it does."""
import re
import subprocess
import sys

from person import Person
from world import World


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


def main():
    say("starting a stand-in Access edge, an OpenSSH server and a home, all on loopback")
    world = World(approve=False)
    try:
        say(f"~/.ssh/config there:\n{world.config.read_text()}")
        command = f"echo \"Hello from $(uname -n), reached through Access as $(id -un).\""
        say(f"ssh {world.host}   (nobody is logged in yet)")
        process = world.start_ssh(world.host, command, stdout=None)
        approve_when_asked(world, process)
        code = process.wait()
        say(f"ssh {world.host}   (again: the token is warm, one connection, no question)")
        if code == 0:
            interactive = sys.stdin.isatty() and sys.stdout.isatty()
            code = subprocess.call(world.ssh_command(world.host, *([] if interactive else [command])), env=world.env)
        say("latchkey status")
        print(world.latchkey("status").stdout)
    finally:
        say("removing everything again")
        world.close()
    sys.exit(code)


if __name__ == "__main__":
    main()
