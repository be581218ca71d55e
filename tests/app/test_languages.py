#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application in other languages: every name on it is a translated one, from the window to the preferences."""
import gettext
import re
import subprocess
import unittest

from desktop import APP, BUILD, App, Desktop, World, wait_until

import tap

DESKTOP = Desktop()


class Languages(unittest.TestCase):
    def start(self, language, **options):
        """The application with a locale that is made for this test alone."""
        locale = f"{language}.UTF-8"
        codes = [code for code in (language, language.split("_")[0]) if (BUILD / "po" / code).exists()]
        with open(BUILD / f"po/{codes[0]}/LC_MESSAGES/latchkey.mo", "rb") as catalogue:
            self.texts = gettext.GNUTranslations(catalogue)
        locales = DESKTOP.folder / "locales"
        locales.mkdir(exist_ok=True)
        if not (locales / locale).exists():
            subprocess.run(["localedef", "-i", language, "-f", "UTF-8", locales / locale], check=True, timeout=60)
        world = World(**options)
        self.addCleanup(world.close)
        settings = world.home / ".config/gtk-3.0/settings.ini"  # the buttons that a window has on a telephone
        settings.parent.mkdir(parents=True)
        settings.write_text("[Settings]\ngtk-decoration-layout=:close\n")
        app = App(DESKTOP, world, LC_ALL=locale, LOCPATH=str(locales))
        self.addCleanup(app.close)
        self.addCleanup(lambda: self.assertEqual(app.said(), ""))
        return world, app

    def say(self, text):
        """A pattern for what a text of the program is in the language, whatever stands in it."""
        shown = self.texts.gettext(text)
        self.assertNotEqual(shown, text, "this text has no translation")
        return re.sub(r"%(?:\d\\\$)?[su]", ".*", re.escape(shown.replace("_", "")))

    def check(self, app):
        """No name of anything is one of the texts as they stand in the sources."""
        english = {text.replace("_", "") for text, shown in self.texts._catalog.items()
                   if text and isinstance(text, str) and text != shown} - {"User", "Port"}  # options of ssh
        left = {node.name for node in app.nodes() if node.name in english}
        self.assertEqual(left, set())

    def look(self, app, name, screen=False):
        self.check(app)
        if not screen:
            self.assertLessEqual(app.narrowest(), 368, "the longest texts fit a telephone, with the frame")
        (DESKTOP if screen else app).shoot(name)

    def walk(self, language):
        world, app = self.start(language)
        app.find("panel", self.say("Connect to a host"))
        self.look(app, f"newcomer-{language}")
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        world.write_config("Host plain\n  HostName 192.0.2.1\nHost other.example.com\n  Port 2222\n")
        host = app.find("list item", f"{world.host}, {self.say('Logged in, %s')}")
        app.find("list item", f"plain, {self.say('Not behind Access')}")
        self.look(app, f"window-{language}")
        host.focus()
        app.key("Return")
        app.find("push button", self.say("Connect"))
        app.find("list item", f"{self.say('Address')}: {world.host}")
        wait_until(lambda: app.nodes("list item", ".*" + self.say("%s line %u") + ".*", showing=False), "the settings")
        self.look(app, f"host-{language}")
        app.key("F10")
        app.find("push button", self.say("_About Latchkey"))
        self.look(app, f"menu-{language}", screen=True)
        app.key("Escape")
        app.key("ctrl+comma")
        app.find("toggle button", self.say("Before a login ends"))
        self.look(app, f"preferences-{language}", screen=True)
        app.key("Escape")
        app.wait_gone("toggle button", self.say("Before a login ends"))
        app.key("ctrl+question")
        app.find("label", self.say("Back to the list"))
        self.look(app, f"shortcuts-{language}", screen=True)

    def edit(self, language):
        """The pages where something is changed, and what they ask."""
        world, app = self.start(language)
        world.write_config("Host db.example.com\n  HostName 192.0.2.1\n")
        app.find("list item", rf"db\.example\.com, {self.say('Login needed')}").focus()
        app.key("Return")
        app.find("push button", self.say("Edit")).do()
        app.find("text", rf"{self.say('Address')} \(HostName\)").type("192.0.2.2")
        self.look(app, f"editor-{language}")
        app.find("push button", self.say("_Save…")).do()
        app.find("text", self.say("Changes"))
        self.look(app, f"review-{language}", screen=True)
        app.key("Escape")
        app.wait_gone("text", self.say("Changes"))
        app.find("push button", self.say("Back")).do()
        app.find("push button", self.say("_Discard"))
        self.look(app, f"discard-{language}", screen=True)
        app.find("push button", self.say("_Discard")).do()
        app.wait_gone("push button", self.say("_Discard"))
        app.find("push button", self.say("Edit")).do()
        app.find("text", rf"{self.say('Address')} \(HostName\)").type("192.0.2.2")
        app.find("push button", self.say("_Save…")).do()
        app.find("push button", self.say("_Save")).do()
        app.wait_gone("push button", self.say("_Save"))
        app.find("push button", self.say("Connect"))
        app.key("F10")
        app.find("push button", self.say("Configuration H_istory…")).do()
        saved = app.find("list item", r".*db\.example\.com.*\d\d.*")
        self.look(app, f"history-{language}")
        saved.focus()
        app.key("Return")
        app.find("text", self.say("Changes"))
        self.look(app, f"history-change-{language}", screen=True)
        app.key("Escape")
        app.wait_gone("text", self.say("Changes"))
        app.key("Escape")
        app.find("list item", rf"db\.example\.com, {self.say('Login needed')}")
        app.key("ctrl+t")
        app.find("label", self.say("No program has a connection open."))
        self.look(app, f"forwards-{language}")
        app.find("push button", self.say("Add a forward")).do()
        app.find("text", self.say("Listen on"))
        self.look(app, f"forward-{language}", screen=True)

    def mend(self, language):
        """What the check finds, a host that is added, and the way from cloudflared."""
        world, app = self.start(language)
        world.write_config("Host db.example.com\n  IdentityFile ~/.ssh/gone\n  ProxyCommand cloudflared access ssh --hostname %h\n"
                           "Host db.example.com\n  Port 22\n  port 23\n")
        app.find("list item", rf"db\.example\.com, {self.say('Login needed')}")
        app.find("label", self.texts.ngettext("%u host is set up for cloudflared.", "", 1).replace("%u", "1"))
        app.key("F10")
        app.find("push button", self.say("_Check the Configuration")).do()
        app.find("list item", f"(?i:{self.say('there is no file %s')}).*, {self.say('%s line %u')}")
        self.look(app, f"check-{language}")
        app.key("Escape")
        app.find("push button", self.say("Take _Over…")).do()
        app.find("text", self.say("Changes"))
        self.look(app, f"import-{language}", screen=True)
        app.key("Escape")
        app.wait_gone("text", self.say("Changes"))
        app.key("ctrl+n")
        app.find("text", self.say("Host")).type(world.host)
        app.find("label", self.say("Found the application %s of %s. %s"))
        self.look(app, f"add-{language}", screen=True)

    def log_in(self, language):
        world, app = self.start(language, approve=False)
        app.find(None, self.say("Host name")).type(f"{world.host}:22")
        button = app.find("push button", self.say("_Log In"))
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()
        app.find("label", ".*" + self.say("a port makes no sense here") + ".*")
        self.look(app, f"refused-{language}")
        app.find(None, self.say("Host name")).type(world.host)
        button.do()
        app.find("label", self.say("Needed to reach %s."))
        app.find("toggle button", self.say("QR Code")).do()
        app.find("image", self.say("QR code of the login link"))
        self.look(app, f"sheet-{language}")

    def fit(self, language):
        """The page with the most beside each other."""
        world, app = self.start(language)
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", f"{world.host}, {self.say('Logged in, %s')}").focus()
        app.key("Return")
        app.find("push button", self.say("Renew"))
        self.look(app, f"host-{language}")

    def test_spanish(self):
        self.fit("es_ES")

    def test_french(self):
        self.fit("fr_FR")

    def test_portuguese(self):
        self.fit("pt_BR")

    def test_chinese(self):
        self.fit("zh_CN")

    def test_german(self):
        self.walk("de_DE")

    def test_german_command_line(self):
        _, app = self.start("de_DE")
        told = subprocess.run([APP, "--help"], env=app.env, capture_output=True, text=True, timeout=20, check=True)
        self.assertRegex(told.stdout, self.say("Start without a window"))

    def test_german_editor(self):
        self.edit("de_DE")

    def test_german_mending(self):
        self.mend("de_DE")

    def test_german_login(self):
        self.log_in("de_DE")

    def test_japanese(self):
        self.walk("ja_JP")

    def test_japanese_editor(self):
        self.edit("ja_JP")

    def test_japanese_mending(self):
        self.mend("ja_JP")

    def test_japanese_login(self):
        self.log_in("ja_JP")


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
