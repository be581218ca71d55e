/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "faults.h"

G_BEGIN_DECLS

/** edge_seal_is_key: whether @text is the base64url of an X25519 public key, with padding */
gboolean edge_seal_is_key (const char *text);

/**
 * edge_seal:
 * @receiver: a public key that edge_seal_is_key()
 * @fault: (nullable): a "transfer-" fault to apply
 * @sender: (out) (transfer full) (nullable): base64url of the sender's public key
 *
 * Returns: (transfer full): base64 of nonce || NaCl box of @plaintext
 */
char *
edge_seal (const char *plaintext, const char *receiver, const EdgeFault *fault, char **sender);

G_END_DECLS
