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

/** lk_tokens_files: Returns: (transfer full) (element-type filename): cloudflared's files with tokens and keys of ssh hosts */
GPtrArray *lk_tokens_files (void);

/** lk_tokens_remove_files: removes those files; %FALSE with %LK_ERROR_CONFIG */
gboolean lk_tokens_remove_files (GError **error);

G_END_DECLS
