/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LkKeyStore:
 *
 * An ssh-agent of our own, which nobody but us is told of: it keeps the keys of certificates in memory,
 * forgets each when its certificate ends, and signs.
 */
typedef struct _LkKeyStore LkKeyStore;

/** lk_key_store_new: @dir: where its socket is to be. Returns: (transfer full): a store; %NULL with %LK_ERROR_CONFIG */
LkKeyStore *lk_key_store_new (const char *dir, GError **error);

/** lk_key_store_free: ends it; if this process ends otherwise, it ends by itself within 10 seconds */
void lk_key_store_free (LkKeyStore *store);

/** lk_key_store_get_path: Returns: (transfer none): its socket */
const char *lk_key_store_get_path (LkKeyStore *store);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkKeyStore, lk_key_store_free)

G_END_DECLS
