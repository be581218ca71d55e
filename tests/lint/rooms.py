#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the compiler cannot: which room includes which, sizes, licences, and what the helper links."""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Which rooms a room may know, besides itself; the same table as in README.md.
ROOMS = {
    "core/base": set(),
    "core/access": {"core/base"},
    "core/store": {"core/base"},
    "core/cert": {"core/base"},
    "core/carrier": {"core/base"},
    "core/tunnels": {"core/base"},
    "core/sshconfig": {"core/base"},
    "core/session": {"core/base", "core/access", "core/store", "core/cert"},
    "bus": {"core/base"},
    "agent": {"cli/ssh-options.h", "core/base", "core/access", "core/cert", "core/session"},
    "worker": {"bus", "core/base", "core/access", "core/store", "core/session", "core/cert", "core/tunnels"},
    "app": {"app/tray", "bus", "core/base", "core/access", "core/store", "core/session", "core/sshconfig", "core/carrier", "core/cert", "core/tunnels"},
    "app/tray": {"core/base"},
    "cli": {"core/base", "core/access/host.h", "core/access/verdict.h", "core/store/warm.h", "core/carrier", "core/tunnels", "core/sshconfig", "core/cert", "worker/wire.h"},
}
# What the part that lives as long as an ssh session may link.
HELPER_LIBRARIES = {"libglib-2.0", "libssl", "libcrypto", "libkeyutils", "libc", "libm", "ld-linux-x86-64", "ld-linux-aarch64",
                    "linux-vdso"}
FILE_MAX, FILE_MEDIAN, FUNCTION_MAX, FUNCTION_P90 = 500, 250, 80, 40

problems = []


def sources():
    return sorted(p for folder in ("src", "tests") for p in (ROOT / folder).rglob("*.[ch]"))


def room_of(path):
    parts = path.relative_to(ROOT / "src").parts
    room = "/".join(parts[:2])
    return room if room in ROOMS or parts[0] == "core" else parts[0]


def check_includes(path):
    room = room_of(path)
    if room not in ROOMS:
        problems.append(f"{path}: the room {room} is not in the table")
        return
    for name in re.findall(r'#include "([^"]+)"', path.read_text()):
        if "/" not in name:
            continue
        target = name if name.startswith(("bus/", "worker/", "cli/")) else "core/" + name
        if name.startswith("tray/"):
            target = "app/" + name
        folder = target.rsplit("/", 1)[0]
        if folder != room and folder not in ROOMS[room] and target not in ROOMS[room]:
            problems.append(f"{path}: {room} must not know {name}")


def functions(text):
    """Lengths of the functions: from the line of a brace in column 0 to its match."""
    start = None
    for number, line in enumerate(text.splitlines()):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield number - start + 1
            start = None


def percentile(values, share):
    return sorted(values)[int(len(values) * share)] if values else 0


def check_sizes(files):
    lengths, all_functions = [], []
    for path in files:
        text = path.read_text()
        lines = text.count("\n")
        lengths.append(lines)
        if lines > FILE_MAX:
            problems.append(f"{path}: {lines} lines, at most {FILE_MAX}")
        for length in functions(text):
            all_functions.append(length)
            if length > FUNCTION_MAX:
                problems.append(f"{path}: a function of {length} lines, at most {FUNCTION_MAX}")
    median, p90 = percentile(lengths, 0.5), percentile(all_functions, 0.9)
    print(f"# {len(files)} files: median {median}, largest {max(lengths)} lines; "
          f"{len(all_functions)} functions: nine of ten at most {p90}, longest {max(all_functions)} lines")
    if median > FILE_MEDIAN:
        problems.append(f"the median file has {median} lines, at most {FILE_MEDIAN}")
    if p90 > FUNCTION_P90:
        problems.append(f"one function of ten has over {p90} lines, at most {FUNCTION_P90}")


def check_licence(path):
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in path.read_text(errors="replace")[:200]:
        problems.append(f"{path}: no SPDX line at its top")


def check_links(helper):
    listing = subprocess.run(["ldd", helper], capture_output=True, text=True, check=True).stdout
    direct = subprocess.run(["readelf", "-d", helper], capture_output=True, text=True, check=True).stdout
    for name in re.findall(r"\(NEEDED\).*\[(.+?)\.so", direct):
        if name not in HELPER_LIBRARIES:
            problems.append(f"{helper} links {name}")
    if re.search(r"libg[td]k-|libgio|libsoup|libsecret", listing):
        problems.append(f"{helper} pulls in a library that it must not")


def check_format(files):
    result = subprocess.run(["clang-format", "--dry-run", "-Werror", *map(str, files)], cwd=ROOT, capture_output=True,
                            text=True, check=False)
    if result.returncode:
        problems.append("clang-format would change:\n" + "\n".join(sorted(set(
            line.split(":")[0] for line in result.stderr.splitlines() if "error:" in line))))


def check_words(path):
    for function in ("strcpy", "strcat", "sprintf", "gets", "strtok", "system", "popen", "alloca"):
        if re.search(rf"(?<![\w.>]){function} \(", path.read_text()):
            problems.append(f"{path}: {function} is not used here")


files = sources()
for source in files:
    check_licence(source)
    check_words(source)
    if source.is_relative_to(ROOT / "src"):
        check_includes(source)
for script in [*ROOT.rglob("meson.build"), *(ROOT / "tests").rglob("*.py")]:
    if not script.relative_to(ROOT).parts[0].startswith("_build"):
        check_licence(script)
check_sizes(files)
check_format(files)
for program in sys.argv[1:]:
    check_links(program)

for problem in problems:
    print("# " + problem.replace("\n", "\n#   "))
print(f"{'not ok' if problems else 'ok'} 1 rooms, sizes, licences, format, links")
print("1..1")
