# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the manifest as it is built on the runtime of Debian's packages: that is its own SDK, and the modules that the
GNOME runtime lacks are in it. Latchkey's own module, the permissions and the rest are the real manifest's.
"""
import json
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
target = Path(sys.argv[1])
shown = subprocess.run(["flatpak-builder", "--show-manifest", str(SOURCE / "flatpak/org.latchkey.Latchkey.yml")],
                       cwd=target.parent, check=True, capture_output=True, text=True, timeout=60)
manifest = json.loads(shown.stdout)
manifest["sdk"] = manifest["runtime"]
manifest["appstream-compose"] = False
manifest["build-options"] = {"no-debuginfo": True, "strip": False}
latchkey = manifest["modules"][-1]
latchkey["sources"][0]["path"] = str(SOURCE)
manifest["modules"] = [latchkey]
target.write_text(json.dumps(manifest, indent=1))
