# SPDX-License-Identifier: GPL-3.0-or-later
"""What 'meson install' puts where, and that it works from there for a user who is not root."""
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from installation import SOURCE, Installation, check, configure, run

import tap
from world import World, wait_until

LIST = Path(__file__).with_name("installed.txt").read_text().split()
# What the prefix's programs share, made after an installation: no package owns them.
CACHES = ["share/applications/mimeinfo.cache", "share/glib-2.0/schemas/gschemas.compiled",
          "share/icons/hicolor/icon-theme.cache"]


class Places(unittest.TestCase):
    def plan(self, *options):
        """Configures only. Returns the places, what Meson says, and the build folder."""
        folder = Path(tempfile.mkdtemp(prefix="latchkey-plan-"))
        self.addCleanup(shutil.rmtree, folder)
        said = configure(folder, *options)
        places = json.loads(check("meson", "introspect", "--installed", folder))
        return set(places.values()), said, folder

    def test_folders_of_a_distribution(self):
        places, _, build = self.plan("--prefix=/usr", "--libexecdir=lib/latchkey", "--bindir=sbin")
        for place in ("/usr/sbin/latchkey", "/usr/sbin/latchkey-gtk", "/usr/lib/latchkey/latchkey-session",
                      "/usr/lib/systemd/user/latchkey-agent.socket"):
            self.assertIn(place, places)
        self.assertIn("ExecStart=/usr/lib/latchkey/latchkey-agent\n", (build / "data/latchkey-agent.service").read_text())
        self.assertIn("Exec=/usr/sbin/latchkey-gtk ", (build / "data/org.latchkey.Latchkey.service").read_text())
        self.assertFalse([place for place in places if not place.startswith("/usr/")])

    def test_what_is_left_out_is_told(self):
        places, said, _ = self.plan("--prefix=/usr", "-Dapp=disabled", "-Dsystemd=false")
        for words in ("Without -Dapp: no window", "Without -Dsystemd: no units", "Without -Dtests: nothing is checked"):
            self.assertIn(words, said)
        self.assertFalse([place for place in places if "gtk" in place or "systemd" in place or "icons" in place])
        self.assertIn("/usr/bin/latchkey", places)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.it = Installation()

    @classmethod
    def tearDownClass(cls):
        cls.it.close()

    def latchkey(self, *words, **env):
        return run(*self.it.as_user(self.it.prefix / "bin/latchkey", *words), env=self.it.environment(**env))

    def make_world(self):
        """A world whose edge the user may reach. Returns it, and the user's environment."""
        world = World(approve=False)
        self.addCleanup(world.close)
        for source in (world.edge.ca, world.sshd.folder / "user", SOURCE / "tests/e2e/person.py"):
            shutil.copy(source, self.it.home)
        key = self.it.home / "user"
        key.chmod(0o600)
        (self.it.home / "config").write_text(f"Host *\n  IdentityFile {key}\n  User root\n  LogLevel ERROR\n"
                                             f"  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n")
        self.it.give(self.it.home)
        return world, self.it.environment(
            LATCHKEY_CONNECT_TO=f"127.0.0.1:{world.edge.port}", SSL_CERT_FILE=self.it.home / "ca.pem",
            BROWSER=f"/usr/bin/python3 {self.it.home}/person.py")

    def test_all_files(self):
        self.assertEqual(self.it.installed(), sorted(LIST + CACHES))

    def test_data_is_valid(self):
        share = self.it.prefix / "share"
        check("glib-compile-schemas", "--strict", "--dry-run", share / "glib-2.0/schemas")
        check("desktop-file-validate", share / "applications/org.latchkey.Latchkey.desktop")
        check("appstreamcli", "validate", "--pedantic", "--no-net", share / "metainfo/org.latchkey.Latchkey.metainfo.xml")
        units = share / "systemd/user"
        result = run(*self.it.as_user("systemd-analyze", "--user", "--man=no", "verify", *sorted(units.iterdir())),
                     env=self.it.environment())
        self.assertEqual((result.returncode, [line for line in result.stderr.splitlines() if "latchkey" in line]), (0, []))
        paths = run(*self.it.as_user("systemd-analyze", "--user", "unit-paths"), env=self.it.environment()).stdout
        self.assertIn(str(units), paths.splitlines())

    def test_destdir(self):
        stage = self.it.folder / "stage"
        self.it.install(stage)
        self.assertEqual(self.it.installed(stage), sorted(str(self.it.prefix / name)[1:] for name in LIST))

    def test_programs_find_each_other(self):
        config = self.it.home / "hosts"
        config.write_text("Host db.example.com\n")
        self.it.give(self.it.home)
        result = self.latchkey("hosts", "list", "--config", config)
        self.assertIn("db.example.com", result.stdout, result.stderr)
        self.assertIn("Offer short-lived certificates", self.latchkey("agent", "--help").stdout)
        self.assertIn(f"ProxyCommand {self.it.prefix}/bin/latchkey ssh", self.latchkey("ssh-config").stdout)

    def test_shells_and_man_find_it(self):
        """By what they look into for ~/.local, without being told."""
        def user(*words):
            return run(*self.it.as_user(*words), env=self.it.environment(), cwd=self.it.home).stdout
        self.assertIn("_latchkey", user("bash", "-c", ". /usr/share/bash-completion/bash_completion; "
                                        "_completion_loader latchkey; complete -p latchkey"))
        self.assertIn("logout", user("fish", "-c", "complete -C 'latchkey logo'"))
        self.assertEqual(user("man", "-w", "latchkey-tcp").strip(), f"{self.it.prefix}/share/man/man1/latchkey-ssh.1")

    def test_ssh_of_an_ordinary_user(self):
        world, env = self.make_world()
        # The prefix may be moved, as a home is: what the program runs is found beside it.
        command = f"ProxyCommand={self.it.prefix}/bin/latchkey ssh --hostname %h"
        words = self.it.as_user("ssh", "-F", self.it.home / "config", "-o", command, world.host, "echo", "carried")
        try:
            result = run(*words, env=env)
            self.assertEqual((result.returncode, result.stdout), (0, "carried\n"), result.stderr)
            status = run(*self.it.as_user(self.it.prefix / "bin/latchkey", "status", "--json"), env=env)
            self.assertIn(world.team, status.stdout)
        finally:
            result = run(*self.it.as_user(self.it.prefix / "bin/latchkey", "logout", world.host), env=env)
        self.assertEqual(result.returncode, 0, result.stderr)

    def start_bus(self, display):
        """The user's session bus, which knows the programs of the prefix. Returns its address."""
        env = self.it.environment(DISPLAY=display, XDG_DATA_DIRS=f"{self.it.prefix}/share:/usr/share",
                                  GDK_BACKEND="x11", GSETTINGS_BACKEND="memory", NO_AT_BRIDGE="1")
        del env["DBUS_SESSION_BUS_ADDRESS"]
        return self.start(*self.it.as_user("dbus-daemon", "--session", "--nofork", "--print-address=1"), env=env)

    def start(self, *command, env=None):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=env,
                                   stderr=subprocess.DEVNULL)

        def stop():
            process.terminate()
            process.wait(10)
            process.stdout.close()
        self.addCleanup(stop)
        return process.stdout.readline().strip()

    def test_activation(self):
        display = ":" + self.start("Xvfb", "-displayfd", "1", "-nolisten", "tcp", "-noreset", "-ac")
        env = self.it.environment(DBUS_SESSION_BUS_ADDRESS=self.start_bus(display), GSETTINGS_BACKEND="memory")

        def call(*words):
            return run(*self.it.as_user("gdbus", "call", "--session", "--timeout", "50", *words), env=env)
        reply = call("--dest", "org.latchkey.Latchkey", "--object-path", "/org/latchkey/Latchkey", "--method",
                     "org.freedesktop.DBus.Properties.Get", "org.latchkey.Latchkey1", "Version")
        self.assertIn("0.1.0", reply.stdout, reply.stderr)

        def ask(what):
            return call("--dest", "org.freedesktop.DBus", "--object-path", "/", "--method",
                        f"org.freedesktop.DBus.{what}", "org.latchkey.Latchkey").stdout
        process = ask("GetConnectionUnixProcessID").split()[1].rstrip(",)")
        self.assertEqual(Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0].decode(),
                         f"{self.it.prefix}/bin/latchkey-gtk")
        check(*self.it.as_user("gapplication", "action", "org.latchkey.Latchkey", "quit"),
              env=env | {"XDG_DATA_DIRS": f"{self.it.prefix}/share"})
        wait_until(lambda: not Path(f"/proc/{process}").exists(), "the application to quit")

    def test_uninstall_leaves_what_is_the_users(self):
        own = self.it.prefix / "state/latchkey/known_teams"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.touch()
        self.it.install()
        before = self.it.installed()
        check("ninja", "-C", self.it.build, "uninstall")
        self.assertEqual(self.it.installed(), sorted(set(before) - set(LIST)))
        self.assertEqual({name for name in self.it.installed() if not name.startswith("state/latchkey/")}, set(CACHES))
        self.assertTrue(own.exists())
        self.it.install()


if __name__ == "__main__":
    tap.main()
