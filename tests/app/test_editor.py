#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of a host: each change is seen before it is saved, and nothing else changes."""
import os
import unittest

from desktop import App, Desktop, World, wait_until

import tap

CONFIG = """# Kept for years\t
Include more

Host  other.example.com   # theirs
    User=me

# The database
Host db.example.com
\tHostName   10.0.0.7 # behind the tunnel
\tLocalForward 5432 localhost:5432
\tLocalForward 5433 localhost:5433

Host *
    ProxyCommand latchkey ssh --hostname %h
    ServerAliveInterval 30"""
MORE = "Host more.example.com\n  User more\n"
DESKTOP = Desktop()


class Editor(unittest.TestCase):
    def start(self, text=CONFIG):
        world = World()
        self.addCleanup(world.close)
        (world.config.parent / "more").write_text(MORE)
        self.write(world, text)
        app = App(DESKTOP, world)
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return world, app

    @staticmethod
    def write(world, text):
        """As vim does: a new file, put in the place of the old one."""
        new = world.config.with_name("config~new")
        new.write_text(text)
        os.replace(new, world.config)

    def edit(self, app, host):
        app.find("list item", rf"{host}, .*").focus()
        app.key("Return")
        app.find("push button", "Edit").do()
        return app.find("text", r"Address \(HostName\)")

    def review(self, app):
        """The diff that the review shows."""
        app.find("push button", "Save…").do()
        return app.find("text", "Changes").text

    def save(self, app):
        app.find("push button", "Save").do()
        app.wait_gone("push button", "Save")

    def test_field(self):
        """By keyboard alone: one field changes one token, and the diff says so before."""
        world, app = self.start()
        field = self.edit(app, "db.example.com")
        wait_until(lambda: field.text == "10.0.0.7", "the value")
        wait_until(lambda: field.has("focused"), "the focus")
        app.shoot("editor")
        app.key("ctrl+a")
        app.key("1", "0", "period", "9")
        app.key("ctrl+s")
        diff = app.find("text", "Changes").text
        self.assertIn("\n-\tHostName   10.0.0.7 # behind the tunnel\n+\tHostName   10.9 # behind the tunnel\n", diff)
        self.assertEqual(diff.count("\n-"), 1)
        self.assertEqual(world.config.read_text(), CONFIG)
        wait_until(lambda: app.find("push button", "Save").has("focused"), "the focus on Save")
        DESKTOP.shoot("review")
        app.key("Return")
        wait_until(lambda: world.config.read_text() == CONFIG.replace("10.0.0.7", "10.9"), "the new value")
        app.find("push button", "Connect")

    def test_rows(self):
        """Everything else of the block: one of two lines changes, another goes, a further one comes."""
        world, app = self.start()
        self.edit(app, "db.example.com")
        rows = app.nodes("text", "LocalForward", showing=False)
        self.assertEqual([row.text for row in rows], ["5432 localhost:5432", "5433 localhost:5433"])
        rows[1].type("5434 localhost:5433")
        app.nodes("push button", "Remove LocalForward", showing=False)[0].do()
        app.find("text", "Name of a further option").type("Compression")
        app.find("text", "Its value").type("yes")
        app.find("push button", "Add").do()
        wait_until(lambda: app.nodes("text", "Compression", showing=False), "the new row")
        app.shoot("editor-rows")
        self.review(app)
        self.save(app)
        self.assertEqual(world.config.read_text(),
                         CONFIG.replace("\tLocalForward 5432 localhost:5432\n", "").replace(
                             "5433 localhost:5433\n", "5434 localhost:5433\n\tCompression yes\n"))

    def test_bad_value(self):
        """What ssh does not take is told at its field, and is not saved."""
        world, app = self.start()
        self.edit(app, "db.example.com")
        app.find("text", r"Port \(Port\)").type("many")
        app.find("push button", "Save…").do()
        app.find("label", "ssh does not take this: .*")
        wait_until(lambda: app.find("text", r"Port \(Port\)").has("focused"), "the focus")
        app.shoot("editor-bad")
        self.assertFalse(app.nodes("text", "Changes"))
        self.assertFalse(app.find("push button", "Save…").has("sensitive"))
        app.find("text", r"Port \(Port\)").type("22")
        self.assertIn("\n+\tPort 22\n", self.review(app))
        app.find("push button", "Cancel").do()
        app.wait_gone("text", "Changes")
        # Neither closing the window nor leaving the program loses it.
        for key in ("ctrl+w", "ctrl+q", "Escape"):
            app.key(key)
            app.find("push button", "Keep Editing")
            DESKTOP.shoot("editor-discard")
            app.find("push button", "Keep Editing").do()
            app.wait_gone("push button", "Keep Editing")
        app.find("push button", "Back").do()
        app.find("push button", "Discard").do()
        app.find("push button", "Connect")
        self.assertEqual(world.config.read_text(), CONFIG)

    def test_told(self):
        """Who else the block is for, and that a value does not count."""
        world, app = self.start("User early\n" + CONFIG.replace("Host db.example.com", "Host db.example.com db *.test"))
        self.edit(app, "db.example.com")
        app.find("label", r"This block is for db, \*\.test, too\.")
        app.shoot("editor-shared")
        app.find("text", r"User \(User\)").type("late")
        self.review(app)
        app.find("label", "User: this does not count: ~/.ssh/config:1 sets user before it")
        DESKTOP.shoot("review-note")

    def test_merge(self):
        """Another program saves meanwhile: both changes are there, before the user's eyes."""
        world, app = self.start()
        self.edit(app, "db.example.com").type("10.9")
        theirs = CONFIG.replace("5433 localhost:5433", "5439 localhost:5433").replace("me\n", "you\n")
        self.write(world, theirs)
        app.find("label", "Another program has just changed the configuration.*")
        app.find("text", "5439 localhost:5433")
        self.assertEqual(app.find("text", r"Address \(HostName\)").text, "10.9")
        app.shoot("editor-merged")
        diff = self.review(app)
        self.assertNotIn("5439 localhost:5433\n+", diff)
        # And once more, while the review is open.
        theirs = theirs.replace("30", "60")
        self.write(world, theirs)
        app.find("label", "Another program has just changed the same file.*")
        self.save(app)
        self.assertEqual(world.config.read_text(), theirs.replace("10.0.0.7", "10.9"))

    def test_conflict(self):
        """Both change the same line: both versions are shown, and the user chooses."""
        for choice, value in (("Keep Theirs", "10.8"), ("Use Mine", "10.9")):
            if choice == "Use Mine":
                self.doCleanups()
            world, app = self.start()
            self.edit(app, "db.example.com").type("10.9")
            self.write(world, CONFIG.replace("10.0.0.7", "10.8"))
            app.find("label", "Another program has changed the same lines of .* Save to compare .*")
            diff = self.review(app)
            self.assertIn("-\tHostName   10.8 # behind the tunnel\n+\tHostName   10.9", diff)
            self.assertFalse(app.find("push button", "Save").has("sensitive"))
            DESKTOP.shoot("review-conflict")
            app.find("push button", choice).do()
            app.wait_gone("push button", choice)
            if choice == "Use Mine":
                self.save(app)
            else:
                app.find("label", "There is nothing to change.*")
                app.find("push button", "Cancel").do()
                wait_until(lambda: app.find("text", r"Address \(HostName\)").text == "10.8", "their value")
            self.assertEqual(world.config.read_text(), CONFIG.replace("10.0.0.7", value))

    def test_text(self):
        """The block as it is written, and a whole file."""
        world, app = self.start()
        self.edit(app, "db.example.com")
        app.find("toggle button", "More").do()
        app.find("check box", "Edit as Text").do()
        text = app.find("text", "Text of the configuration")
        self.assertTrue(text.text.startswith("# The database\nHost db.example.com\n"), text.text)
        text.type(text.text + "  Prot 22\n")
        app.find("push button", "Save…").do()
        app.find("label", "ssh refuses line .*: Bad configuration option: prot; nothing was written")
        text.type(text.text.replace("5433 ", "5435 ").replace("  Prot 22\n", ""))
        app.shoot("editor-text")
        self.assertIn("+\tLocalForward 5435 ", self.review(app))
        self.save(app)
        self.assertEqual(world.config.read_text(), CONFIG.replace("5433 ", "5435 "))
        # And a file that an Include line reads.
        self.back(app)
        self.edit(app, "db.example.com")
        app.find("toggle button", "More").do()
        app.find("check box", "Edit as Text").do()
        text = app.find("text", "Text of the configuration")
        wait_until(lambda: text.has("focused"), "the focus")
        app.key("shift+Tab")
        app.key("space", "Down", "Down", "Return")
        wait_until(lambda: text.text == MORE, "the other file")
        text.type(MORE + "  Port 2222")
        self.review(app)
        self.save(app)
        self.assertEqual((world.config.parent / "more").read_text(), MORE + "  Port 2222")
        self.assertEqual(world.config.read_text(), CONFIG.replace("5433 ", "5435 "))

    def test_whole(self):
        """The block as a whole: another name, a copy, another place, away; each seen before."""
        world, app = self.start()
        self.edit(app, "db.example.com")
        app.find("toggle button", "More").do()
        DESKTOP.shoot("editor-menu")
        app.find("push button", "Rename…").do()
        app.find("text", "Name of the host").type("a b")
        app.find("label", ".* is no name for a host; .*")
        app.find("text", "Name of the host").type("data.example.com")
        DESKTOP.shoot("editor-rename")
        app.find("push button", "Continue").do()
        self.assertIn("+Host data.example.com", app.find("text", "Changes").text)
        self.save(app)
        text = CONFIG.replace("Host db", "Host data")
        self.assertEqual(world.config.read_text(), text)
        self.edit(app, "data.example.com")
        app.find("toggle button", "More").do()
        app.find("push button", "Move Up…").do()
        self.assertIn("Host data.example.com", app.find("text", "Changes").text)
        app.find("push button", "Cancel").do()
        app.wait_gone("text", "Changes")
        self.assertEqual(world.config.read_text(), text)
        app.find("toggle button", "More").do()
        app.find("push button", "Move to File").do()
        app.find("push button", "~/.ssh/more").do()
        app.find("text", "Changes")
        self.save(app)
        self.assertNotIn("data.example.com", world.config.read_text())
        self.assertIn("# The database\nHost data.example.com\n", (world.config.parent / "more").read_text())
        self.back(app)
        self.edit(app, "data.example.com")
        app.find("toggle button", "More").do()
        app.find("push button", "Duplicate…").do()
        app.find("text", "Name of the host").type("copy.example.com")
        app.find("push button", "Continue").do()
        self.assertIn("+Host copy.example.com", app.find("text", "Changes").text)
        self.save(app)
        self.back(app)
        self.edit(app, "data.example.com")
        app.find("toggle button", "More").do()
        app.find("push button", "Remove…").do()
        app.find("text", "Changes")
        self.save(app)
        more = (world.config.parent / "more").read_text()
        self.assertTrue(more.startswith(MORE) and more.count("Host ") == 2 and "Host copy" in more, more)
        app.wait_gone("list item", r"data\.example\.com, .*")

    def back(self, app):
        """From the host's page, where a save leads, to the list."""
        app.find("push button", "Connect")
        app.find("push button", "Back").do()
        app.wait_gone("push button", "Connect")

    def history(self, app):
        app.key("F10")
        app.find("push button", "Configuration History…").do()

    def test_history(self):
        """What was saved, when and why; one change is taken back, the others stay; and back to a version."""
        world, app = self.start()
        app.find("list item", r"db\.example\.com, .*")
        self.history(app)
        app.find("panel", "Nothing yet")
        app.find("push button", "Back").do()
        for host, address in (("db.example.com", "10.9"), ("other.example.com", "10.8")):
            self.edit(app, host).type(address)
            self.review(app)
            self.save(app)
            self.back(app)
        text = world.config.read_text()
        self.history(app)
        app.find("list item", r"Edit other\.example\.com, .*")
        app.shoot("history")
        app.find("list item", r"Edit db\.example\.com, .*").focus()
        app.key("Return")
        self.assertIn("+\tHostName   10.9", app.find("text", "Changes").text)
        DESKTOP.shoot("history-change")
        app.find("push button", "Undo This Change…").do()
        wait_until(lambda: any("-\tHostName   10.9" in node.text for node in app.nodes("text", "Changes")), "the diff")
        self.save(app)
        self.assertEqual(world.config.read_text(), text.replace("10.9", "10.0.0.7"))
        app.find("list item", r"Edit db\.example\.com, .*, undone").focus()
        app.key("Return")
        app.find("push button", "Go Back to Here…").do()
        wait_until(lambda: any("-    HostName=10.8" in node.text for node in app.nodes("text", "Changes")), "the diff")
        self.save(app)
        self.assertEqual(world.config.read_text(), CONFIG.replace("10.0.0.7", "10.9"))

    def test_read_only(self):
        """A file that may not be written says so before anything is typed."""
        world, app = self.start()
        world.config.chmod(0o400)
        self.edit(app, "db.example.com")
        app.find("label", "Cannot write .*: it is read-only")
        app.shoot("editor-read-only")
        app.find("text", r"Port \(Port\)").type("22")
        self.review(app)
        app.find("push button", "Save").do()
        app.find("label", "Cannot write .*: it is read-only")
        DESKTOP.shoot("review-refused")
        self.assertEqual(world.config.read_text(), CONFIG)


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
