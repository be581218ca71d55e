/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sshconfig/edit.h"

G_BEGIN_DECLS

/** LK_CLOUDFLARED_IMPORT: what the history calls it */
#define LK_CLOUDFLARED_IMPORT "import cloudflared"

/**
 * lk_cloudflared_import:
 * @latchkey: the path of `latchkey`
 *
 * Rewrites every line that is written for cloudflared (lk_cloudflared_migrate()).
 *
 * Returns: %FALSE with %LK_ERROR_USAGE or an error of lk_runtime_dir()
 */
gboolean lk_cloudflared_import (LkConfigTree *tree, const char *latchkey, GError **error);

/** lk_cloudflared_folder: Returns: (transfer full): where cloudflared keeps its files (protocol.md section 8) */
char *lk_cloudflared_folder (void);

/** lk_cloudflared_files: Returns: (transfer full) (element-type filename): the plain files with tokens and keys there, sorted */
GPtrArray *lk_cloudflared_files (void);

/** lk_cloudflared_hosts: Returns: (transfer full) (element-type utf8): the hosts that @files have tokens for, each once, as the files spell them */
GPtrArray *lk_cloudflared_hosts (GPtrArray *files);

/** lk_cloudflared_remove_files: %FALSE with %LK_ERROR_CONFIG */
gboolean lk_cloudflared_remove_files (GError **error);

G_END_DECLS
