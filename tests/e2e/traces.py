# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs leave where others can read it: arguments, environments, files, logs and messages."""
import base64
import ctypes
import re
import shutil
import urllib.parse
from pathlib import Path

from world import BUILD, LATCHKEY

JWT = re.compile(rb"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
PUBLIC_KEY = re.compile(rb"[?&]token=([\w%-]{40,})")
# A key of 32 bytes in hexadecimal or in either kind of base64.
WORD = re.compile(rb"[\w+/-]{43,64}")

_sodium = ctypes.CDLL("libsodium.so.23")


def public_of(private):
    """The X25519 public key of a private one."""
    public = ctypes.create_string_buffer(32)
    _sodium.crypto_scalarmult_base(public, private)
    return public.raw


def _keys_in(data):
    """Every run of 32 bytes, and every word that encodes one."""
    yield from (data[at:at + 32] for at in range(len(data) - 31))
    for word in WORD.findall(data):
        if len(word) == 64 and re.fullmatch(rb"[0-9a-fA-F]+", word):
            yield bytes.fromhex(word.decode())
        yield base64.b64decode(word[:43].translate(bytes.maketrans(b"-_", b"+/")) + b"=")


class Traces:
    """Programs of a world that note how they are run, and a search of all that they leave."""

    def __init__(self, world):
        self.world = world
        self.program = world.folder / "bin/latchkey"
        self._notes = world.folder / "notes"
        self._places = {}
        for name in ("bin", "libexec", "notes", "path", "tmp"):
            (world.folder / name).mkdir()
        shutil.copy(LATCHKEY, self.program)
        self._wrap(world.folder / "libexec/latchkey-session", BUILD / "src/worker/latchkey-session")
        self._wrap(world.folder / "path/curl", shutil.which("curl"))
        self._wrap(world.folder / "path/browser", world.env["BROWSER"])
        world.env |= {
            "PATH": f"{world.folder / 'path'}:{world.env['PATH']}",
            "BROWSER": str(world.folder / "path/browser"),
            "TMPDIR": str(world.folder / "tmp"),
            "G_MESSAGES_DEBUG": "all",
        }
        world.config.write_text(world.config.read_text().replace(str(LATCHKEY), str(self.program)))

    def _wrap(self, path, real):
        path.write_text(f"""#!/bin/sh
cat /proc/$$/cmdline /proc/$$/environ > {self._notes}/{path.name}-$$
exec {real} "$@"
""")
        path.chmod(0o700)

    def saw(self, name):
        """How often a program was run."""
        return len(list(self._notes.glob(f"{name}-*")))

    def note(self, where, text):
        """Keeps something that was printed, to be searched."""
        self._places[f"{where} {len(self._places)}"] = text.encode() if isinstance(text, str) else text

    def look_at_processes(self, environment=True):
        """Notes the arguments and environments of the helpers that live. Returns how many."""
        found = 0
        for process in Path("/proc").glob("[0-9]*"):
            try:
                arguments = (process / "cmdline").read_bytes()
                if str(self.program).encode() not in arguments:
                    continue
                found += 1
                self.note(f"cmdline of {process.name}", arguments)
                if environment:
                    self.note(f"environ of {process.name}", (process / "environ").read_bytes())
            except OSError:
                continue
        return found

    def _everything(self):
        yield from self._places.items()
        for folder in (self.world.home, self.world.folder / "run", self.world.folder / "tmp", self._notes):
            for path in folder.rglob("*"):
                if path.is_file():
                    yield str(path), path.read_bytes()

    def find(self, *secrets):
        """Where there is any of these texts, a token, or the private key of a login. Returns (place, what)."""
        everything = list(self._everything())
        words = {word for _, data in everything for word in PUBLIC_KEY.findall(data)}
        public = {base64.urlsafe_b64decode(urllib.parse.unquote_to_bytes(word)) for word in words}
        found = []
        for place, data in everything:
            found += [(place, text) for text in secrets if text.encode() in data]
            found += [(place, token) for token in JWT.findall(data)]
            if public and any(public_of(key) in public for key in set(_keys_in(data))):
                found.append((place, "the private key of a login"))
        return found
