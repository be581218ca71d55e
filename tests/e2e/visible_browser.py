#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser that a person sees and that finds the edge under every name, as $BROWSER of a world."""
import os
import sys
from pathlib import Path

host, port = os.environ["LATCHKEY_CONNECT_TO"].rsplit(":", 1)
arguments = ["chromium", f"--app={sys.argv[1]}", f"--user-data-dir={Path.home()}/.chromium",
             f"--host-resolver-rules=MAP *:443 {host}:{port}", "--ignore-certificate-errors", "--test-type", "--disable-quic",
             "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--password-store=basic", "--window-size=700,700"]
if os.getuid() == 0:
    arguments.append("--no-sandbox")
os.execvp("chromium", arguments)
