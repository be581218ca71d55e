/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/ssl.h>

/**
 * lk_trust_context:
 *
 * The process's one SSL_CTX, with the authorities that this system and SSL_CERT_FILE and SSL_CERT_DIR
 * trust. No bundle is read before it is needed: folders are looked up by hash, and a bundle is scanned
 * for one issuer when no folder has it (parsing all of a bundle takes longer than everything else).
 *
 * Returns: (transfer none): the context; never freed
 */
SSL_CTX *lk_trust_context (void);
