/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hosts.h"

G_BEGIN_DECLS

/**
 * lk_tokens_take_over:
 *
 * Takes over the tokens that cloudflared keeps in plain files (protocol.md section 8) and that are still
 * good, and tells of each.
 */
void lk_tokens_take_over (void);

G_END_DECLS
