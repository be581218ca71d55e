# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings that an application finds which was started with GSETTINGS_BACKEND=keyfile."""


def save(world, *forwards):
    """Forwards: a name, a host, where to listen, and whether at login."""
    keyfile = world.home / ".config/glib-2.0/settings/keyfile"
    keyfile.parent.mkdir(parents=True, exist_ok=True)
    rows = ", ".join(f"('{name}', '{host}', '{listen}', {str(at_login).lower()})" for name, host, listen, at_login in forwards)
    new = keyfile.with_name("new")
    new.write_text(f"[org/latchkey/Latchkey]\nforwards=@a(sssb) [{rows}]\n")
    new.rename(keyfile)
