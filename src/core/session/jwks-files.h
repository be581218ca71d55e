/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "access/jwks-cache.h"

G_BEGIN_DECLS

/**
 * LkJwksFiles:
 *
 * The teams' public keys as files `jwks-<team>.json` in the cache folder. When they were fetched is the
 * file's own time of modification.
 */
#define LK_TYPE_JWKS_FILES (lk_jwks_files_get_type ())
G_DECLARE_FINAL_TYPE (LkJwksFiles, lk_jwks_files, LK, JWKS_FILES, GObject)

/** lk_jwks_files_new: Returns: (transfer full): a cache in the folder @dir, which only its user can write to */
LkJwksCache *lk_jwks_files_new (const char *dir);

G_END_DECLS
