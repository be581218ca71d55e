# SPDX-License-Identifier: GPL-3.0-or-later
"""What the application costs beside an empty window of GTK 3 and libhandy, each the only program of GTK on its desktop."""
import os
import re
import sys
import time
from pathlib import Path

from world import BUILD, World, wait_until

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "app"))
from desktop import APP, App, Desktop  # noqa: E402

EMPTY = BUILD / "tests/bench/empty-window"
ROUNDS = 15
HOSTS = 200
MINUTE = 60
# GLib ends threads that nobody needs after 15 seconds, GTK forgets after 20 what it has drawn.
AFTERMATH = 22


class Program:
    """Until its first frame, and as long after it as is wanted."""

    def __init__(self, desktop, program):
        watch = desktop.folder / "watch"
        watch.unlink(missing_ok=True)
        self.process = desktop.start([program], env=os.environ | {
            "GTK_MODULES": str(BUILD / "tests/app/watch.so"), "LATCHKEY_WATCH": str(watch),
            "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")})
        self.frame = wait_until(lambda: watch.exists() and re.search(r"^frame (\S+)\n", watch.read_text()), "a frame", 20)

    def first_frame(self):
        """In ms of CPU."""
        return float(self.frame[1])

    def unshared(self):
        """In kB."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(int(figure) for figure in re.findall(r"^Private_\w+: +(\d+) kB", text, re.M))

    def woken(self):
        """How often any of its threads has waited for something that came."""
        texts = [path.read_text() for path in Path(f"/proc/{self.process.pid}/task").glob("*/status")]
        return sum(int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.M)[1]) for text in texts)

    def settle(self):
        """Until it has done nothing for a second."""
        def is_quiet():
            before = self.woken()
            time.sleep(1)
            return self.woken() == before
        wait_until(is_quiet, "the end of the beginning", 30)

    def close(self):
        self.process.terminate()
        self.process.wait(20)


def median(values):
    return sorted(values)[len(values) // 2]


def start_up(bench, desktop):
    frames, sizes = {APP: [], EMPTY: []}, {APP: [], EMPTY: []}
    for program in (EMPTY, APP):
        Program(desktop, program).close()  # a new home: caches of fonts are made
    for number in range(ROUNDS):
        for program in (EMPTY, APP):
            running = Program(desktop, program)
            frames[program].append(running.first_frame())
            if number % 5 == 0:
                running.settle()
                sizes[program].append(running.unshared())
            running.close()
    for what, values, unit in (("CPU to the application's first frame, ms", frames, 1),
                               (f"unshared memory with {HOSTS} hosts, MB", sizes, 1000)):
        ours, other = median(values[APP]) / unit, median(values[EMPTY]) / unit
        bench.row(what, f"{ours:.1f}", f"empty window {other:.1f}", f"{ours / other:.2f} ≤ 1.8 times", ours <= 1.8 * other)


def rest(bench, desktop):
    """The empty window is the one with the keyboard."""
    programs = [Program(desktop, program) for program in (APP, EMPTY)]
    for program in programs:
        program.settle()
    time.sleep(AFTERMATH)
    before = [program.woken() for program in programs]
    time.sleep(MINUTE)
    ours, other = (program.woken() - count for program, count in zip(programs, before))
    for program in programs:
        program.close()
    bench.row("wake-ups in a minute, its window not in use", ours, f"empty window {other}", "≤ 1 more", ours <= other + 1)


def many(bench, desktop):
    """2,000 hosts, read, scrolled to the last row, searched, and read anew."""
    world = World()
    watch = world.folder / "watch"
    world.write_config("".join(f"Host h{n:04}.example.com\n" for n in range(2000)))
    app = App(desktop, world, GTK_MODULES=str(BUILD / "tests/app/watch.so"), LATCHKEY_WATCH=str(watch), LATCHKEY_WATCH_GAPS="1")
    try:
        app.find("list item", r"h0000\..*").focus()
        wait_until(lambda: app.key("End") or app.nodes("list item", r"h0199\..*"), "the last row")
        app.key("ctrl+f")
        app.find("text", "Search hosts").type("h19")
        app.find("list item", r"h1900\..*")
        world.write_config("".join(f"Host h{n:04}.example.com\n" for n in range(1000, 3000)))
        app.find("text", "Search hosts").type("h29")
        app.find("list item", r"h2900\..*")
        busy = max(float(ms) for ms in re.findall(r"^busy (\S+)$", watch.read_text(), re.M))
    finally:
        app.close()
        world.close()
    bench.row("longest time that the main loop is busy, 2,000 hosts, ms", f"{busy:.0f}", "", "≤ 100", busy <= 100)


def measure(bench):
    desktop = Desktop()
    try:
        config = Path(os.environ["HOME"]) / ".ssh/config"
        config.parent.mkdir(mode=0o700)
        config.write_text("".join(f"Host h{n}.example.com\n  ProxyCommand latchkey ssh --hostname %h\n" for n in range(HOSTS)))
        start_up(bench, desktop)
        rest(bench, desktop)
        many(bench, desktop)
    finally:
        desktop.close()
