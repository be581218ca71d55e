#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the cases of the test runs in the build folders named, and says how many passed and failed."""
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

LINES = 30


def reasons(test):
    """What a program said of its failures and last of all, without its successes, and not without end."""
    said = [line for line in (test.get("stdout", "") + test.get("stderr", "")).splitlines() if not line.startswith("ok ")]
    return said if len(said) <= 2 * LINES else [*said[:LINES], "[...]", *said[-LINES:]]


def failed_programs(log):
    """Those that failed, in whichever way: one that crashes may have reported nothing but successes."""
    for line in log.read_text().splitlines():
        test = json.loads(line)
        if test["result"] != "OK":
            yield "\n".join([f"{test['name']}: {test['result']}", *reasons(test)])


def count(folder):
    """A run that left no report failed as a whole."""
    report = Path(folder, "meson-logs", "testlog.junit.xml")
    if not report.exists():
        print(f"{folder}: no report")
        return 0, 1
    passed = failed = 0
    for program in failed_programs(report.with_name("testlog.json")):
        print(f"{folder}: {program}")
        failed += 1
    for case in ElementTree.parse(report).iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None
        if bad:
            print(f"{folder}: failed: {case.get('classname')} {case.get('name')}")
        elif case.find("skipped") is not None:
            # Nothing here may be skipped: what a test needs, tests/setup installs.
            print(f"{folder}: skipped: {case.get('classname')} {case.get('name')}")
            bad = True
        failed += bad
        passed += not bad
    return passed, failed


totals = [count(folder) for folder in sys.argv[1:]]
passed, failed = (sum(column) for column in zip(*totals))
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
