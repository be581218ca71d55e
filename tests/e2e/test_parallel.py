#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many at once: one login for all, everybody goes on as soon as it is approved, nobody waits for the dead."""
import re
import signal
import subprocess
import unittest

import tap
from person import Person
from world import LATCHKEY, World, wait_until

CROWD = 20


def link_in(process):
    """Reads a helper's stderr up to the login link."""
    for line in process.stderr:
        found = re.search(r"https://\S+", line)
        if found:
            return found.group()
    raise AssertionError("no link was printed")


def finish(process, seconds=60):
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out, err


class Parallel(unittest.TestCase):
    def make_world(self, **options):
        world = World(approve=False, **options)
        self.addCleanup(world.close)
        return world

    def person(self, world):
        return Person(world.edge.port, world.edge.ca)

    def test_one_login_for_all(self):
        world = self.make_world()
        crowd = [world.start_ssh(world.host, f"echo {number}") for number in range(CROWD)]
        links = {link_in(process) for process in crowd}
        self.assertEqual(len(links), 1, "everybody shows the same link")
        self.person(world).approve(links.pop())
        for number, process in enumerate(crowd):
            code, out, err = finish(process)
            self.assertEqual((code, out), (0, f"{number}\n"), err)
        stats = world.edge.stats()
        self.assertEqual(stats["approvals"], 1)
        self.assertEqual(stats["transfer_delivered"], 1)
        self.assertEqual(len(stats["websocket_open_times_ms"]), CROWD)

    def test_second_host_of_the_team(self):
        """An unknown host of a team that is logged in to: no browser."""
        world = self.make_world(apps=["other-{mark}.example.com={origin},team={team}"])
        first = world.start_ssh(world.host, "true")
        self.person(world).approve(link_in(first))
        self.assertEqual(finish(first)[0], 0)
        second = world.ssh(f"other-{world.mark}.example.com", "echo other")
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "other\n", ""))
        stats = world.edge.stats()
        self.assertEqual((stats["approvals"], stats["login_page"]), (1, stats["login_page"]))
        self.assertEqual(stats["transfer_delivered"], 1)

    def test_two_hosts_at_once(self):
        """Two hosts of one team, both unknown: one login, and the other one is exchanged for."""
        world = self.make_world(apps=["other-{mark}.example.com={origin},team={team}"])
        first = world.start_ssh(world.host, "echo one")
        link = link_in(first)
        second = world.start_ssh(f"other-{world.mark}.example.com", "echo two")
        self.assertEqual(link_in(second), link)
        self.person(world).approve(link)
        self.assertEqual(finish(first)[:2], (0, "one\n"))
        self.assertEqual(finish(second)[:2], (0, "two\n"))
        self.assertEqual(world.edge.stats()["approvals"], 1)

    def test_killed_login(self):
        """The one who logs in is killed: the next one takes over by itself."""
        world = self.make_world()
        first = world.start_ssh(world.host, "echo first")
        link = link_in(first)
        second = world.start_ssh(world.host, "echo second")
        self.assertEqual(link_in(second), link)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        taken_over = link_in(second)
        self.assertNotEqual(taken_over, link)
        self.person(world).approve(taken_over)
        self.assertEqual(finish(second)[:2], (0, "second\n"))

    def test_cancelled_login(self):
        """Ctrl-C ends the helper and what it started, at once; the next login is a new one."""
        world = self.make_world()
        login = subprocess.Popen([LATCHKEY, "login", world.host], env=world.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        link = link_in(login)
        login.send_signal(signal.SIGINT)
        self.assertEqual(finish(login, 5)[0], -signal.SIGINT)
        wait_until(lambda: world.edge.control("GET", "/pending")["pending"] == []
                   or all(p["polls"] == 0 for p in world.edge.control("GET", "/pending")["pending"]), "the poll to end", 10)
        again = world.start_ssh(world.host, "echo again")
        self.assertNotEqual(link_in(again), link)
        again.kill()
        again.communicate()


if __name__ == "__main__":
    tap.main()
