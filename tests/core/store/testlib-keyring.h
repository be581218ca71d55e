/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * test_own_keyring_or_exit:
 * @uid: whose keyring, and on whose quota; -1 for this process's user
 *
 * Moves this process into a user namespace of its own: its user keyring is a new one, which nobody else
 * sees and which ends with the process. Its session keyring does not lead there, as in a system service
 * or under `keyctl session`, so that possession is no given. Where that is not allowed, the program ends
 * as skipped.
 */
void test_own_keyring_or_exit (int uid);

/** test_forbid_keyring: from now on the kernel answers @err to every use of keys, as some containers do */
void test_forbid_keyring (int err);

G_END_DECLS
