#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a host, by keyboard; the preferences, the shortcuts and what the program is."""
import subprocess
import sys
import unittest
from pathlib import Path

from desktop import APP, App, Desktop, World, wait_until

import tap

DESKTOP = Desktop()


class Host(unittest.TestCase):
    def start(self, world=None, **environment):
        if world is None:
            world = World()
            self.addCleanup(world.close)
        app = App(DESKTOP, world, **environment)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return world, app

    def open_page(self, world, app):
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", f"{world.host}, Logged in, .*").focus()
        app.key("Return")
        app.find("push button", "Connect")

    def clipboard(self, app):
        return subprocess.run([sys.executable, Path(__file__).with_name("clipboard.py")], env=app.env,
                              capture_output=True, text=True, timeout=20, check=True).stdout

    def test_page(self):
        """Everything about a host, and what one can do with it."""
        world, app = self.start()
        self.open_page(world, app)
        for fact in (f"Address: {world.host}", f"Team: {world.team}.cloudflareaccess.com",
                     "Logged in as: user@example.com", "Login ends: .*, about 24 hours left",
                     "Certificate: None is kept here"):
            app.find("list item", fact)
        app.shoot("host")
        opened = world.edge.stats()["upgrades_ok"]
        # The button that one most likely wants has the focus.
        wait_until(lambda: app.find("push button", "Connect").has("focused"), "the focus")
        app.key("Return")
        wait_until(lambda: world.edge.stats()["upgrades_ok"] > opened, "ssh in a terminal")
        app.find("push button", "Copy Command").do()
        app.find("push button", "Copied")
        self.assertEqual(self.clipboard(app), f"ssh {world.host}")
        app.find("push button", "Renew").do()
        wait_until(lambda: world.edge.stats()["approvals"] == 2, "the renewal")
        app.wait_gone("push button", "Cancel Login")
        app.find("push button", "Log Out").do()
        app.find("list item", "Logged in as: Nobody")
        app.find("push button", "Log In").do()
        app.find("list item", "Logged in as: user@example.com")
        app.find("push button", "Back").do()
        app.find("list item", f"{world.host}, Logged in, .*")

    def test_chosen_terminal(self):
        """The terminal that the user has chosen for the desktop comes before the system's."""
        world = World()
        self.addCleanup(world.close)
        terminal, told = world.folder / "terminal", world.folder / "told"
        terminal.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" "$2" > {told}\nshift\nexec "$@"\n')
        terminal.chmod(0o700)
        keyfile = world.home / ".config/glib-2.0/settings/keyfile"
        keyfile.parent.mkdir(parents=True)
        keyfile.write_text(f"[org/gnome/desktop/applications/terminal]\nexec='{terminal}'\nexec-arg='--'\n")
        _, app = self.start(world, GSETTINGS_BACKEND="keyfile")
        self.open_page(world, app)
        opened = world.edge.stats()["upgrades_ok"]
        app.find("push button", "Connect").do()
        wait_until(lambda: world.edge.stats()["upgrades_ok"] > opened, "ssh in a terminal")
        self.assertEqual(told.read_text(), "--\nsh\n")

    def test_browse(self):
        """The files of a host are opened by the program for sftp addresses, else by the file manager; or it is said why not."""
        world = World()
        self.addCleanup(world.close)
        told = world.folder / "told"
        programs = world.home / ".local/share/applications"
        programs.mkdir(parents=True)
        share = world.folder / "share"  # of a system without programs
        share.mkdir()
        for name in ("glib-2.0", "icons", "mime", "themes"):
            (share / name).symlink_to(f"/usr/share/{name}")
        _, app = self.start(world, XDG_DATA_DIRS=str(share))
        self.open_page(world, app)
        button = app.find("push button", "Browse Files")
        app.key("Tab")
        wait_until(lambda: button.has("focused"), "the focus")
        app.key("space")
        app.find("label", f"{world.host}: no file manager here opens sftp addresses; .+")
        defaults = "[Default Applications]\n"
        for name, kind in (("files", "inode/directory"), ("remote", "x-scheme-handler/sftp")):
            program = world.folder / name
            program.write_text(f'#!/bin/sh\necho {name} "$@" > {told}.$$\nmv {told}.$$ {told}\n')
            program.chmod(0o700)
            (programs / f"{name}.desktop").write_text(
                f"[Desktop Entry]\nType=Application\nName={name}\nExec={program} %U\nMimeType={kind};\n")
            defaults += f"{kind}={name}.desktop;\n"
            (programs / "mimeapps.list").write_text(defaults)

            def opened():
                button.do()
                return told.exists() and told.read_text() == f"{name} sftp://{world.host}/\n"
            wait_until(opened, f"the files by {name}")

    def test_settings(self):
        """What ssh will do for a host, with file and line, as it is now."""
        world, app = self.start()
        world.write_config("Host mine.example.com\n  Port 2222\nHost *\n  Port 22\n  Compression yes\n")
        app.find("list item", r"mine\.example\.com, Login needed").focus()
        app.key("Return")
        app.find("push button", "Connect")
        rows = {}
        def told():
            rows.update((node.name.rpartition(": ")[2], node.name.rpartition(": ")[0]) for node in app.nodes("list item", showing=False))
            return "port 2222" in rows
        wait_until(told, "the settings")
        self.assertEqual(rows["port 2222"], "~/.ssh/config line 2; wins over ~/.ssh/config line 4")
        self.assertEqual(rows["compression yes"], "~/.ssh/config line 5")
        app.shoot("host-settings")
        app.key("Escape")
        app.find("list item", r"mine\.example\.com, Login needed")

    def test_error(self):
        """What went wrong stays on the page, with the next step, and the login is not called into question."""
        world, app = self.start()
        self.open_page(world, app)
        app.find("push button", "Log Out").do()
        button = app.find("push button", "Log In")
        world.edge.control("POST", "/fault", {"kind": "tls-expired", "host": world.host})
        button.do()
        app.find("list item", r"\d\d:\d\d:\d\d.*: .+")
        app.find("label", "Could not be reached")
        app.shoot("host-error")

    def test_preferences(self):
        """Every setting has its effect at once, and is kept."""
        world, app = self.start(GSETTINGS_BACKEND="keyfile")
        keyfile = world.home / ".config/glib-2.0/settings/keyfile"
        autostart = world.home / ".config/autostart/org.latchkey.Latchkey.desktop"
        app.find("panel", "Connect to a host")
        app.key("ctrl+comma")
        app.find("toggle button", "Before a login ends").do()
        app.find("text", "Terminal").type("xterm -e")
        wait_until(lambda: keyfile.exists() and "terminal='xterm -e'" in keyfile.read_text(), "the settings")
        self.assertIn("notify-expiring=false", keyfile.read_text())
        app.find("label", "There is no status tray here.*")
        app.find("toggle button", "Icon in the status tray").do()
        app.wait_gone("label", "There is no status tray here.*")
        switch = app.find("toggle button", "Start at login to the desktop")
        switch.do()
        wait_until(autostart.exists, "the autostart entry")
        self.assertIn(f'Exec="{APP}" --hidden\n', autostart.read_text())
        DESKTOP.shoot("preferences")
        switch.do()
        wait_until(lambda: not autostart.exists(), "its end")

    def test_help(self):
        """The shortcuts and what the program is, from the keyboard."""
        _, app = self.start()
        app.find("panel", "Connect to a host")
        app.key("ctrl+question")
        app.find("label", "Back to the list")
        DESKTOP.shoot("shortcuts")
        app.key("Escape")
        app.wait_gone("label", "Back to the list")
        app.key("F10")
        app.find("push button", "About Latchkey").do()
        app.find("label", "ssh to machines behind Cloudflare Access")
        DESKTOP.shoot("about")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
