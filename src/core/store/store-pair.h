/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/**
 * LkStorePair:
 *
 * A store that lasts and may fail ("cold") behind one that is quick and forgets ("warm"). What is saved
 * goes to both; what is looked for comes from the warm one first; what cannot be kept in the cold one is
 * kept in the warm one, and the status says so.
 */
#define LK_TYPE_STORE_PAIR (lk_store_pair_get_type ())
G_DECLARE_FINAL_TYPE (LkStorePair, lk_store_pair, LK, STORE_PAIR, GObject)

/** lk_store_pair_new: @cold may be %NULL, then @why_not is the reason. Returns: (transfer full): the pair */
LkStore *lk_store_pair_new (LkStore *cold, LkStore *warm, const char *why_not);

/** lk_store_pair_get_cold: Returns: (transfer none) (nullable): the store that lasts, if there is one */
LkStore *lk_store_pair_get_cold (LkStorePair *self);

G_END_DECLS
