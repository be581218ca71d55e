#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual: without a warning of either formatter, and about the program's options, all of them and no other."""
import os
import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import tap  # noqa: E402
from world import BUILD, LATCHKEY, run  # noqa: E402

PAGES = {path.name: path.read_text() for path in sorted((ROOT / "data/man").glob("*.[17]"))}
SAME = {"tcp": "ssh", "rdp": "ssh", "smb": "ssh"}
ENV = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "MANWIDTH": "80"}
# Of what is beside the program, and of where manuals are kept here.
ELSEWHERE = re.compile("referenced manual not found|mandoc.db")


def options_of(text):
    """The options that --help lists."""
    return {name for line in re.findall(r"^  (-.*)", text, re.MULTILINE)
            for name in re.findall(r"(?:^|, )(--?[\w-]+)", line.split("  ")[0])}


def options_in(page):
    """The options that are headings of a page's lists."""
    return {f"-{name}" for line in re.findall(r"^\.It (Fl .*)", page, re.MULTILINE)
            for name in re.findall(r"Fl (\S+)", line)}


def commands_of(text):
    """The commands that --help lists."""
    return re.findall(r"^  (\S+)", text.split("Commands:\n")[1].split("\n\n")[0], re.MULTILINE)


def help_of(*words):
    done = run(LATCHKEY, *words, "--help", env=ENV)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Formats(unittest.TestCase):
    def test_mandoc(self):
        done = run("mandoc", "-T", "lint", *PAGES, cwd=ROOT / "data/man")
        self.assertEqual([line for line in (done.stdout + done.stderr).splitlines() if not ELSEWHERE.search(line)], [])

    def test_man(self):
        for page in PAGES:
            with self.subTest(page=page):
                done = run("man", "--warnings", "-l", ROOT / "data/man" / page, env=ENV | {"PAGER": "cat"})
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("NAME", done.stdout)

    def test_references(self):
        there = {tuple(page.rsplit(".", 1)) for page in PAGES}
        named = {tuple(name) for text in PAGES.values() for name in re.findall(r"^\.Xr (latchkey\S*) (\d)", text, re.MULTILINE)}
        self.assertLessEqual(named, there)


class Options(unittest.TestCase):
    def test_commands(self):
        """Each has a page, and the first page lists them."""
        commands = commands_of(help_of())
        listed = [name for line in re.findall(r"^\.It Cm (.*)", PAGES["latchkey.1"], re.MULTILINE)
                  for name in line.replace(",", "").split()]
        self.assertEqual(set(commands), set(listed))
        for command in commands:
            self.assertIn(f"latchkey-{SAME.get(command, command)}.1", PAGES)
            if command != "hosts":
                with self.subTest(command=command):
                    page = PAGES[f"latchkey-{SAME.get(command, command)}.1"]
                    self.assertEqual(options_of(help_of(command)), options_in(page))

    def test_version(self):
        self.assertEqual(options_in(PAGES["latchkey.1"]), {"-h", "--help", "--fedramp", "--version"})
        for words in (("--version",), ("version",), ("--fedramp", "version")):
            self.assertRegex(run(LATCHKEY, *words, env=ENV).stdout, r"\Alatchkey [\d.]+\n\Z")

    def test_hosts(self):
        """One page for all: what several commands share stands first, the rest with its command."""
        head, *sections = PAGES["latchkey-hosts.1"].split("\n.Sh FILES")[0].split("\n.Ss ")
        pages = {section.split()[0]: section for section in sections}
        shared = options_in(head)
        commands = commands_of(help_of("hosts"))
        self.assertEqual(set(commands), set(pages))
        for command in commands:
            with self.subTest(command=command):
                options = options_of(help_of("hosts", command))
                self.assertEqual(options - shared, options_in(pages[command]))
                said = re.findall(r"\.It Fl (-json|-dry-run)\n.*?\nWith\n(.*?)(?=\.It|\.El)", head, re.DOTALL)
                self.assertEqual(len(said), 2)
                for option, line in said:
                    self.assertEqual(f"-{option}" in options, bool(re.search(rf"\b{command}\b", line)), option)

    def test_application(self):
        app = BUILD / "src/app/latchkey-gtk"
        done = run(app, "--help", env=ENV | {"LANGUAGE": "C"})
        self.assertEqual(done.returncode, 0, done.stderr)
        options = {option for option in options_of(done.stdout) if not option.startswith("--help-")} - {"--display"}
        self.assertEqual(options, options_in(PAGES["latchkey-gtk.1"]))


if __name__ == "__main__":
    tap.main()
