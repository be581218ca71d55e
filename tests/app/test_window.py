#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window: what a newcomer sees, and what the sessions say."""
import unittest

from desktop import App, Desktop, World, wait_until

import tap

DESKTOP = Desktop()


class Window(unittest.TestCase):
    def start(self, *arguments, **options):
        world = World(**options)
        self.addCleanup(world.close)
        app = App(DESKTOP, world, *arguments)
        self.addCleanup(app.close)
        return world, app

    def test_newcomer(self):
        """Without any host the window says how to begin."""
        world, app = self.start()
        app.find("frame", "Latchkey")
        app.find("panel", "Connect to a host")
        button = app.find("push button", "Log In")
        self.assertFalse(button.has("sensitive"))
        app.shoot("newcomer")
        entry = app.find(None, "Host name")
        entry.type("ssh.example.com:22")
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()
        app.find("label", ".*port.*")
        self.assertEqual(app.said(), "")

    def test_follows_the_helper(self):
        """What a terminal does shows in the window by itself."""
        world, app = self.start()
        app.find("panel", "Connect to a host")
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", f"{world.host}, Logged in, about .* left")
        app.find("label", world.team.split(".")[0])
        app.shoot("logged-in")
        app.find("push button", "Log Out").do()
        app.find("list item", f"{world.host}, Login needed")
        app.find("label", "Logged out.*")
        app.shoot("logged-out")
        self.assertEqual(app.said(), "")

    def test_follows_the_configuration(self):
        """The hosts of the configuration and of what it includes, within a second of any editor's change."""
        world, app = self.start()
        app.find("panel", "Connect to a host")
        world.write_config(f"""Include conf.d/*
Host work
  HostName {world.host}
  ProxyCommand /usr/bin/cloudflared access ssh --hostname %h
Host plain
  HostName 192.0.2.1
""")
        app.find("list item", "work, Login needed")
        app.find("list item", "plain, Not behind Access")
        app.shoot("configuration")
        folder = world.home / ".ssh/conf.d"
        folder.mkdir()
        (folder / "more").write_text("Host more\n  HostName 192.0.2.2\n")
        world.write_config(world.config.read_text().split("Host *.example.com")[0])
        app.find("list item", "more, Not behind Access")
        # As vim saves: a new file in the place of the old one.
        (folder / "more~").write_text("Host fresh\n  HostName 192.0.2.2\n")
        (folder / "more~").rename(folder / "more")
        app.find("list item", "fresh, Not behind Access")
        app.wait_gone("list item", "more,.*")
        # The alias and what it leads to are one host, with its team's session.
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", "work, Logged in, .*")
        self.assertEqual(app.nodes("list item", f"{world.host}.*"), [])
        self.assertEqual(app.said(), "")

    def test_many_hosts(self):
        """2,000 hosts: the first 200 are shown, and the search finds each of the others at once."""
        world, app = self.start()
        world.write_config("".join(f"Host h{n}.example.com\n" for n in range(2000)))
        app.find("list item", r"h0\.example\.com, Login needed")
        wait_until(lambda: app.nodes("label", "1800 more hosts. Search to find them.", showing=False), "the rest")
        app.key("ctrl+f")
        app.find("text", "Search hosts").type("h1999")
        app.find("list item", r"h1999\..*")
        app.wait_gone("list item", r"h0\..*")
        self.assertEqual(app.said(), "")

    def test_to_the_end(self):
        """Hosts come as one goes on to them, by keyboard too."""
        world, app = self.start()
        world.write_config("".join(f"Host h{n:02}.example.com\n" for n in range(60)))
        app.find("list item", r"h00\.example\.com, Login needed").focus()
        self.assertEqual(app.nodes("list item", r"h59\..*", showing=False), [])

        def at_the_end():
            app.key("End")
            return app.nodes("list item", r"h59\..*")
        wait_until(at_the_end, "the last one")
        self.assertEqual(app.said(), "")

    def test_another_host(self):
        """With hosts there already, one can still log in to one that is named nowhere."""
        world, app = self.start(apps=["other-{mark}.example.com={origin},team={team}"])
        self.assertEqual(world.ssh(world.host, "true").returncode, 0)
        app.find("list item", f"{world.host}, Logged in, .*")
        app.find("toggle button", "Log in to another host").do()
        app.find(None, "Host name").type(f"other-{world.mark}.example.com")
        button = app.find("push button", "Log In")
        wait_until(lambda: button.has("sensitive"), "the button")
        button.do()
        app.find("list item", f"other-{world.mark}.example.com, Logged in, .*")
        self.assertEqual(world.edge.stats()["approvals"], 1)


if __name__ == "__main__":
    try:
        tap.main()
    finally:
        DESKTOP.close()
