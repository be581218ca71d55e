#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of the README anew: pictures.py data/screenshots, with LATCHKEY_BUILD set. Not a test."""
import os
import subprocess
import sys
from pathlib import Path

from desktop import App, Desktop, World, wait_until

import world as worlds
from panel import Panel

CONFIG = """# the database, through the tunnel
Host db
    HostName db.example.com
    User postgres
    LocalForward 5432 localhost:5432

Host git
    HostName git.example.com
    User git

Host build
    HostName build.example.com

Host shop
    HostName shop.example.com

Host router
    HostName 192.0.2.1
    User admin

Host db git build shop
    ProxyCommand latchkey ssh --hostname %h
"""


def main(folder):
    worlds.secrets.token_hex = lambda count: "acme"
    desktop = Desktop(size="900x1000x24")
    world = World(apps=["db.example.com={origin},team={team}", "git.example.com={origin},team={team}",
                        "build.example.com={origin},team={team}", "shop.example.com={origin},team=shop"])
    app = panel = None
    try:
        world.write_config(CONFIG)
        panel = Panel(desktop)
        for host in ("db.example.com", "git.example.com"):
            world.latchkey("login", host)
        app = App(desktop, world)
        app.find("list item", "db, Logged in, .*")
        app.wait_gone("label", "There is no status tray here.*")
        save(app, folder / "window.png")
        app.find("list item", "db, .*").focus()
        app.key("Return")
        app.find("list item", ".*: hostname db.example.com")
        save(app, folder / "host.png")
        return 0
    finally:
        for part in (app, world):
            if part:
                part.close()
        if panel:
            panel.kill()
        desktop.close()


def save(app, path):
    wait_until(lambda: app.x_window(), "the window")
    subprocess.run(["sleep", "1"], check=True)
    subprocess.run(["import", "-window", app.x_window(), "-strip", path], env=app.env, timeout=30, check=True)


if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)
    sys.exit(main(Path(sys.argv[1])))
